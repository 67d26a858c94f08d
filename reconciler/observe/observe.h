/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel to struct observed. */
#pragma once

#include "model/desired.h"
#include "model/observed.h"
#include "observe/device-users.h"
#include "observe/netdevs.h"
#include "observe/netns-uppers.h"
#include "observe/sysfs.h"
#include "support/kernel.h"
#include "support/root.h"
#include "support/must-check.h"

/* Observes the PFs that `desired` matches, or every PF of the host where it is NULL. What
 * an interrupted run noted below `run` (/run/vfstate; NULL: nothing) is part of it. A PF
 * that is not there is simply not in the result. Faults of reading go to `diags`.
 * `owners` are for observe_managers. */
struct observed *observe(struct kernel *kernel, struct arena *arena, struct diags *diags,
			 const struct root *run, const struct desired *desired);

/* Observes one PF again: VFs, attributes, everything. `key` says which: its PCI address,
 * or its netdev where it has none. 0, or
 * -ENODEV where it is gone, -EIO where its VFs cannot be counted. */
_must_check_ int observe_pf_again(struct kernel *kernel, struct arena *arena,
				  struct diags *diags, const struct root *run,
				  const struct observed_pf *key,
				  struct observed_pf *ret_pf);

/* What takes time to find of the users of VFs, and is found for all VFs at once:
 * processes and what they have open, other network namespaces. Read when a VF first needs
 * it. */
struct vf_users {
	struct device_users devices;
	struct netns_uppers uppers;
};

/* Whether any of it was read. */
bool vf_users_are_read(const struct vf_users *users);

/* Reads again what sysfs reports of one VF: vf->index of the PF in `pf_dir`; and who uses
 * it, but where `users` is NULL. What cannot be read goes to `diags`, here and below;
 * NULL: unheard. */
void observe_vf(struct kernel *kernel, struct arena *arena, struct diags *diags,
		const struct root *run, const char *pf_dir, struct vf_users *users,
		struct observed_vf *vf);

/* The PF's device directory below /sys. */
enum {
	PF_DIR_MAX = 64
};
void observe_pf_dir(const struct observed_pf *pf, char dir[PF_DIR_MAX]);
