/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a run claims: its diagnostics, and the outcome of each change. */
#include "oracles.h"

#include <string.h>

#include "support/guard.h"

static bool wants_autoprobe_of(const struct run *run, const char *text)
{
	for (size_t i = 0; i < run->desired->n_pfs; i++) {
		const struct desired_pf *pf = &run->desired->pfs[i];
		size_t length = strlen(pf->name);

		if (strncmp(text, pf->name, length) == 0 && text[length] == ':')
			return pf->attrs[PF_ATTR_AUTOPROBE].set;
	}
	return false;
}

/* The others are the planner's, who is asked more than once. */
static bool is_of_apply(const struct diag *diag)
{
	static const char *const codes[] = {"failed", "in-use", "remaining-difference",
					    "unsupported"};

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		if (strcmp(diag->code, codes[i]) == 0)
			return true;
	}
	return false;
}

/* One error for each cause, and none for a step of vfstate's own that was left out. */
bool oracle_claims_report(const struct run *run, char *failure)
{
	diags_foreach (diag, &run->diags) {
		if (strcmp(diag->code, "remaining-difference") == 0 &&
		    strstr(diag->text, ": drivers_autoprobe is ") &&
		    !wants_autoprobe_of(run, diag->text))
			return fails(failure, "a step of its own is an error: %s",
				     diag->text);
		for (const struct diag *other = diag->next; other; other = other->next) {
			if (is_of_apply(diag) && strcmp(diag->text, other->text) == 0 &&
			    strcmp(diag->code, other->code) == 0 &&
			    span_compare(diag->at, other->at) == 0)
				return fails(failure, "said twice: %s", diag->text);
		}
	}
	return true;
}

/* What is said of one attribute is what the driver says to it: nobody else's error, and
 * no success where it was refused. */
static bool check_outcome(const struct run *run, const struct plan_pf *plan_pf,
			  const struct change *change, const struct outcome *outcome,
			  char *failure)
{
	const struct fake_pf *pf = fake_pf_of(run, plan_pf);
	bool sticks;
	int r;

	/* Rates travel in pairs, and a VF that was busy may not be any more. */
	if (change->stage != STAGE_VF_ATTR || change->block != BLOCK_NONE ||
	    change->attr == VF_ATTR_MIN_TX_RATE || change->attr == VF_ATTR_MAX_TX_RATE ||
	    change->vf >= pf->numvfs)
		return true;
	r = fake_vf_would_take(run->fake, pf, change->vf, change->attr, change->to,
			       &sticks);
	if (outcome->status == OUTCOME_DONE && r < 0)
		return fails(failure, "%s VF %d %s is said to be done, and was refused",
			     plan_pf->desired->name, change->vf, change_name(change));
	if (outcome->status == OUTCOME_FAILED && r != outcome->error)
		return fails(failure,
			     "%s VF %d %s is said to have failed (%s), and the driver "
			     "says: %s",
			     plan_pf->desired->name, change->vf, change_name(change),
			     strerror(-outcome->error), r < 0 ? strerror(-r) : "yes");
	return true;
}

/* A MAC that a VF was not given stays a difference, though the VF is to be trusted: it
 * did not choose another one. One that was trusted before may have. */
static bool check_mac_is_left(const struct run *run, const struct plan_pf *pf,
			      const struct change *mac, const struct outcome *outcome,
			      char *failure)
{
	const struct observed_pf *before = pf->observed;
	const struct field *trust = mac->is_new_vf || (size_t)mac->vf >= before->n_vfs
					    ? NULL
					    : &before->vfs[mac->vf].attrs[VF_ATTR_TRUST];

	if (mac->stage != STAGE_VF_ATTR || mac->attr != VF_ATTR_MAC || mac->is_again ||
	    mac->is_kept ||
	    (outcome->status != OUTCOME_FAILED && outcome->status != OUTCOME_SKIPPED) ||
	    mac_address_is_zero(mac->to.mac) || (trust && trust->value.on) ||
	    mac->vf >= fake_pf_of(run, pf)->numvfs ||
	    desired_pf_vf(pf->desired, (unsigned int)mac->vf)
			    ->attrs[VF_ATTR_MAC]
			    .value.source == VALUE_OF_VM)
		return true;
	for (size_t i = 0; i < run->after->n_pfs; i++) {
		if (run->after->pfs[i].desired == pf->desired)
			return run_find_change(&run->after->pfs[i], mac->vf,
					       VF_ATTR_MAC) ||
			       fails(failure,
				     "%s VF %d was not given its MAC, and that is "
				     "no difference",
				     pf->desired->name, mac->vf);
	}
	return true;
}

/* Whom a change of a new VF, or its driver, was held back for is there. Who else's driver
 * is still starting may be in another network namespace, for all that can be seen. */
bool oracle_claims_users(const struct run *run, char *failure)
{
	for (size_t i = 0; i < run->plan->n_pfs; i++) {
		const struct plan_pf *pf = &run->plan->pfs[i];
		const struct fake_pf *fake_pf = fake_pf_of(run, pf);

		for (size_t j = 0; j < pf->n_changes; j++) {
			const struct change *change = &pf->changes[j];
			const struct outcome *outcome = &run->result->outcomes[i][j];

			if (change->block == BLOCK_NONE && outcome->is_in_use &&
			    (change->is_new_vf || change->stage == STAGE_VF_DRIVER) &&
			    change->vf >= 0 && change->vf < fake_pf->numvfs &&
			    !fake_vf_is_in_use(run->fake, &fake_pf->vfs[change->vf]))
				return fails(failure, "%s VF %d %s is held back: %s",
					     pf->desired->name, change->vf,
					     change_name(change), outcome->text);
		}
	}
	return true;
}

bool oracle_claims_outcomes(const struct run *run, char *failure)
{
	bool good = true;

	for (size_t i = 0; i < run->plan->n_pfs; i++) {
		const struct plan_pf *pf = &run->plan->pfs[i];

		for (size_t j = 0; good && j < pf->n_changes; j++)
			good = check_outcome(run, pf, &pf->changes[j],
					     &run->result->outcomes[i][j], failure) &&
			       check_mac_is_left(run, pf, &pf->changes[j],
						 &run->result->outcomes[i][j], failure);
	}
	return good;
}
