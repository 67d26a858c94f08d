/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/plan-pf.h"

#include <string.h>

/* Drivers take the link down and up again for it (igb_change_mtu, ixgbe_change_mtu,
 * i40e_change_mtu), and with it that of every VF. */
void plan_pf_mtu(struct planner *planner)
{
	const struct observed_pf *observed = planner->pf->observed;
	const struct field *wanted = &planner->pf->desired->attrs[PF_ATTR_MTU];
	const struct field *now = &observed->attrs[PF_ATTR_MTU];
	struct change *change;

	if (!wanted->set || (now->set && wanted->value.number == now->value.number))
		return;
	change = planner_add(planner, CHANGE_PF_ATTR, NO_VF);
	change->pf_attr = PF_ATTR_MTU;
	change->from = *now;
	change->to = wanted->value;
	change->at = wanted->at;
	if (!observed->netdev) {
		change->block = BLOCK_UNSUPPORTED;
		change->reason = "the PF has no netdev";
	} else if (observed->link || !now->set) {
		/* What is not known may be up. */
		change->impact = IMPACT_FLAPS_PF;
		planner_block_any_in_use(planner, change);
		planner_block_pf_in_use(planner, change, DISRUPTION_BLINK);
	}
}

/* devlink leaves out what a driver does not have (devlink_nl_eswitch_fill). */
static bool lacks_eswitch(const struct planner *planner, enum pf_attr attr)
{
	const struct field *now = planner->pf->observed->attrs;

	return planner->quirks->no_eswitch ||
	       (now[PF_ATTR_ESWITCH_MODE].set && !now[attr].set);
}

/* Whether the eswitch has what is wanted; one that can have nothing else too. */
static bool has_eswitch(const struct planner *planner, enum pf_attr attr)
{
	const struct field *wanted = &planner->pf->desired->attrs[attr];
	const struct field *now = &planner->pf->observed->attrs[attr];

	if (!now->set || (attr == PF_ATTR_ESWITCH_MODE && planner->ends_mode))
		return strcmp(wanted->value.text, pf_attr_eswitch_words[attr][0]) == 0 &&
		       (now->set || lacks_eswitch(planner, attr));
	return strcmp(wanted->value.text, now->value.text) == 0;
}

/* Why the attribute of the eswitch cannot be set; NULL where it may. */
static const char *eswitch_refusal(const struct planner *planner, enum pf_attr attr)
{
	const struct observed_pf *observed = planner->pf->observed;

	if (lacks_eswitch(planner, attr))
		return arena_printf(planner->arena, "the driver %s has no %s to set",
				    observed->driver, pf_attr_info[attr].name);
	if (!planner->quirks->eswitch_without_vfs)
		return NULL;
	/* VFs are not removed for what may not be there. */
	if (!observed->attrs[PF_ATTR_ESWITCH_MODE].set)
		return "devlink does not tell the eswitch mode of the PF";
	if (observed->numvfs > 0 && !planner->pf->desired->numvfs.set)
		return arena_printf(
			planner->arena,
			"the driver %s sets this only while there are no VFs; "
			"numvfs: %d says that they are to be made anew",
			observed->driver, observed->numvfs);
	return NULL;
}

bool plan_pf_changes_eswitch(const struct planner *planner)
{
	for (int attr = 0; attr < PF_ATTR_ESWITCH_COUNT; attr++) {
		if (planner->pf->desired->attrs[attr].set &&
		    !has_eswitch(planner, (enum pf_attr)attr) &&
		    !eswitch_refusal(planner, (enum pf_attr)attr))
			return true;
	}
	return false;
}

void plan_pf_eswitch(struct planner *planner, enum change_kind kind)
{
	const struct observed_pf *observed = planner->pf->observed;
	bool is_first = planner->quirks->eswitch_without_vfs;

	if ((kind == CHANGE_ESWITCH_WITHOUT_VFS) != is_first)
		return;
	for (int attr = 0; attr < PF_ATTR_ESWITCH_COUNT; attr++) {
		const struct field *wanted = &planner->pf->desired->attrs[attr];
		struct change *change;

		/* bnxt refuses the mode that it is in (bnxt_dl_eswitch_mode_set). */
		if (!wanted->set || has_eswitch(planner, (enum pf_attr)attr))
			continue;
		change = planner_add(planner, kind, NO_VF);
		change->pf_attr = (enum pf_attr)attr;
		change->from = observed->attrs[attr];
		change->to = wanted->value;
		change->at = wanted->at;
		change->is_again =
			change->from.set &&
			value_is_equal(VALUE_TEXT, change->from.value, change->to);
		change->reason = eswitch_refusal(planner, (enum pf_attr)attr);
		if (change->reason) {
			change->block = BLOCK_UNSUPPORTED;
		} else if (observed->numvfs > 0) {
			change->impact =
				is_first ? IMPACT_RECREATES_VFS : IMPACT_FLAPS_PF;
			planner_block_any_in_use(planner, change);
		}
		planner_block_pf_in_use(planner, change, DISRUPTION_BLINK);
	}
}

void plan_pf_link(struct planner *planner, bool on)
{
	const struct field *link = &planner->pf->desired->link;
	const struct observed_pf *observed = planner->pf->observed;
	struct change *change;

	if (!link->set || link->value.on != on ||
	    (on == observed->link && observed->netdev))
		return;
	/* The default is for VFs that are there or come, of a PF that has a link. */
	if (planner->pf->desired->link_why &&
	    (!observed->netdev || (observed->numvfs == 0 &&
				   (!planner->numvfs.set || planner->numvfs_refusal))))
		return;
	change = planner_add(planner, on ? CHANGE_PF_UP : CHANGE_PF_DOWN, NO_VF);
	change->from = (struct field){.set = true, .value.on = observed->link};
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
		change->impact = IMPACT_FLAPS_PF;
		planner_block_any_in_use(planner, change);
		planner_block_pf_in_use(planner, change, DISRUPTION_LINK);
	}
}
