/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply/apply-internal.h"
#include "run-state/run-state.h"

bool apply_restores_autoprobe(const struct apply_pf *pf, const struct change *change)
{
	return change_is_of_pf(change, PF_ATTR_AUTOPROBE) &&
	       change->stage != STAGE_AUTOPROBE_OFF &&
	       change->to.on == field_is_on(&pf->plan->autoprobe);
}

void apply_autoprobe(struct apply_context *context, struct apply_pf *pf, size_t change)
{
	bool on = pf->plan->changes[change].to.on;
	int r = 0;

	/* Note first: if the run is killed between the two, nothing is wrong yet. */
	if (context->run)
		r = run_state_write(context->run, RUN_STATE_AUTOPROBE, pf->live->pci,
				    pf->plan->autoprobe.value.on);
	if (r == 0)
		r = kernel_write(context->kernel, on ? "1" : "0",
				 "%s/sriov_drivers_autoprobe", pf->dir);
	if (r < 0)
		apply_refused(context, pf, change, r, NULL);
	else
		apply_done(context, pf, change, NULL);
}

static bool apply_stage(struct apply_context *context, struct apply_pf *pf,
			enum stage stage)
{
	APPLY_FOR_EACH_OPEN(i, pf, APPLY_STAGE(stage))
	{
		/* A stopped run still restores what it, or an earlier run, changed. */
		if (!apply_is_stopped(context) ||
		    apply_restores_autoprobe(pf, &pf->plan->changes[i]))
			apply_autoprobe(context, pf, i);
	}
	return true;
}

bool apply_autoprobe_on(struct apply_context *context, struct apply_pf *pf)
{
	return apply_stage(context, pf, STAGE_AUTOPROBE_ON);
}

bool apply_autoprobe_back_off(struct apply_context *context, struct apply_pf *pf)
{
	return apply_stage(context, pf, STAGE_AUTOPROBE_BACK_OFF);
}
