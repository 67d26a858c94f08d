/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel to struct observed. */
#pragma once

#include "model/desired.h"
#include "model/observed.h"
#include "observe/device-users.h"
#include "observe/netns-uppers.h"
#include "support/kernel.h"
#include "support/root.h"

/* Observes the PFs that `desired` matches, or every PF of the host where it is NULL. What
 * an interrupted run noted below `run` (/run/vfstate; NULL: nothing) is part of it. A PF
 * that is not there is simply not in the result. Faults of reading go to `diags`.
 * `owners` are for observe_managers. */
struct observed *observe(struct kernel *kernel, struct arena *arena, struct diags *diags,
			 const struct root *run, const struct desired *desired);

/* Observes one PF anew: VFs, attributes, everything. `key` says which: its PCI address,
 * or its netdev where it has none. 0, or
 * -ENODEV where it is gone, -EIO where its VFs cannot be counted. */
int observe_pf_again(struct kernel *kernel, struct arena *arena, struct diags *diags,
		     const struct root *run, const struct observed_pf *key,
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

/* Reads anew what sysfs says of one VF: vf->index of the PF in `pf_dir`; and who uses it,
 * but where `users` is NULL. What cannot be read goes to `diags`, here and below; NULL:
 * unheard. */
void observe_vf(struct kernel *kernel, struct arena *arena, struct diags *diags,
		const struct root *run, const char *pf_dir, struct vf_users *users,
		struct observed_vf *vf);

/* The PF's device directory below /sys. */
enum {
	PF_DIR_MAX = 64
};
void observe_pf_dir(const struct observed_pf *pf, char dir[PF_DIR_MAX]);

/* What the driver of a device is called; NULL where none is bound, OBSERVE_UNKNOWN where
 * that cannot be read. */
#define OBSERVE_UNKNOWN "unknown"

const char *observe_driver(struct kernel *kernel, struct arena *arena,
			   struct diags *diags, const char *dir);

/* The diagnostic for dir/name below /sys that answered -errno; none for 0, and where it
 * is not there: that is an answer. A device that goes away meanwhile answers ENODEV.
 * `diags` may be NULL. */
void observe_tell_unreadable(struct diags *diags, const char *dir, const char *name,
			     int r);

/* "pf0vf3": what drivers name the port of a VF's representor, which is in its PF's net/
 * folder (devlink_port_phys_port_name_get, net/devlink/port.c). */
bool observe_is_representor(const char *phys_port_name);

/* The network interfaces of a device that are no representors, the first by name first:
 * how many. */
size_t observe_netdevs(struct kernel *kernel, struct arena *arena, struct diags *diags,
		       const char *dir, const char ***ret_names);

/* The first of them; NULL where there is none. */
const char *observe_netdev(struct kernel *kernel, struct arena *arena,
			   struct diags *diags, const char *dir);
