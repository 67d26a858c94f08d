/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a run has set is as it was after its undo, VFs that it has removed included. */
#include "properties.h"

#include <stdlib.h>
#include <string.h>

#include "plan/plan-undo.h"
#include "seen.h"
#include "users.h"

/* Whether the run's undo leaves the value of an attribute of a VF as it was, or tells why
 * not. */
static bool is_undone(const struct world *world, const struct run *undo,
		      const struct plan_pf *pf, const struct change *change,
		      char *failure)
{
	const struct fake_vf *before =
		&world->fake.pfs[atoi(pf->desired->name + 1)].vfs[change->vf];
	const struct fake_vf *now = &fake_pf_of(undo, pf)->vfs[change->vf];

	for (size_t i = 0; i < undo->after->n_pfs; i++) {
		const struct plan_pf *after = &undo->after->pfs[i];

		for (size_t j = 0; j < after->n_changes; j++) {
			if (strcmp(after->desired->name, pf->desired->name) == 0 &&
			    after->changes[j].stage == STAGE_VF_ATTR &&
			    after->changes[j].vf == change->vf &&
			    after->changes[j].attr == change->attr)
				return true;
		}
	}
	/* A VF without an administrator's MAC makes up another one, which is as good; a
	 * trusted one that is in use may choose. */
	return (change->attr == VF_ATTR_MAC && mac_address_is_zero(before->mac) &&
		mac_address_is_local(now->mac)) ||
	       (change->attr == VF_ATTR_MAC && now->trust) ||
	       value_is_equal(vf_attr_info[change->attr].kind,
			      fake_vf_value(before, change->attr),
			      fake_vf_value(now, change->attr)) ||
	       run_fails_value(failure, pf->desired->name, change->vf, change->attr,
			       fake_vf_value(now, change->attr),
			       fake_vf_value(before, change->attr));
}

static bool is_stage_left(const struct run *undo, const struct plan_pf *pf,
			  enum stage stage, int vf)
{
	for (size_t i = 0; i < undo->after->n_pfs; i++) {
		const struct plan_pf *after = &undo->after->pfs[i];

		if (strcmp(after->desired->name, pf->desired->name) != 0)
			continue;
		for (size_t j = 0; j < after->n_changes; j++) {
			if (after->changes[j].stage == stage &&
			    after->changes[j].vf == vf)
				return true;
		}
	}
	return false;
}

/* The number of VFs is as it was, and each has what was known of it, its driver too. */
static bool is_number_undone(const struct world *world, const struct run *undo,
			     const struct plan_pf *pf, char *failure)
{
	const struct fake_pf *before = &world->fake.pfs[atoi(pf->desired->name + 1)];
	const struct fake_pf *now = fake_pf_of(undo, pf);
	bool good = true;

	if (is_stage_left(undo, pf, STAGE_NUMVFS, NO_VF))
		return true;
	if (now->numvfs != before->numvfs)
		return fails(failure, "%s had %d VFs, and has %d after the undo",
			     pf->desired->name, before->numvfs, now->numvfs);
	for (int v = 0; good && v < now->numvfs; v++) {
		for (int attr = 0; good && attr < VF_ATTR_COUNT; attr++) {
			struct change change = {.stage = STAGE_VF_ATTR,
						.vf = v,
						.attr = (enum vf_attr)attr};

			if (!pf->observed->vfs[v].attrs[attr].set)
				continue;
			seen.restored++;
			good = is_undone(world, undo, pf, &change, failure);
		}
		if (good && before->vfs[v].is_bound &&
		    before->vfs[v].is_vfio != now->vfs[v].is_vfio &&
		    !is_stage_left(undo, pf, STAGE_VF_OVERRIDE, v))
			good = fails(failure, "%s VF %d: the driver is %s after the undo",
				     pf->desired->name, v,
				     now->vfs[v].is_vfio ? "vfio-pci" : "not vfio-pci");
	}
	return good;
}

bool property_undo(const struct world *world, struct fake_kernel *fake,
		   const struct run *run, char *failure)
{
	struct run undo;
	bool all[FAKE_PFS_MAX] = {true, true, true, true}, good = true;

	run_start(&undo, world, fake);
	undo.desired = plan_undo(&undo.arena, &undo.diags, run->result, all);
	run_reconcile(&undo);
	good = users_are_undisturbed(fake, failure);
	for (size_t i = 0;
	     good && !run_is_unfinished(&undo, NULL) && i < run->plan->n_pfs; i++) {
		const struct plan_pf *pf = &run->plan->pfs[i];

		for (size_t j = 0; good && j < pf->n_changes; j++) {
			const struct change *change = &pf->changes[j];
			enum outcome_status status = run->result->outcomes[i][j].status;

			if (change->stage == STAGE_NUMVFS &&
			    (status == OUTCOME_DONE ||
			     (status == OUTCOME_FAILED && change->block == BLOCK_NONE)))
				good = is_number_undone(world, &undo, pf, failure);
			if (change->stage != STAGE_VF_ATTR || change->is_new_vf ||
			    !change->from.set || status != OUTCOME_DONE)
				continue;
			seen.undone++;
			good = good && is_undone(world, &undo, pf, change, failure);
		}
	}
	run_end(&undo);
	return good;
}
