/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/report.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "report/json-library.h"
#include "report/printing.h"

void report_error(const struct report *report, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fflush(report->out);
	fprintf(report->err, "vfstate: %s\n", SAFE(text));
}

bool report_set_format(struct report *report, const char *format)
{
	report->json = strcmp(format, "json") == 0;
	return report->json || strcmp(format, "text") == 0;
}

bool report_load_json(const struct report *report)
{
	const char *fault = json_library_load();

	if (fault)
		report_error(report, "%s", fault);
	return !fault;
}

bool report_end(const struct report *report)
{
	bool has_failed = fflush(report->out) != 0 || ferror(report->out);

	if (has_failed)
		report_error(report, "cannot write the output: %s", strerror(errno));
	return !has_failed;
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
	if (account->explain && account->desired)
		report_explain_text(report, account->desired);
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
