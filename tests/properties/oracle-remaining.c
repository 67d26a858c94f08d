/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a run leaves undone: each of it is impossible, or refused, for a true reason. */
#include "oracles.h"
#include "possible.h"
#include "users.h"

static bool has_stage(const struct plan_pf *pf, enum stage stage)
{
	for (size_t i = 0; i < pf->n_changes; i++) {
		if (pf->changes[i].stage == stage)
			return true;
	}
	return false;
}

/* Whether it is left because of another change that is: what VFs that did not come would
 * get, and autoprobe for drivers that do not come. */
static bool waits_for_another(const struct plan_pf *pf, const struct change *change)
{
	bool is_autoprobe = change->stage == STAGE_AUTOPROBE_OFF ||
			    change->stage == STAGE_AUTOPROBE_ON ||
			    change->stage == STAGE_AUTOPROBE_BACK_OFF;

	/* The netdev is to come up with its driver, which cannot start anew. */
	for (size_t i = 0; change->stage == STAGE_VF_NETDEV && i < pf->n_changes; i++) {
		if (pf->changes[i].vf == change->vf &&
		    (pf->changes[i].stage == STAGE_VF_DRIVER ||
		     pf->changes[i].stage == STAGE_VF_OVERRIDE))
			return true;
	}
	return (has_stage(pf, STAGE_NUMVFS) &&
		(change->is_new_vf || is_autoprobe ||
		 change->stage == STAGE_ESWITCH_WITHOUT_VFS)) ||
	       (is_autoprobe && has_stage(pf, STAGE_VF_DRIVER));
}

/* Trust that the VF had waited for its MAC, which the VF has made up meanwhile. */
static bool has_waited_for_mac(const struct run *run, const struct desired_pf *pf,
			       const struct change *change)
{
	for (size_t i = 0; change->is_kept && i < run->plan->n_pfs; i++) {
		const struct plan_pf *plan = &run->plan->pfs[i];
		const struct change *mac =
			plan->desired == pf
				? run_find_change(plan, change->vf, VF_ATTR_MAC)
				: NULL;

		if (mac && change->stage == STAGE_VF_ATTR &&
		    change->attr == VF_ATTR_TRUST &&
		    run->result->outcomes[i][mac - plan->changes].status ==
			    OUTCOME_FAILED)
			return true;
	}
	return false;
}

/* Trust waits for the VF's MAC, which would be the VF's own choice from then on. */
static bool waits_for_mac(const struct plan_pf *pf, const struct change *change)
{
	const struct change *mac = run_find_change(pf, change->vf, VF_ATTR_MAC);

	return change->stage == STAGE_VF_ATTR && change->attr == VF_ATTR_TRUST &&
	       change->to.on && mac && !mac_address_is_zero(mac->to.mac);
}

/* Every change that is left is impossible, for a reason that is true in this world. */
bool oracle_remaining_changes(const struct run *run, char *failure)
{
	for (size_t i = 0; i < run->after->n_pfs; i++) {
		const struct plan_pf *pf = &run->after->pfs[i];

		for (size_t j = 0; j < pf->n_changes; j++) {
			const struct change *change = &pf->changes[j];

			if (change->is_again)
				continue;
			if (change->block == BLOCK_IN_USE) {
				if (change->stage == STAGE_VF_ATTR &&
				    change->impact == IMPACT_LIVE &&
				    change->attr != VF_ATTR_MAC &&
				    change->attr != VF_ATTR_VLAN &&
				    change->attr != VF_ATTR_LINK_STATE &&
				    !waits_for_mac(pf, change))
					return fails(failure,
						     "%s VF %d %s is refused, and would "
						     "harm nobody",
						     pf->desired->name, change->vf,
						     change_name(change));
				if (!users_prevent_change(run, pf, change))
					return fails(failure,
						     "%s VF %d %s: said to be in use, "
						     "and is not: %s",
						     pf->desired->name, change->vf,
						     change_name(change), change->reason);
				continue;
			}
			if (waits_for_another(pf, change) || waits_for_mac(pf, change) ||
			    has_waited_for_mac(run, pf->desired, change))
				continue;
			if (possible_change(run, pf, change))
				return fails(
					failure,
					"%s VF %d %s is left, and could be done%s%s, "
					"after:\n%s",
					pf->desired->name, change->vf,
					change_name(change), change->reason ? ": " : "",
					change->reason ? change->reason : "",
					result_text(run));
		}
	}
	if (run->after->n_changes > 0 && run->diags.n_errors == 0)
		return fails(failure, "something is left, and nothing is said");
	return true;
}
