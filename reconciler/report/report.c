/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/report.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "report/fold-lines.h"
#include "report/journal.h"
#include "report/printing.h"
#include "support/atomic-file.h"
#include "support/guard.h"
#include "support/service.h"

void report_verror(const struct report *report, const char *format, va_list args)
{
	_cleanup_free_ char *text = NULL;

	if (vasprintf(&text, format, args) < 0)
		abort();
	fflush(report->out);
	fputs("vfstate: ", report->err);
	printing_put(report->err, text);
	fputc('\n', report->err);
}

void report_note(const struct report *report, const char *format, ...)
{
	FILE *out = report->journal ? report->out : report->err;
	_cleanup_free_ char *text = NULL;
	va_list args;
	int r;

	va_start(args, format);
	r = vasprintf(&text, format, args);
	va_end(args);
	if (r < 0)
		abort();
	service_status(text);
	fflush(report->out);
	fputs("vfstate: ", out);
	printing_put(out, text);
	fputc('\n', out);
	fflush(out);
}

void report_error(const struct report *report, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report_verror(report, format, args);
	va_end(args);
}

bool report_set_color(struct report *report, const char *when)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (strcmp(when, "auto") == 0)
		report->color = isatty(STDOUT_FILENO) && isatty(STDERR_FILENO) &&
				!(no_color && no_color[0]) &&
				!(term && strcmp(term, "dumb") == 0);
	else if (strcmp(when, "always") == 0 || strcmp(when, "never") == 0)
		report->color = when[0] == 'a';
	else
		return false;
	return true;
}

/* COLUMNS overrides the terminal; 0 if the output does not go to a terminal. */
static size_t find_width(void)
{
	const char *columns = getenv("COLUMNS");
	unsigned long width = columns ? strtoul(columns, NULL, 10) : 0;
	struct winsize size;

	if (width > 0 && width <= USHRT_MAX)
		return width;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		return size.ws_col;
	return 0;
}

void report_init(struct report *report)
{
	*report = (struct report){.out = stdout, .err = stderr, .width = find_width()};
	(void)report_set_color(report, "auto");
	if (service_is_journal(STDOUT_FILENO) && service_is_journal(STDERR_FILENO))
		report_to_journal(report, SERVICE_JOURNAL);
}

bool report_set_format(struct report *report, const char *format)
{
	report->json = strcmp(format, "json") == 0;
	report->is_metrics = strcmp(format, "prometheus") == 0;
	return report->json || report->is_metrics || strcmp(format, "text") == 0;
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

void report_to_journal(struct report *report, const char *socket_path)
{
	report->journal = socket_path;
	report->out = journal_open(socket_path, report->out, LOG_INFO);
	report->err = journal_open(socket_path, report->err, LOG_ERR);
}

void report_fold(struct report *report)
{
	FILE *folded = report->width > 0 && !report->json && !report->is_metrics &&
				       report->out == stdout
			       ? fold_lines_open(stdout, report->width)
			       : NULL;

	if (folded)
		report->folded = report->out = folded;
}

void report_set_quiet(struct report *report)
{
	FILE *null = report->json || report->is_metrics ? NULL : fopen("/dev/null", "we");

	if (null) {
		report->out = null;
		report->is_quiet = true;
	}
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

/* For `systemctl status`, unless the run ends with a line that says more. */
static void put_error_status(const struct diags *diags)
{
	diags_foreach (diag, diags) {
		if (diag->severity == SEVERITY_ERROR) {
			service_status(diag->text);
			return;
		}
	}
}

void report_run_summary(const struct report *report, const struct run_summary *summary)
{
	if (report->json) {
		report_run_summary_json(report, summary);
		return;
	}
	put_error_status(summary->diags);
	/* If both go to the same place, what was printed so far comes first. */
	fflush(report->out);
	report_diags(report, summary->diags);
	fflush(report->err);
	if (report->is_metrics) {
		report_metrics(report, summary);
		return;
	}
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
