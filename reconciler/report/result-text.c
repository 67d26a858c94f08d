/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "model/vf-set.h"
#include "report/journal.h"
#include "report/printing.h"
#include "support/guard.h"
#include "support/service.h"

struct progress_line {
	const struct plan_pf *pf;
	const struct change *change; /* the first of them */
	struct outcome outcome;
	const char *text; /* for any VF, from vf_set_generalize() */
	uint32_t hash;
	bool has_vf;
	struct vf_set vfs;
};

void report_progress_init(struct progress *progress, const struct report *report)
{
	*progress = (struct progress){.report = report};
	arena_init(&progress->arena);
}

void report_progress_done(struct progress *progress)
{
	report_flush(progress);
	arena_done(&progress->arena);
}

static void put_line(struct arena *arena, FILE *out, const struct progress_line *line,
		     const char *vfs)
{
	fputs(SAFE(line->pf->desired->name), out);
	if (vfs) {
		fputs(" VF ", out);
		fputs(vfs, out);
	}
	fputs(vf_set_fill(arena, line->text, &line->vfs), out);
}

/* As a record of the journal, with what it is about as fields. */
static void log_line(const struct report *report, struct arena *arena,
		     const struct progress_line *line, const char *vfs)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	put_line(arena, out, line, vfs);
	fclose(out);
	journal_change(report, text, line->pf, vfs, line->change, &line->outcome);
}

void report_flush(struct progress *progress)
{
	const struct report *report = progress->report;
	struct arena *arena = &progress->arena;

	for (size_t i = 0; i < progress->n_lines; i++) {
		const struct progress_line *line = &progress->lines[i];
		const char *vfs = line->has_vf ? vf_set_format(arena, &line->vfs) : NULL;

		if (report->journal)
			log_line(report, arena, line, vfs);
		else
			put_line(arena, report->out, line, vfs);
	}
	fflush(report->out);
	progress->lines = NULL;
	progress->n_lines = 0;
	arena_done(arena);
	arena_init(arena);
}

void report_wait(struct progress *progress, const char *text)
{
	if (progress->report->json)
		return;
	report_flush(progress);
	service_status(text);
	printing_put(progress->report->out, text);
	fputs("...\n", progress->report->out);
	fflush(progress->report->out);
}

/* FNV-1a */
static uint32_t hash_text(const char *text)
{
	uint32_t hash = 2166136261u;

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 16777619u;
	return hash;
}

/* The text for a terminal, without a limit on its length; "" for NULL. */
static const char *safe_text(struct arena *arena, const char *text)
{
	size_t size;

	if (!text)
		return "";
	size = strlen(text) + 1;
	return text_is_printable(text)
		       ? text
		       : printing_safe(text, arena_alloc(arena, size), size);
}

/* " vlan: 0 -> 5: done", with a line end. Does without printf if all went well, since a
 * first apply has thousands of changes. */
static const char *outcome_text(const struct progress *progress, struct arena *arena,
				const struct change *change,
				const struct outcome *outcome)
{
	const struct report *report = progress->report;
	bool is_bad =
		outcome->status == OUTCOME_FAILED || outcome->status == OUTCOME_SKIPPED;
	bool has_place = is_bad && change->at;
	char line[128 + PRINTING_STEP_MAX], *end = line, place[256];

	end = stpcpy(stpcpy(stpcpy(end, " "), change_name(change)), ": ");
	end = printing_step(change, end);
	end = stpcpy(end, ": ");
	end = stpcpy(end, printing_color(report, is_bad ? COLOR_RED : COLOR_GREEN));
	end = stpcpy(end, outcome_status_name(outcome->status));
	end = stpcpy(end, printing_color(report, COLOR_END));
	if (!outcome->error && !outcome->text && !outcome->hint && !is_bad) {
		strcpy(end, "\n");
		return arena_strdup(arena, line);
	}
	return arena_printf(
		arena, "%s%s%s%s%s%s%s%s%s%s\n", line, outcome->error ? ": " : "",
		outcome->error ? strerror(-outcome->error) : "",
		outcome->text ? ": " : "", safe_text(arena, outcome->text),
		outcome->hint ? "; " : "", safe_text(arena, outcome->hint),
		has_place ? " (" : "", has_place ? printing_place(change->at, place) : "",
		has_place ? ")" : "");
}

static struct progress_line *find_line(struct progress *progress,
				       const struct plan_pf *pf, const char *text,
				       bool has_vf)
{
	struct progress_line *line;
	uint32_t hash = hash_text(text);

	for (size_t i = progress->n_lines; i > 0 && has_vf; i--) {
		line = &progress->lines[i - 1];
		if (line->hash == hash && line->pf == pf && line->has_vf &&
		    strcmp(line->text, text) == 0)
			return line;
	}
	progress->lines = arena_grow(&progress->arena, progress->lines, progress->n_lines,
				     sizeof(*progress->lines));
	line = &progress->lines[progress->n_lines++];
	*line = (struct progress_line){
		.pf = pf, .text = text, .hash = hash, .has_vf = has_vf};
	return line;
}

void report_outcome(struct progress *progress, const struct plan_pf *pf,
		    const struct change *change, const struct outcome *outcome)
{
	struct arena *arena = &progress->arena;
	bool has_vf = change->vf != NO_VF;
	struct progress_line *line;
	const char *text;

	if (progress->report->json)
		return;
	text = outcome_text(progress, arena, change, outcome);
	if (has_vf)
		text = vf_set_generalize(arena, text, (unsigned int)change->vf);
	line = find_line(progress, pf, text, has_vf);
	if (!line->change) {
		line->change = change;
		line->outcome = *outcome;
	}
	if (has_vf)
		vf_set_add(arena, &line->vfs, (unsigned int)change->vf);
}

void report_undo_plan(const struct report *report, const struct undo *undo)
{
	if (report->json)
		return;
	fprintf(report->out, "Reverting what this run has changed:\n\n");
	report_plan_pfs(report, undo->plan);
	fflush(report->out);
}

static void print_snippets(const struct report *report, const struct run_summary *summary)
{
	const struct snippets *snippets = summary->snippets;

	for (size_t i = 0; i < snippets->n; i++) {
		const struct snippet *snippet = &snippets->items[i];

		if (snippet->status == SNIPPET_UNCHANGED)
			continue;
		fprintf(report->out, "%s/%s: %s%s%s\n", summary->run_dir,
			SAFE(snippet->path), snippet_status_name(snippet->status),
			snippet->text ? ": " : "",
			snippet->text ? SAFE(snippet->text) : "");
	}
}

void report_result_text(const struct report *report, const struct run_summary *summary)
{
	if (summary->snippets)
		print_snippets(report, summary);
	report_summary(report, summary, report_apply_summary);
}
