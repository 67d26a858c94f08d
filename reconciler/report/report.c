/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/report.h"

#include <stdarg.h>

#include "report/printing.h"

void report_error(const struct report *report, const char *format, ...)
{
	va_list args;

	fprintf(report->err, "vfstate: ");
	va_start(args, format);
	vfprintf(report->err, format, args);
	va_end(args);
	fputc('\n', report->err);
}

void report_account(const struct report *report, const struct account *account)
{
	if (report->json) {
		report_account_json(report, account);
		return;
	}
	/* Where both go to one place, what was printed so far comes first. */
	fflush(report->out);
	report_diags(report, account->diags);
	fflush(report->err);
	if (account->result)
		report_result_text(report, account);
	else if (account->plan)
		report_plan_text(report, account);
	else if (account->desired && account->exit_code == 0)
		fprintf(report->out,
			"The configuration is good: %zu PF%s, %zu VM interface%s.\n",
			account->desired->n_pfs, account->desired->n_pfs == 1 ? "" : "s",
			account->desired->n_bindings,
			account->desired->n_bindings == 1 ? "" : "s");
}
