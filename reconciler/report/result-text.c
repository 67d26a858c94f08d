/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "report/printing.h"
#include "support/text.h"

void report_wait(const struct report *report, const char *text)
{
	if (report->json)
		return;
	fprintf(report->out, "%s...\n", SAFE(text));
	fflush(report->out);
}

void report_flush(const struct report *report)
{
	fflush(report->out);
}

void report_outcome(const struct report *report, const struct plan_pf *pf,
		    const struct change *change, const struct outcome *outcome)
{
	bool is_bad =
		outcome->status == OUTCOME_FAILED || outcome->status == OUTCOME_SKIPPED;
	bool has_more = outcome->error || outcome->text || outcome->hint || is_bad;
	char line[128 + PRINTING_STEP_MAX], *end = line, place[256];

	if (report->json)
		return;
	/* No fprintf: a first apply has thousands of these lines. */
	fputs(SAFE(pf->desired->name), report->out);
	if (change->vf != NO_VF)
		end = text_put_number(stpcpy(end, " VF "), (unsigned int)change->vf);
	end = stpcpy(stpcpy(stpcpy(end, " "), change_name(change)), ": ");
	end = printing_step(change, end);
	end = stpcpy(end, ": ");
	end = stpcpy(end, printing_color(report, is_bad ? COLOR_RED : COLOR_GREEN));
	end = stpcpy(end, outcome_status_name(outcome->status));
	end = stpcpy(end, printing_color(report, COLOR_END));
	/* Not flushed: report_flush does now and then. A terminal has each line at once.
	 */
	if (!has_more)
		*end++ = '\n';
	fwrite(line, 1, (size_t)(end - line), report->out);
	if (!has_more)
		return;
	if (outcome->error)
		fprintf(report->out, ": %s", strerror(-outcome->error));
	if (outcome->text)
		fprintf(report->out, ": %s", SAFE(outcome->text));
	if (outcome->hint)
		fprintf(report->out, "; %s", SAFE(outcome->hint));
	if (is_bad && change->at)
		fprintf(report->out, " (%s)", printing_place(change->at, place));
	fputc('\n', report->out);
}

void report_undo_plan(const struct report *report, const struct undo *undo)
{
	if (report->json)
		return;
	fprintf(report->out, "Putting back what this run has changed:\n\n");
	report_plan_pfs(report, undo->plan);
	fflush(report->out);
}

void report_undo(const struct report *report, const struct undo *undo)
{
	if (report->json)
		return;
	fprintf(report->out, "Put back: %zu of %zu changes", undo->result->n_done,
		undo->plan->n_changes);
	if (undo->after->n_changes == 0 && undo->after->n_unread == 0)
		fprintf(report->out, "; verified.\n");
	else
		fprintf(report->out, "; %zu left.\n", undo->after->n_changes);
}

static void print_snippets(const struct report *report, const struct account *account)
{
	const struct snippets *snippets = account->snippets;

	for (size_t i = 0; i < snippets->n; i++) {
		const struct snippet *snippet = &snippets->items[i];

		if (snippet->status == SNIPPET_UNCHANGED)
			continue;
		fprintf(report->out, "%s/%s: %s%s%s\n", account->run_dir,
			SAFE(snippet->path), snippet_status_name(snippet->status),
			snippet->text ? ": " : "",
			snippet->text ? SAFE(snippet->text) : "");
	}
}

static void print_numbers(const struct report *report, const struct account *account)
{
	const struct result *result = account->result;
	size_t n_vfs = 0;

	for (size_t i = 0; i < account->plan->n_pfs; i++)
		n_vfs +=
			account->plan->pfs[i].observed ? account->plan->pfs[i].numvfs : 0;
	if (account->plan->n_changes == 0 && account->diags->n_errors > 0)
		return;
	if (account->plan->n_changes == 0) {
		fprintf(report->out,
			"No difference: %zu PF%s with %zu VF%s as configured.\n",
			account->plan->n_pfs, account->plan->n_pfs == 1 ? "" : "s", n_vfs,
			n_vfs == 1 ? "" : "s");
		return;
	}
	fprintf(report->out, "Applied: %zu of %zu changes done", result->n_done,
		account->plan->n_changes);
	if (result->n_already)
		fprintf(report->out, ", %zu were so already", result->n_already);
	if (result->n_failed)
		fprintf(report->out, ", %zu failed", result->n_failed);
	if (result->n_in_use)
		fprintf(report->out, ", %zu refused since a VF is in use",
			result->n_in_use);
	if (result->is_stopped)
		fprintf(report->out, ", stopped by a signal");
	if (account->after && account->after->n_changes == 0)
		fprintf(report->out, "; verified");
	else if (account->after)
		fprintf(report->out, "; %zu difference%s left", account->after->n_changes,
			account->after->n_changes == 1 ? "" : "s");
	fprintf(report->out, ".\n");
}

void report_result_text(const struct report *report, const struct account *account)
{
	if (account->snippets)
		print_snippets(report, account);
	print_numbers(report, account);
}
