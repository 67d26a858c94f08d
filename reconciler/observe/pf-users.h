/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Users of a PF itself, who are interrupted when it loses its link. */
#pragma once

#include "model/desired.h"
#include "model/observed.h"
#include "observe/netns-uppers.h"
#include "support/kernel.h"

/* Whether the entry may take away the PF's link or its VFs, for good or for a moment. */
bool pf_users_may_lose_link(const struct desired_pf *desired,
			    const struct observed_pf *pf);

/* The same, if the PF may have a link to lose. */
bool pf_users_matter(const struct desired_pf *desired, const struct observed_pf *pf);

/* Fills in pf->holders: netdevs on top (bridge, bond, team, Open vSwitch, VLAN, macvlan),
 * also in other network namespaces, addresses that are not link-local, and routes that
 * the kernel did not add itself. What cannot be read is HOLDER_UNKNOWN. */
void pf_users_observe(struct kernel *kernel, struct arena *arena,
		      struct netns_uppers *uppers, struct observed_pf *pf);
