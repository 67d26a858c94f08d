/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/plan.h"

#include <string.h>

const struct attr_info *change_info(const struct change *change)
{
	return change->vf == NO_VF ? &pf_attr_info[change->pf_attr]
				   : &vf_attr_info[change->attr];
}

const char *change_name(const struct change *change)
{
	return change_info(change)->name;
}

enum value_kind change_value_kind(const struct change *change)
{
	return change_info(change)->kind;
}

bool change_is_of_vf(const struct change *change, enum vf_attr attr)
{
	return change->vf != NO_VF && change->attr == attr;
}

bool change_is_of_pf(const struct change *change, enum pf_attr attr)
{
	return change->vf == NO_VF && change->pf_attr == attr;
}

const struct plan_pf *plan_find_pf(const struct plan *plan, const struct desired_pf *pf)
{
	for (size_t i = 0; i < plan->n_pfs; i++) {
		if (plan->pfs[i].desired == pf)
			return &plan->pfs[i];
	}
	return NULL;
}

const char *assign_kind_name(enum assign_kind kind)
{
	static const char *const names[] = {[ASSIGN_CHOSEN] = "chosen",
					    [ASSIGN_ADOPTED] = "adopted",
					    [ASSIGN_FREED] = "freed"};

	return names[kind];
}

const char *impact_name(enum impact impact)
{
	static const char *const names[] = {
		[IMPACT_LIVE] = "live",
		[IMPACT_RESETS_VF] = "resets-vf",
		[IMPACT_REBINDS_VF] = "rebinds-vf",
		[IMPACT_RECREATES_VFS] = "recreates-vfs",
		[IMPACT_REMOVES_VFS] = "removes-vfs",
		[IMPACT_BLINKS_PF] = "blinks-pf",
		[IMPACT_PF_DOWN] = "pf-down",
	};

	return names[impact];
}

const char *block_name(enum block block)
{
	static const char *const names[] = {
		[BLOCK_NONE] = "none",
		[BLOCK_IN_USE] = "in-use",
		[BLOCK_UNSUPPORTED] = "unsupported",
	};

	return names[block];
}

const char *outcome_status_name(enum outcome_status status)
{
	static const char *const names[] = {
		[OUTCOME_PENDING] = "pending",	  [OUTCOME_DONE] = "done",
		[OUTCOME_ALREADY] = "already so", [OUTCOME_FAILED] = "failed",
		[OUTCOME_SKIPPED] = "skipped",
	};

	return names[status];
}

bool change_is_own_step(const struct plan_pf *pf, const struct change *change)
{
	return change_is_of_pf(change, PF_ATTR_AUTOPROBE) &&
	       !pf->desired->attrs[PF_ATTR_AUTOPROBE].set;
}

/* Whether the VF would be recreated because of another number of VFs, and already has the
 * value. */
static bool has_it_now(const struct plan_pf *pf, const struct change *change)
{
	const struct observed_vf *vf;

	if (change->vf == NO_VF || !change->is_new_vf ||
	    (size_t)change->vf >= pf->observed->n_vfs)
		return false;
	vf = &pf->observed->vfs[change->vf];
	if (change->attr != VF_ATTR_DRIVER)
		return observed_vf_has(vf, change->attr, change->to);
	if (change->stage == STAGE_VF_OVERRIDE)
		return vf->driver_override && change->to.text &&
		       strcmp(change->to.text, vf->driver_override) == 0;
	return observed_vf_driver(vf) &&
	       (!change->to.text || vf_attr_is_default_driver(change->to.text) ||
		observed_vf_has_driver(vf, change->to.text));
}

bool change_is_difference(const struct plan_pf *pf, const struct change *change)
{
	return !change->is_again && !change_is_own_step(pf, change) &&
	       !has_it_now(pf, change);
}

size_t plan_count_differences(const struct plan *plan)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n_pfs; i++) {
		const struct plan_pf *pf = &plan->pfs[i];

		for (size_t j = 0; j < pf->n_changes; j++)
			n += change_is_difference(pf, &pf->changes[j]);
	}
	return n;
}
