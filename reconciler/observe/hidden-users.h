/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Users of VFs that neither the VF's own folder in sysfs nor its netdev's shows. Finding
 * them takes a look at every process, netdev or network namespace. */
#pragma once

#include "model/desired.h"
#include "observe/netns-uppers.h"

/* Whether the entry may interrupt a hidden user of one of the PF's VFs. */
bool hidden_users_matter(const struct desired_pf *desired, const struct observed_pf *pf);

/* Adds the hidden users of a VF to vf->holders: those from netdev_users and, if no other
 * user is known, those from netns_uppers and open_files. */
void hidden_users_add_to_vf(struct kernel *kernel, struct arena *arena,
			    struct netns_uppers *uppers, struct observed_vf *vf);
