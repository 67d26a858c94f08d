/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/plan.h"

/* VFs in use that a text names; JSON has all of them. */
enum {
	IN_USE_VFS_MAX = 5
};

/* Who uses a VF, in words that follow "VF 3 is in use: ", or "VF 3 may be in use: " where
 * in_use_is_unsure, or NULL where it is proven idle. What cannot be told counts as in
 * use. Of many holders it names the first few, and says how many more there are. */
const char *in_use_by(struct arena *arena, const struct observed_pf *pf,
		      const struct observed_vf *vf);

/* Whether the words say only why there may be a user. */
bool in_use_is_unsure(struct arena *arena, const struct observed_pf *pf,
		      const struct observed_vf *vf);

/* The same as in_use_by, NULL also where nobody is known and something only could not be
 * told. */
const char *in_use_known_by(struct arena *arena, const struct observed_pf *pf,
			    const struct observed_vf *vf);

/* What somebody can do so that the VF is idle; NULL where nothing is known. */
const char *in_use_advice(struct arena *arena, const struct observed_pf *pf,
			  const struct observed_vf *vf);

/* The same as in_use_by, if the change would interrupt that user; NULL where it may be
 * made. Another MAC or VLAN and a disabled link take away the network of whoever uses the
 * VF. Of a VF that a guest has (a VM, a container) the link state is the guest's as well:
 * libvirt sets MAC and VLAN, and takes them back at the end
 * (virHostdevPreparePCIDevicesImpl, src/hypervisor/virhostdev.c). */
const char *in_use_refuses(struct arena *arena, const struct observed_pf *pf,
			   const struct observed_vf *vf, const struct change *change);

/* "VF 3 is in use: opened by a; VF 4: opened by b; and 9 more VFs", or "VF 3: opened by
 * a; ..." without a verb: at most `max` of the users, and how many more there are. */
const char *in_use_text(struct arena *arena, bool has_verb,
			const struct change_user *users, size_t n, size_t max);

/* Whether the driver gives the VF to user space (vfio-pci and its variants). */
bool in_use_is_vfio(const char *driver);

/* Whether the driver gives it to user space by UIO (uio_pci_generic, igb_uio of DPDK). */
bool in_use_is_uio(const char *driver);

/* Whether the driver only keeps the VF for a program or a VM, which nobody has to be:
 * VFIO, UIO, pci-stub. */
bool in_use_is_for_user_space(const char *driver);

/* Whether a user of VFIO (a VM, a user-space driver) has the VF open, or may have. */
bool in_use_by_vfio(const struct observed_vf *vf);
