/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/plan-pf.h"

#include <string.h>

/* To change the MTU, drivers take the link down and up again (igb_change_mtu,
 * ixgbe_change_mtu, i40e_change_mtu), and with it the link of every VF. */
void plan_pf_mtu(struct planner *planner)
{
	const struct observed_pf *observed = planner->pf->observed;
	const struct field *wanted = &planner->pf->desired->attrs[PF_ATTR_MTU];
	const struct field *now = &observed->attrs[PF_ATTR_MTU];
	struct change *change;

	if (!wanted->set || (now->set && wanted->value.number == now->value.number))
		return;
	change = planner_add(planner, STAGE_PF_ATTR, NO_VF, PF_ATTR_MTU);
	change->from = *now;
	change->to = wanted->value;
	change->at = wanted->at;
	if (!observed->netdev) {
		change->block = BLOCK_UNSUPPORTED;
		change->reason = "the PF has no netdev";
	} else if (observed_pf_is_up(observed) || !now->set) {
		/* A PF that could not be read may be up. */
		change->impact = IMPACT_BLINKS_PF;
		planner_block_any_in_use(planner, change);
		planner_block_pf_in_use(planner, change, DISRUPTION_BLINK);
	}
}

/* devlink does not report what a driver does not have (devlink_nl_eswitch_fill). */
static bool lacks_eswitch(const struct planner *planner, enum pf_attr attr)
{
	const struct field *now = planner->pf->observed->attrs;

	return planner->quirks->no_eswitch ||
	       (now[PF_ATTR_ESWITCH_MODE].set && !now[attr].set);
}

/* Whether the eswitch has the wanted value. It has the default if the driver lacks the
 * attribute, or if the mode ends with the VFs. */
static bool has_eswitch(const struct planner *planner, enum pf_attr attr)
{
	const struct field *wanted = &planner->pf->desired->attrs[attr];
	const struct field *now = &planner->pf->observed->attrs[attr];

	if (!now->set || (attr == PF_ATTR_ESWITCH_MODE && planner->ends_mode))
		return pf_attr_is_first_word(attr, wanted->value) &&
		       (now->set || lacks_eswitch(planner, attr));
	return strcmp(wanted->value.text, now->value.text) == 0;
}

/* Why the attribute of the eswitch cannot be set; NULL if it may. */
static const char *eswitch_refusal(const struct planner *planner, enum pf_attr attr)
{
	const struct observed_pf *observed = planner->pf->observed;

	if (lacks_eswitch(planner, attr))
		return arena_printf(planner->arena, "the driver %s has no %s to set",
				    observed->driver, pf_attr_info[attr].name);
	if (!planner->quirks->eswitch_without_vfs)
		return NULL;
	/* Do not remove VFs for an attribute that may not exist. */
	if (!observed->attrs[PF_ATTR_ESWITCH_MODE].set)
		return "devlink does not report the eswitch mode of the PF";
	if (observed_pf_numvfs(observed) > 0 &&
	    !planner->pf->desired->attrs[PF_ATTR_NUMVFS].set)
		return arena_printf(
			planner->arena,
			"the driver %s sets this only while there are no VFs; "
			"numvfs: %u allows them to be recreated",
			observed->driver, observed_pf_numvfs(observed));
	return NULL;
}

bool plan_pf_changes_eswitch(const struct planner *planner)
{
	for (int attr = PF_ATTR_ESWITCH_FIRST; attr < PF_ATTR_ESWITCH_END; attr++) {
		if (planner->pf->desired->attrs[attr].set &&
		    !has_eswitch(planner, (enum pf_attr)attr) &&
		    !eswitch_refusal(planner, (enum pf_attr)attr))
			return true;
	}
	return false;
}

void plan_pf_eswitch(struct planner *planner, enum stage stage)
{
	const struct observed_pf *observed = planner->pf->observed;
	bool is_first = planner->quirks->eswitch_without_vfs;

	if ((stage == STAGE_ESWITCH_WITHOUT_VFS) != is_first)
		return;
	for (int attr = PF_ATTR_ESWITCH_FIRST; attr < PF_ATTR_ESWITCH_END; attr++) {
		const struct field *wanted = &planner->pf->desired->attrs[attr];
		struct change *change;

		/* Do not set the present value again: bnxt refuses the mode that it is in
		 * (bnxt_dl_eswitch_mode_set). */
		if (!wanted->set || has_eswitch(planner, (enum pf_attr)attr))
			continue;
		change = planner_add(planner, stage, NO_VF, attr);
		change->from = observed->attrs[attr];
		change->to = wanted->value;
		change->at = wanted->at;
		change->is_again =
			change->from.set &&
			value_is_equal(VALUE_TEXT, change->from.value, change->to);
		change->reason = eswitch_refusal(planner, (enum pf_attr)attr);
		if (change->reason) {
			change->block = BLOCK_UNSUPPORTED;
		} else if (observed_pf_numvfs(observed) > 0) {
			change->impact =
				is_first ? IMPACT_RECREATES_VFS : IMPACT_BLINKS_PF;
			planner_block_any_in_use(planner, change);
		}
		planner_block_pf_in_use(planner, change, DISRUPTION_BLINK);
	}
}

void plan_pf_link(struct planner *planner, bool on)
{
	const struct field *link = &planner->pf->desired->attrs[PF_ATTR_LINK];
	const struct observed_pf *observed = planner->pf->observed;
	struct change *change;

	if (!link->set || link->value.on != on ||
	    (on == observed_pf_is_up(observed) && observed->netdev))
		return;
	/* By default, only a PF with a netdev and with present or planned VFs goes up. */
	if (planner->pf->desired->link_why &&
	    (!observed->netdev || (observed_pf_numvfs(observed) == 0 &&
				   (!planner->numvfs.set || planner->numvfs_refusal))))
		return;
	change = planner_add(planner, on ? STAGE_PF_UP : STAGE_PF_DOWN, NO_VF,
			     PF_ATTR_LINK);
	change->from =
		(struct field){.set = true, .value.on = observed_pf_is_up(observed)};
	change->to = link->value;
	change->at = link->at;
	change->why = planner->pf->desired->link_why;
	if (!observed->netdev) {
		change->from.set = false;
		change->block = BLOCK_UNSUPPORTED;
		change->reason =
			!observed->driver ? "the PF has no driver, so no netdev"
			: in_use_is_vfio(observed->driver)
				? "the PF was given to user space, and has no netdev"
				: "the PF has no netdev";
	} else if (!on) {
		change->impact = IMPACT_PF_DOWN;
		planner_block_any_in_use(planner, change);
		planner_block_pf_in_use(planner, change, DISRUPTION_LINK);
	}
}
