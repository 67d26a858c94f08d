/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "commands/run.h"
#include "plan/plan-make.h"
#include "support/guard.h"

/* Reports what the host of the snapshot cannot do. A value that a range or vf_defaults
 * sets for many VFs is reported once. */
static void check_against_host(struct run *run, const struct plan *plan)
{
	/* The last reported change of each stage and attribute: a range has one change
	 * per VF. */
	const struct change *told[STAGE_COUNT][VF_KEY_COUNT] = {0};

	for (size_t i = 0; i < plan->n_pfs; i++) {
		const struct plan_pf *pf = &plan->pfs[i];

		for (size_t j = 0; j < pf->n_changes; j++) {
			const struct change *change = &pf->changes[j];

			const struct change **last =
				change->vf == NO_VF
					? &told[change->stage][change->pf_attr]
					: &told[change->stage][change->attr];

			if (change->block != BLOCK_UNSUPPORTED ||
			    (*last && span_compare((*last)->at, change->at) == 0 &&
			     strcmp((*last)->reason, change->reason) == 0))
				continue;
			*last = change;
			diag_error(&run->diags, change->at, "unsupported", "%s",
				   change->reason);
		}
	}
}

int command_check(const struct invocation *invocation)
{
	struct run_summary summary = {.command = "check"};
	_cleanup_run_ struct run run;
	const struct desired *desired;
	const struct plan *plan = NULL;

	run_init(&run);
	summary.diags = &run.diags;
	desired = run_load(&run, invocation, CONFIG_TRUST_ANY, NULL);
	if (desired && invocation->state)
		plan = run_plan(&run, invocation, desired, DISRUPTION_ALLOWED);
	if (!desired || (invocation->state && !plan)) {
		summary.exit_code = EXIT_CONFIG_ERROR;
	} else if (plan) {
		check_against_host(&run, plan);
		summary.exit_code = run.diags.n_errors ? EXIT_FAILED : EXIT_CONVERGED;
	}
	summary.desired = desired;
	report_run_summary(&invocation->report, &summary);
	return summary.exit_code;
}
