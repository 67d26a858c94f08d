/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who uses a PF itself: they lose its link with it. */
#pragma once

#include "model/desired.h"
#include "model/observed.h"
#include "observe/netns-uppers.h"
#include "support/kernel.h"

/* Whether the entry may take the PF's link, or its VFs, away, for good or for a moment.
 */
bool pf_users_may_lose_link(const struct desired_pf *desired,
			    const struct observed_pf *pf);

/* The same, where the PF has a link to lose. */
bool pf_users_matter(const struct desired_pf *desired, const struct observed_pf *pf);

/* Fills in pf->holders: netdevs on top (bridge, bond, team, Open vSwitch, VLAN, macvlan),
 * of other network namespaces as well, addresses beyond the link's own, and routes that
 * somebody set. What cannot be read is HOLDER_UNKNOWN. */
void pf_users_observe(struct kernel *kernel, struct arena *arena,
		      struct netns_uppers *uppers, struct observed_pf *pf);
