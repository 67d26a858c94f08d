/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/plan.h"

/* How many VFs in use a text names; JSON has all of them. */
enum {
	IN_USE_VFS_MAX = 5
};

/* The users of a VF, in words that follow "VF 3 is in use: ", or "VF 3 may be in use: "
 * if in_use_is_unsure. NULL if the VF is known to be idle; a VF whose state is unknown
 * counts as in use. Names the first few holders, and how many more there are. */
const char *in_use_by(struct arena *arena, const struct observed_pf *pf,
		      const struct observed_vf *vf);

/* Whether in_use_by says only why there may be a user. */
bool in_use_is_unsure(struct arena *arena, const struct observed_pf *pf,
		      const struct observed_vf *vf);

/* The same as in_use_by, but ignores what could not be read: NULL if that was the only
 * reason. */
const char *in_use_known_by(struct arena *arena, const struct observed_pf *pf,
			    const struct observed_vf *vf);

/* How to make the VF idle; NULL: unknown. */
const char *in_use_advice(struct arena *arena, const struct observed_pf *pf,
			  const struct observed_vf *vf);

/* The same as in_use_by, if the change would interrupt that user; NULL if the change is
 * allowed. Another MAC or VLAN and a disabled link cut off any user. The link state of a
 * VF that a guest (a VM, a container) uses belongs to the guest too: libvirt sets MAC and
 * VLAN at the start and restores them at the end (virHostdevPreparePCIDevicesImpl,
 * src/hypervisor/virhostdev.c). */
const char *in_use_refuses(struct arena *arena, const struct observed_pf *pf,
			   const struct observed_vf *vf, const struct change *change);

/* "VF 3 is in use: opened by a; VF 4: opened by b; and 9 more VFs", or "VF 3: opened by
 * a; ..." without a verb. Names at most `max` users, and how many more there are. */
const char *in_use_text(struct arena *arena, bool has_verb,
			const struct change_user *users, size_t n, size_t max);

/* Whether the driver gives the VF to user space (vfio-pci and its variants). */
bool in_use_is_vfio(const char *driver);

/* Whether the driver gives it to user space by UIO (uio_pci_generic, igb_uio of DPDK). */
bool in_use_is_uio(const char *driver);

/* Whether the driver only reserves the VF for a program or a VM, which need not run:
 * VFIO, UIO, pci-stub. */
bool in_use_is_for_user_space(const char *driver);

/* Whether a VFIO user (a VM, a user-space driver) has the VF open, or may have. */
bool in_use_by_vfio(const struct observed_vf *vf);
