/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/run.h"
#include "model/select.h"
#include "plan/quirks.h"
#include "support/guard.h"

static int show_drivers(const struct invocation *invocation)
{
	size_t n;
	const struct driver_quirks *drivers = quirks_rows(&n);

	report_drivers(&invocation->report, drivers, n);
	return EXIT_CONVERGED;
}

static int show_host(const struct invocation *invocation)
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
		report_error(&invocation->report,
			     "nothing here is called '%.128s'; it takes a PCI address, a "
			     "network interface, a MAC address, a PF of the "
			     "configuration, PF/INDEX, or a VM",
			     what);
		return EXIT_FAILED;
	}
	report_inventory(&invocation->report, shown);
	return run.diags.n_errors ? EXIT_FAILED : EXIT_CONVERGED;
}

int command_show(const struct invocation *invocation)
{
	return invocation->drivers ? show_drivers(invocation) : show_host(invocation);
}
