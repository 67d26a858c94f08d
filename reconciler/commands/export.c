/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/run.h"
#include "support/guard.h"

int command_export(const struct invocation *invocation)
{
	_cleanup_run_ struct run run;
	struct observed *observed;

	run_init(&run);
	observed = run_observe(&run, invocation, NULL);
	if (observed)
		run_annotate(&run, invocation, observed);
	report_diags(&invocation->report, &run.diags);
	if (!observed)
		return invocation->state ? EXIT_CONFIG_ERROR : EXIT_FAILED;
	/* Half a host would lose the other half when it is applied elsewhere. */
	if (run.diags.n_errors > 0)
		return EXIT_FAILED;
	report_export(&invocation->report, observed);
	return EXIT_CONVERGED;
}
