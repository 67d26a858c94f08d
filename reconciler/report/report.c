/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/fold-lines.h"
#include "report/printing.h"
#include "support/atomic-file.h"
#include "support/guard.h"

void report_verror(const struct report *report, const char *format, va_list args)
{
	_cleanup_free_ char *text = NULL;

	if (vasprintf(&text, format, args) < 0)
		abort();
	fflush(report->out);
	fprintf(report->err, "%svfstate: ", report->is_journal ? "<3>" : "");
	printing_put(report->err, text);
	fputc('\n', report->err);
}

void report_error(const struct report *report, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report_verror(report, format, args);
	va_end(args);
}

bool report_set_format(struct report *report, const char *format)
{
	report->json = strcmp(format, "json") == 0;
	return report->json || strcmp(format, "text") == 0;
}

void report_set_output(struct report *report, const char *path)
{
	report->output = path;
	report->color = false;
	report->width = 0;
	report->out = open_memstream(&report->document, &report->document_size);
	if (!report->out)
		abort();
}

void report_fold(struct report *report)
{
	FILE *folded = report->width > 0 && !report->json && report->out == stdout
			       ? fold_lines_open(stdout, report->width)
			       : NULL;

	if (folded)
		report->folded = report->out = folded;
}

void report_set_quiet(struct report *report)
{
	FILE *null = report->json ? NULL : fopen("/dev/null", "we");

	if (null)
		report->out = null;
}

/* 0, or -errno if the output could not be written. */
static int end_output(struct report *report, bool is_whole)
{
	int r;

	if (report->folded) {
		fclose(report->folded);
		report->folded = NULL;
		report->out = stdout;
	}
	r = fflush(report->out) != 0 ? -errno : 0;

	/* An earlier write failed, and its errno is lost. */
	if (r == 0 && ferror(report->out))
		r = -EIO;
	if (!report->output)
		return r;
	fclose(report->out);
	report->out = stdout;
	if (r == 0 && is_whole)
		r = atomic_file_replace(report->output, report->document,
					report->document_size);
	free(report->document);
	return r;
}

bool report_end(struct report *report, bool is_whole)
{
	int r = end_output(report, is_whole);

	if (r == -EINVAL && report->output)
		report_error(report, "cannot write %s: it is not a regular file",
			     report->output);
	else if (r < 0)
		report_error(report, "cannot write %s: %s",
			     report->output ? report->output : "the output",
			     strerror(-r));
	return r >= 0;
}

void report_run_summary(const struct report *report, const struct run_summary *summary)
{
	if (report->json) {
		report_run_summary_json(report, summary);
		return;
	}
	/* If both go to the same place, what was printed so far comes first. */
	fflush(report->out);
	report_diags(report, summary->diags);
	fflush(report->err);
	if (summary->explain && summary->desired)
		report_explain_text(report, summary->desired);
	if (summary->result)
		report_result_text(report, summary);
	else if (summary->plan)
		report_plan_text(report, summary);
	else if (summary->desired && summary->exit_code == 0)
		fprintf(report->out,
			"The configuration is good: %zu PF%s, %zu VM interface%s.\n",
			summary->desired->n_pfs, summary->desired->n_pfs == 1 ? "" : "s",
			summary->desired->n_bindings,
			summary->desired->n_bindings == 1 ? "" : "s");
}
