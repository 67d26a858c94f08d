/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "report/printing.h"

/* Only lines of "vfstate: ...", which a hook shows as they are. */
static bool is_short(const struct diags *diags)
{
	diags_foreach (diag, diags) {
		if (strcmp(diag->code, "not-ready") != 0)
			return false;
	}
	return true;
}

void report_ready(const struct report *report, const struct run_summary *summary,
		  const char *vm, size_t n)
{
	if (report->json) {
		report_run_summary(report, summary);
		return;
	}
	if (is_short(summary->diags)) {
		diags_foreach (diag, summary->diags)
			report_error(report, "%s", diag->text);
	} else {
		report_diags(report, summary->diags);
	}
	if (summary->exit_code == 0 && n > 0)
		fprintf(report->out, "%s: %zu VF%s %s as configured.\n", SAFE(vm), n,
			n == 1 ? "" : "s", n == 1 ? "is" : "are");
}

void report_arguments(const struct report *report, const char *lines)
{
	fputs(lines, report->out);
}
