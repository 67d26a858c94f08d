/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/run.h"
#include "model/select.h"
#include "support/guard.h"

int command_show(const struct invocation *invocation)
{
	const char *what = invocation->n_words > 0 ? invocation->words[0] : NULL;
	_cleanup_run_ struct run run;
	const struct observed *shown;
	struct observed *observed;
	int code;

	run_init(&run);
	observed = run_inventory(&run, invocation, &code);
	if (!observed)
		return code;
	shown = what ? select_observed(&run.arena, observed, what) : observed;
	if (!shown) {
		report_error(&invocation->report, "nothing here is called '%s'", what);
		return EXIT_FAILED;
	}
	report_inventory(&invocation->report, shown);
	return run.diags.n_errors ? EXIT_FAILED : EXIT_CONVERGED;
}
