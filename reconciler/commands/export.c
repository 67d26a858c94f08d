/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/run.h"
#include "plan/adopt.h"
#include "support/guard.h"

int command_export(const struct invocation *invocation)
{
	_cleanup_run_ struct run run;
	struct observed *observed;
	int code;

	run_init(&run);
	observed = run_inventory(&run, invocation, &code);
	if (!observed)
		return code;
	/* Do not print half of a host: the other half would be missing wherever it is
	 * applied. */
	if (run.diags.n_errors > 0)
		return EXIT_FAILED;
	report_export(&invocation->report, adopt(&run.arena, observed));
	return EXIT_CONVERGED;
}
