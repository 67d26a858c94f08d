/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Users of VFs that neither the VF's own folder in sysfs nor its netdev's shows: to find
 * them costs a look at every process, netdev or network namespace. */
#pragma once

#include "model/desired.h"
#include "observe/netns-uppers.h"

/* Whether the entry may interrupt a user of a VF of the PF. */
bool hidden_users_matter(const struct desired_pf *desired, const struct observed_pf *pf);

/* Adds to vf->holders who takes time to find: those, and what netdev_users and open_files
 * have; where nobody is known to use the VF yet. */
void hidden_users_add_to_vf(struct kernel *kernel, struct arena *arena,
			    struct netns_uppers *uppers, struct observed_vf *vf);
