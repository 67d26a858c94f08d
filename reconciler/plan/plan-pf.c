/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/plan-pf.h"

/* Drivers take the link down and up again for it (igb_change_mtu, ixgbe_change_mtu,
 * i40e_change_mtu), and with it that of every VF. */
static void plan_mtu(struct planner *planner)
{
	const struct observed_pf *observed = planner->pf->observed;
	const struct field *wanted = &planner->pf->desired->attrs[PF_ATTR_MTU];
	struct change *change;

	if (!wanted->set ||
	    (observed->mtu >= 0 && wanted->value.number == (uint32_t)observed->mtu))
		return;
	change = planner_add(planner, CHANGE_PF_ATTR, NO_VF);
	change->pf_attr = PF_ATTR_MTU;
	if (observed->mtu >= 0)
		change->from = (struct field){.set = true,
					      .value.number = (uint32_t)observed->mtu};
	change->to = wanted->value;
	change->at = wanted->at;
	if (!observed->netdev) {
		change->block = BLOCK_UNSUPPORTED;
		change->reason = "the PF has no netdev";
	} else if (observed->link) {
		change->impact = IMPACT_FLAPS_PF;
		planner_block_any_in_use(planner, change);
	}
}

void plan_pf_attrs(struct planner *planner)
{
	for (int attr = 0; attr < PF_ATTR_COUNT; attr++) {
		const struct field *wanted = &planner->pf->desired->attrs[attr];
		struct change *change;

		if (!wanted->set || attr == PF_ATTR_MTU)
			continue;
		change = planner_add(planner, CHANGE_PF_ATTR, NO_VF);
		change->pf_attr = (enum pf_attr)attr;
		change->to = wanted->value;
		change->at = wanted->at;
		planner_block_not_yet(planner, change);
	}
	plan_mtu(planner);
}

void plan_pf_link(struct planner *planner, bool on)
{
	const struct field *link = &planner->pf->desired->link;
	const struct observed_pf *observed = planner->pf->observed;
	struct change *change;

	if (!link->set || link->value.on != on ||
	    (on == observed->link && observed->netdev))
		return;
	change = planner_add(planner, on ? CHANGE_PF_UP : CHANGE_PF_DOWN, NO_VF);
	change->from = (struct field){.set = true, .value.on = observed->link};
	change->to = link->value;
	change->at = link->at;
	if (!observed->netdev) {
		change->from.set = false;
		change->block = BLOCK_UNSUPPORTED;
		change->reason = observed->driver ? "the PF has no netdev"
						  : "the PF has no driver, so no netdev";
	} else if (!on) {
		change->impact = IMPACT_FLAPS_PF;
		planner_block_any_in_use(planner, change);
	}
}
