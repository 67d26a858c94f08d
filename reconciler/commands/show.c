/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/run.h"
#include "commands/show-for.h"
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

/* With JSON, prints a run summary instead of the snapshot. The diagnostics are on
 * standard error too. */
static int fail(const struct invocation *invocation, const struct run *run, int code)
{
	struct run_summary summary = {
		.command = "show", .exit_code = code, .diags = &run->diags};

	if (invocation->report.json)
		report_run_summary(&invocation->report, &summary);
	return code;
}

static int fail_to_find(const struct invocation *invocation, struct run *run,
			const char *what)
{
	struct diags missing;

	diags_init(&missing, &run->arena);
	diag_error(&missing, SPAN_NONE, "not-found",
		   "nothing matches '%s'; WHAT is a PCI address, a network "
		   "interface, a MAC address, a PF of the configuration, PF/INDEX, or a "
		   "VM",
		   what);
	report_diags(&invocation->report, &missing);
	diags_add_new(&run->diags, &missing);
	return fail(invocation, run, EXIT_FAILED);
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
		return fail(invocation, &run, code);
	shown = what ? select_observed(&run.arena, observed, what) : observed;
	if (!shown)
		return fail_to_find(invocation, &run, what);
	if (invocation->names)
		report_names(&invocation->report, shown);
	else
		report_inventory(&invocation->report, shown);
	return run.diags.n_errors ? EXIT_FAILED : EXIT_CONVERGED;
}

int command_show(const struct invocation *invocation)
{
	if (invocation->hypervisor)
		return show_for(invocation);
	return invocation->drivers ? show_drivers(invocation) : show_host(invocation);
}
