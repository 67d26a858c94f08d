/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The plan is minimal: without any one of its changes, a difference is left. */
#include "properties.h"

#include <stdlib.h>
#include <string.h>

#include "seen.h"
#include "users.h"

/* vfstate's own steps, and what a new VF came with, are no differences by themselves; and
 * whether a bound VF has made up its MAC or was given it cannot be told from outside. */
static bool is_asked_for(const struct desired_pf *pf, const struct change *change,
			 const struct outcome *outcome)
{
	/* A VF that is up is in use, and may have another MAC than it was given. */
	if (change->vf != NO_VF &&
	    desired_pf_vf(pf, (unsigned int)change->vf)->attrs[VF_ATTR_LINK].set &&
	    (change->stage == STAGE_VF_DRIVER || change->stage == STAGE_VF_OVERRIDE ||
	     (change->stage == STAGE_VF_ATTR && change->attr == VF_ATTR_MAC)))
		return false;
	if (change->stage == STAGE_VF_ATTR && change->attr == VF_ATTR_MAC &&
	    mac_address_is_zero(change->to.mac))
		return false;
	/* Who uses a VF may choose its MAC, so another one may be no difference. */
	if (change->affects)
		return false;
	return change->stage != STAGE_AUTOPROBE_OFF &&
	       change->stage != STAGE_AUTOPROBE_ON &&
	       change->stage != STAGE_AUTOPROBE_BACK_OFF && !change->is_optional &&
	       !change->is_kept && outcome->status == OUTCOME_DONE;
}

/* Applies a plan without one of its changes. */
static void apply_without(struct run *run, size_t pf, size_t change)
{
	const struct plan *full = make_plan(run);
	struct plan *plan = arena_alloc(&run->arena, sizeof(*plan));
	struct plan_pf *part;

	*plan = *full;
	plan->pfs = arena_calloc(&run->arena, full->n_pfs, sizeof(*plan->pfs));
	memcpy(plan->pfs, full->pfs, full->n_pfs * sizeof(*plan->pfs));
	part = &plan->pfs[pf];
	part->changes =
		arena_calloc(&run->arena, part->n_changes, sizeof(*part->changes));
	memcpy(part->changes, full->pfs[pf].changes, change * sizeof(*part->changes));
	memcpy(part->changes + change, full->pfs[pf].changes + change + 1,
	       (part->n_changes - change - 1) * sizeof(*part->changes));
	part->n_changes--;
	run_apply(run, plan);
}

/* A trusted VF that was made, and is used at once as far as the host can tell, may have
 * chosen the MAC that it has. That of a VM's interface by default waits for its user. */
static bool may_have_chosen(const struct run *run, const struct plan_pf *plan_pf,
			    const struct change *change)
{
	const struct fake_pf *pf = fake_pf_of(run, plan_pf);
	const struct fake_vf *vf;

	if (change->stage != STAGE_VF_ATTR || change->attr != VF_ATTR_MAC)
		return false;
	vf = &pf->vfs[change->vf];
	/* The start of its driver sets the MAC of a trusted VF once more. */
	for (size_t i = 0; vf->trust && i < plan_pf->n_changes; i++) {
		if (plan_pf->changes[i].mac.set && plan_pf->changes[i].vf == change->vf)
			return true;
	}
	if (desired_pf_vf(plan_pf->desired, (unsigned int)change->vf)
			    ->attrs[VF_ATTR_MAC]
			    .value.source == VALUE_OF_VM &&
	    users_may_have_vf(run->fake, vf))
		return true;
	return change->is_new_vf && vf->trust && users_may_have_vf(run->fake, vf);
}

bool property_minimal(const struct world *world, const struct run *run, char *failure)
{
	struct fake_kernel *fake = malloc(sizeof(*fake));
	bool good = true;

	if (!fake)
		abort();
	for (size_t i = 0; good && i < run->plan->n_pfs; i++) {
		for (size_t j = 0; good && j < run->plan->pfs[i].n_changes; j++) {
			const struct change *change = &run->plan->pfs[i].changes[j];
			struct run without;

			if (!is_asked_for(run->plan->pfs[i].desired, change,
					  &run->result->outcomes[i][j]))
				continue;
			fake_kernel_copy(fake, &world->fake);
			run_reset_records(world);
			run_start(&without, world, fake);
			apply_without(&without, i, j);
			seen.dropped++;
			if (make_plan(&without)->n_changes == 0 &&
			    !may_have_chosen(&without, &run->plan->pfs[i], change))
				good = fails(failure, "%s VF %d %s makes no difference",
					     run->plan->pfs[i].desired->name, change->vf,
					     change_name(change));
			run_end(&without);
		}
	}
	free(fake);
	return good;
}
