/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The last line of plan and apply. */
#include <stdlib.h>

#include "report/journal.h"
#include "report/printing.h"
#include "support/guard.h"
#include "support/service.h"

#define S(n) ((n) == 1 ? "" : "s")

static size_t count_vfs(const struct plan *plan)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n_pfs; i++)
		n += plan->pfs[i].numvfs;
	return n;
}

static size_t count_unverified(const struct plan *plan)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n_pfs; i++)
		n += plan->pfs[i].unverified.n;
	return n;
}

/* Configured PFs that the summary does not mention otherwise. */
static void print_absent_pfs(const struct report *report, const struct plan *plan)
{
	size_t n_required = plan->n_missing - plan->n_missing_optional;

	if (n_required > 0)
		fprintf(report->out, ", %zu PF%s not found", n_required, S(n_required));
	if (plan->n_missing_optional > 0)
		fprintf(report->out, ", %zu optional PF%s not found",
			plan->n_missing_optional, S(plan->n_missing_optional));
	if (plan->n_unread > 0)
		fprintf(report->out, ", %zu PF%s could not be read", plan->n_unread,
			S(plan->n_unread));
}

/* "2 VFs of pools assigned, 1 freed", after `before`; nothing if there are none. */
static void print_assigns(const struct report *report, const struct plan *plan,
			  const char *before)
{
	size_t n_freed = 0, n_assigned;

	for (size_t i = 0; i < plan->n_assigns; i++)
		n_freed += plan->assigns[i].kind == ASSIGN_FREED;
	n_assigned = plan->n_assigns - n_freed;
	if (n_assigned > 0)
		fprintf(report->out, "%s%zu VF%s of pools assigned", before, n_assigned,
			S(n_assigned));
	if (n_freed > 0)
		fprintf(report->out, "%s%zu %sfreed", n_assigned > 0 ? ", " : before,
			n_freed,
			n_assigned > 0 ? ""
			: n_freed == 1 ? "VF of pools "
				       : "VFs of pools ");
}

static void print_unchanged(const struct report *report,
			    const struct run_summary *summary)
{
	const struct plan *plan = summary->plan;
	size_t n_vfs = count_vfs(plan), n_unverified = count_unverified(plan);

	/* Beside an error, "no difference" would be misread. */
	if (summary->diags->n_errors == 0)
		fprintf(report->out,
			"No difference: %zu PF%s with %zu VF%s as configured",
			plan->n_pfs, S(plan->n_pfs), n_vfs, S(n_vfs));
	else if (plan->n_missing + plan->n_unread > 0 && plan->n_pfs > 0)
		fprintf(report->out, "Nothing to change on %zu PF%s", plan->n_pfs,
			S(plan->n_pfs));
	else if (plan->n_missing + plan->n_unread > 0)
		fprintf(report->out, "Nothing to change");
	else
		return;
	print_absent_pfs(report, plan);
	if (n_unverified > 0)
		fprintf(report->out, ", %zu of the VFs not reported by this kernel",
			n_unverified);
	fprintf(report->out, ".\n");
}

void report_plan_summary(const struct report *report, const struct run_summary *summary)
{
	const struct plan *plan = summary->plan;
	size_t n_pfs = 0;

	if (plan->n_changes + plan->n_assigns == 0) {
		print_unchanged(report, summary);
		return;
	}
	if (plan->n_changes == 0) {
		print_assigns(report, plan, "Plan: ");
		print_absent_pfs(report, plan);
		fprintf(report->out, ".\n");
		return;
	}
	for (size_t i = 0; i < plan->n_pfs; i++)
		n_pfs += plan->pfs[i].n_changes > 0;
	fprintf(report->out, "Plan: %zu change%s on %zu PF%s", plan->n_changes,
		S(plan->n_changes), n_pfs, S(n_pfs));
	if (plan->n_in_use)
		fprintf(report->out, " (%zu refused since a PF or VF is in use",
			plan->n_in_use);
	if (plan->n_unsupported)
		fprintf(report->out, "%s%zu not possible", plan->n_in_use ? ", " : " (",
			plan->n_unsupported);
	if (plan->n_in_use + plan->n_unsupported > 0)
		fputc(')', report->out);
	print_assigns(report, plan, ", ");
	print_absent_pfs(report, plan);
	fprintf(report->out, ".\n");
}

