/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From the kernel to struct observed. */
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

/* Observes the PFs that `desired` matches, or every PF of the host if it is NULL. The run
 * state of an interrupted run below `run` (/run/vfstate; NULL: none) is included. A
 * missing PF is not in the result, and is not an error. Read errors go to `diags`.
 * observe_managers() fills in `owners`. */
struct observed *observe(struct kernel *kernel, struct arena *arena, struct diags *diags,
			 const struct root *run, const struct desired *desired);

/* Observes one PF and its VFs again, but not its private flags, features and users, nor
 * those users of VFs that apply_is_idle() looks for. `key` has its PCI address, or its
 * netdev if it has no PCI device. Returns 0; -ENODEV if the PF is gone; -EIO if its
 * driver or its number of VFs cannot be read. */
_must_check_ int observe_pf_again(struct kernel *kernel, struct arena *arena,
				  struct diags *diags, const struct root *run,
				  const struct observed_pf *key,
				  struct observed_pf *ret_pf);

/* The users of VFs that take time to find, and are found for all VFs at once: processes
 * and their open files, and other network namespaces. Read when a VF first needs it. */
struct vf_users {
	struct device_users devices;
	struct netns_uppers uppers;
};

/* Whether any of it was read. */
bool vf_users_are_read(const struct vf_users *users);

/* Reads again what sysfs reports of the VF vf->index of the PF in `pf_dir`, and who uses
 * it unless `users` is NULL. Read errors go to `diags`, here and below; NULL: they are
 * ignored. */
void observe_vf(struct kernel *kernel, struct arena *arena, struct diags *diags,
		const struct root *run, const char *pf_dir, struct vf_users *users,
		struct observed_vf *vf);

/* The PF's device directory below /sys. */
enum {
	PF_DIR_MAX = 64
};
void observe_pf_dir(const struct observed_pf *pf, char dir[PF_DIR_MAX]);
