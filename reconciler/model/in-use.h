/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/plan.h"

/* VFs in use that a text names; JSON has all of them. */
enum {
	IN_USE_VFS_MAX = 5
};

/* Who uses a VF, in words that follow "VF 3 is in use: ", or NULL where it is proven
 * idle. What cannot be told counts as in use. Of many holders it names the first few, and
 * says how many more there are. */
const char *in_use_by(struct arena *arena, const struct observed_pf *pf,
		      const struct observed_vf *vf);

/* The same, NULL also where nobody is known and something only could not be told. */
const char *in_use_known_by(struct arena *arena, const struct observed_pf *pf,
			    const struct observed_vf *vf);

/* The same, if the change would interrupt that user; NULL where it may be made. MAC and
 * VLAN of a VF that somebody has whom the host does not see (a VM, a container) are
 * theirs: libvirt gave them, and takes them back at the end
 * (virHostdevPreparePCIDevicesImpl, src/hypervisor/virhostdev.c). */
const char *in_use_refuses(struct arena *arena, const struct observed_pf *pf,
			   const struct observed_vf *vf, const struct change *change);

/* "VF 3 is in use: opened by a; VF 4: opened by b; and 9 more VFs" with `first` " is in
 * use": at most `max` of the users, and how many more there are. */
const char *in_use_text(struct arena *arena, const char *first,
			const struct change_user *users, size_t n, size_t max);

/* "process", "libvirt", "upper", "address" or "unknown", as in JSON. */
const char *in_use_holder_name(enum holder_kind kind);

/* Whether the driver gives the VF to user space (vfio-pci and its variants). */
bool in_use_is_vfio(const char *driver);

/* Whether a user of VFIO (a VM, a user-space driver) has the VF open, or may have. */
bool in_use_by_vfio(const struct observed_vf *vf);
