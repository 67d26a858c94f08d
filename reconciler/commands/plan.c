/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <unistd.h>

#include "commands/select-pf.h"
#include "support/guard.h"

static int exit_code(const struct run *run, const struct plan *plan)
{
	if (run->diags.n_errors > 0 || plan->n_unsupported > 0)
		return EXIT_FAILED;
	if (plan->n_in_use > 0)
		return EXIT_IN_USE;
	return plan->n_changes + plan->n_assigns > 0 ? EXIT_DIFFERENCES : EXIT_CONVERGED;
}

int command_plan(const struct invocation *invocation)
{
	struct run_summary summary = {.command = invocation->turns_off ? "off" : "plan",
				      .exit_code = EXIT_CONFIG_ERROR};
	_cleanup_run_ struct run run;
	const struct desired *desired, *selection;

	run_init(&run);
	run.always_finds_managers = true;
	summary.diags = &run.diags;
	summary.explain = invocation->explain;
	desired = run_load(&run, invocation,
			   invocation->state || geteuid() != 0 ? CONFIG_TRUST_ANY
							       : CONFIG_TRUST_WARN,
			   NULL);
	selection =
		desired ? select_pf(&run, invocation, desired, &summary.exit_code) : NULL;
	summary.desired = selection;
	if (selection)
		summary.plan =
			run_plan(&run, invocation, selection, invocation->disruption);
	if (summary.plan)
		summary.desired = summary.plan->desired;
	if (summary.plan)
		summary.exit_code = exit_code(&run, summary.plan);
	else if (selection && !invocation->state)
		summary.exit_code = EXIT_FAILED;
	report_run_summary(&invocation->report, &summary);
	return summary.exit_code;
}