static void print_undone(const struct report *report, const struct run_summary *summary)
{
	size_t n_done = 0, n_changes = 0;

	for (size_t i = 0; i < summary->n_undos; i++) {
		n_done += summary->undos[i].result->n_done;
		n_changes += summary->undos[i].plan->n_changes;
	}
	fprintf(report->out, "; then %zu of %zu change%s reverted", n_done, n_changes,
		S(n_changes));
}

/* Ends with "verified" only if everything was verified. */
static void print_ending(const struct report *report, const struct run_summary *summary)
{
	size_t n_left = plan_count_differences(summary->after);
	size_t n_unverified = count_unverified(summary->after);

	if (summary->n_undos > 0)
		print_undone(report, summary);
	else if (n_left > 0)
		fprintf(report->out, "; %zu difference%s left", n_left, S(n_left));
	else if (summary->diags->n_errors > 0)
		fprintf(report->out, "; no difference left, but %u error%s",
			summary->diags->n_errors, S(summary->diags->n_errors));
	else if (summary->snippets && summary->snippets->n_failed > 0)
		fprintf(report->out,
			"; no difference left, but %zu XML file%s not written",
			summary->snippets->n_failed, S(summary->snippets->n_failed));
	else if (n_unverified > 0)
		fprintf(report->out,
			"; verified but for %zu VF%s that this kernel does "
			"not report",
			n_unverified, S(n_unverified));
	else if (summary->result->n_offline > 0)
		fprintf(report->out, "; %zu VF%s offline, not verified",
			summary->result->n_offline,
			summary->result->n_offline == 1 ? " is" : "s are");
	else
		fprintf(report->out, "; verified");
}

void report_apply_summary(const struct report *report, const struct run_summary *summary)
{
	const struct result *result = summary->result;
	const struct plan *plan = summary->plan;

	if (plan->n_changes + plan->n_assigns == 0) {
		print_unchanged(report, summary);
		return;
	}
	if (plan->n_changes == 0) {
		print_assigns(report, plan, "Applied: ");
		print_absent_pfs(report, plan);
		fprintf(report->out, ".\n");
		return;
	}
	fprintf(report->out, "Applied: %zu of %zu changes done", result->n_done,
		plan->n_changes);
	if (result->n_already)
		fprintf(report->out, ", %zu were so already", result->n_already);
	if (result->n_failed)
		fprintf(report->out, ", %zu failed", result->n_failed);
	if (result->n_in_use)
		fprintf(report->out, ", %zu refused since a PF or VF is in use",
			result->n_in_use);
	if (result->is_stopped)
		fprintf(report->out, ", stopped by a signal");
	print_assigns(report, plan, ", ");
	print_absent_pfs(report, summary->after ? summary->after : plan);
	if (summary->after)
		print_ending(report, summary);
	fprintf(report->out, ".\n");
}

void report_summary(const struct report *report, const struct run_summary *summary,
		    report_summary_printer *print)
{
	_cleanup_free_ char *text = NULL;
	struct report line = *report;
	size_t size;

	line.out = open_memstream(&text, &size);
	if (!line.out)
		abort();
	print(&line, summary);
	fclose(line.out);
	if (size > 0)
		service_status(text);
	if (report->journal && size > 0)
		journal_summary(report, text);
	else
		fputs(text, report->out);
}

void report_undo(const struct report *report, const struct undo *undo)
{
	const struct plan *after = undo->after;

	if (report->json)
		return;
	fprintf(report->out, "Reverted: %zu of %zu changes", undo->result->n_done,
		undo->plan->n_changes);
	if (after->n_changes > 0)
		fprintf(report->out, "; %zu left.\n", after->n_changes);
	else if (undo->result->n_failed + after->n_unread + after->n_missing > 0)
		fprintf(report->out, "; not verified.\n");
	else
		fprintf(report->out, "; verified.\n");
}
