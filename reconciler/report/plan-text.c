/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "report/folds.h"
#include "report/printing.h"
#include "support/guard.h"

/* Kinds of folds, by what the plan does with their VFs. */
enum {
	FOLD_EXISTING,
	FOLD_NEW,
	FOLD_REMOVED,
};

static const char *const fold_words[] = {
	[FOLD_EXISTING] = "", [FOLD_NEW] = " (new)", [FOLD_REMOVED] = " (removed)"};

enum {
	NAME_WIDTH = 18,
	STEP_WIDTH = 30
};

static void print_title(const struct report *report, const struct plan_pf *pf)
{
	const struct observed_pf *observed = pf->observed;
	char pci[PCI_ADDRESS_TEXT] = "";

	if (observed->has_pci)
		pci_address_format(observed->pci, pci);
	fprintf(report->out, "%s%s%s ", printing_color(report, COLOR_BOLD),
		SAFE(pf->desired->name), printing_color(report, COLOR_END));
	fprintf(report->out, "(%s%s%s, %s)\n", pci,
		observed->has_pci && observed->netdev ? ", " : "",
		observed->netdev ? SAFE(observed->netdev) : "",
		observed->driver ? SAFE(observed->driver) : "no driver");
}

/* Prints one change without indent: a line, and lines that explain it. */
static void put_change(const struct report *report, FILE *out,
		       const struct change *change)
{
	char step[PRINTING_STEP_MAX + sizeof(" (kept)")], place[256];
	bool is_new = change->is_new_vf || !change->from.set;
	enum color color = change->block != BLOCK_NONE ? COLOR_RED
			   : is_new		       ? COLOR_GREEN
						       : COLOR_YELLOW;
	char mark = change->block != BLOCK_NONE ? '!'
		    : change->is_kept		? '='
		    : is_new			? '+'
						: '~';

	strcpy(printing_step(change, step), change->is_kept ? " (kept)" : "");
	fprintf(out, "%s%c%s %-*s ", printing_color(report, color), mark,
		printing_color(report, COLOR_END), NAME_WIDTH, change_name(change));
	if (change->impact != IMPACT_LIVE || change->why)
		fprintf(out, "%-*s", STEP_WIDTH, step);
	else
		fprintf(out, "%s", step);
	if (change->impact != IMPACT_LIVE)
		fprintf(out, "  %s", impact_name(change->impact));
	if (change->why)
		fprintf(out, "  %s%s%s", printing_color(report, COLOR_DIM),
			SAFE(change->why), printing_color(report, COLOR_END));
	fputc('\n', out);
	if (change->affects) {
		fprintf(out, "  %sinterrupts: ", printing_color(report, COLOR_RED));
		printing_put(out, change->affects);
		fprintf(out, "%s\n", printing_color(report, COLOR_END));
	}
	if (change->block == BLOCK_NONE)
		return;
	fprintf(out, "  %s%s: ", printing_color(report, COLOR_RED),
		change->block == BLOCK_IN_USE ? "refused" : "not possible");
	printing_put(out, change->reason);
	fprintf(out, "%s", printing_color(report, COLOR_END));
	if (change->at)
		fprintf(out, " (%s)", printing_place(change->at, place));
	fputc('\n', out);
	if (change->advice)
		fprintf(out, "  %shint: %s%s\n", printing_color(report, COLOR_DIM),
			SAFE(change->advice), printing_color(report, COLOR_END));
}

static const char *change_text(const struct report *report, struct arena *arena,
			       const struct change *change)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	put_change(report, out, change);
	fclose(out);
	return change->vf == NO_VF ? arena_strdup(arena, text)
				   : vf_set_generalize(arena, arena_strdup(arena, text),
						       (unsigned int)change->vf);
}

static void print_lines(const struct report *report, const char *text, const char *indent)
{
	while (*text) {
		size_t length = strcspn(text, "\n") + 1;

		fprintf(report->out, "%s%.*s", indent, (int)length, text);
		text += length;
	}
}

/* The kernel binds a new VF to its driver by itself, which is not worth a line for each
 * VF. */
static bool is_by_default(const struct change *change)
{
	return change->stage == STAGE_VF_DRIVER && change->is_optional &&
	       change->is_new_vf && change->block == BLOCK_NONE;
}

/* Prints what the VFs have in common once, and the text that differs VF by VF. */
static void print_block(const struct report *report, struct arena *arena,
			const struct fold_block *block)
{
	const struct fold *first = block->folds[0];
	size_t width = 0;

	fprintf(report->out, "  VF %s%s\n", vf_set_format(arena, &block->vfs),
		fold_words[first->kind]);
	for (size_t i = 0; i < first->n; i++) {
		if ((int)i != block->differs)
			print_lines(report,
				    vf_set_fill(arena, first->texts[i], &block->vfs),
				    "    ");
	}
	for (size_t i = 0; i < block->n && block->differs >= 0; i++) {
		size_t own = strlen(vf_set_format(arena, &block->folds[i]->vfs));

		width = own > width ? own : width;
	}
	for (size_t i = 0; i < block->n && block->differs >= 0; i++) {
		const struct fold *fold = block->folds[i];
		const char *text =
			vf_set_fill(arena, fold->texts[block->differs], &fold->vfs);
		size_t length = strcspn(text, "\n") + 1;

		fprintf(report->out, "    VF %-*s  %.*s", (int)width,
			vf_set_format(arena, &fold->vfs), (int)length, text);
		print_lines(report, text + length, "      ");
	}
}

static int compare_changes(const void *a, const void *b)
{
	const struct change *const *x = a, *const *y = b;

	if ((*x)->vf != (*y)->vf)
		return (*x)->vf < (*y)->vf ? -1 : 1;
	return (*x > *y) - (*x < *y);
}

static size_t end_of_vf(const struct change *const *sorted, size_t n, size_t i)
{
	size_t end = i;

	while (end < n && sorted[end]->vf == sorted[i]->vf)
		end++;
	return end;
}

static void print_vfs(const struct report *report, struct arena *arena,
		      const struct change *const *sorted, size_t n)
{
	size_t n_vfs = 0, n_texts = 0, next;
	struct fold_block block;
	struct folds folds;

	for (size_t i = 0; i < n; i = next) {
		next = end_of_vf(sorted, n, i);
		n_vfs++;
		n_texts = next - i > n_texts ? next - i : n_texts;
	}
	folds_init(&folds, arena, n_vfs, n_texts);
	for (size_t i = 0; i < n; i = next) {
		const char **texts = arena_calloc(arena, n_texts, sizeof(*texts));
		size_t n_own = 0;

		next = end_of_vf(sorted, n, i);
		for (size_t j = i; j < next; j++) {
			if (!is_by_default(sorted[j]))
				texts[n_own++] = change_text(report, arena, sorted[j]);
		}
		if (n_own > 0)
			folds_add(&folds, (unsigned int)sorted[i]->vf,
				  sorted[i]->is_new_vf ? FOLD_NEW : FOLD_EXISTING, texts,
				  n_own);
	}
	while (folds_next(&folds, &block))
		print_block(report, arena, &block);
}

/* "- vlan 104 (lost)": a value whose VF is removed, or that cannot be set again. */
static const char *lost_text(const struct report *report, struct arena *arena,
			     const struct plan_pf *pf, const struct lost_value *lost)
{
	bool is_removed = lost->vf >= pf->numvfs;
	char value[VALUE_FORMAT_MAX];

	value_format(vf_attr_info[lost->attr].kind, lost->value, value);
	return arena_printf(arena, "%s-%s %-*s %s (lost%s%s)\n",
			    printing_color(report, COLOR_RED),
			    printing_color(report, COLOR_END), NAME_WIDTH,
			    vf_attr_info[lost->attr].name, SAFE(value),
			    is_removed ? "" : ": ", is_removed ? "" : SAFE(lost->reason));
}

static void print_lost(const struct report *report, struct arena *arena,
		       const struct plan_pf *pf)
{
	struct fold_block block;
	struct folds folds;
	size_t next;

	folds_init(&folds, arena, pf->n_lost, VF_KEY_COUNT);
	for (size_t i = 0; i < pf->n_lost; i = next) {
		const char **texts = arena_calloc(arena, VF_KEY_COUNT, sizeof(*texts));
		unsigned int vf = pf->lost[i].vf;
		size_t n = 0;

		for (next = i; next < pf->n_lost && pf->lost[next].vf == vf; next++)
			texts[n++] = lost_text(report, arena, pf, &pf->lost[next]);
		folds_add(&folds, vf,
			  vf >= pf->numvfs ? FOLD_REMOVED
			  : pf->creates	   ? FOLD_NEW
					   : FOLD_EXISTING,
			  texts, n);
	}
	while (folds_next(&folds, &block))
		print_block(report, arena, &block);
}

static void print_drivers(const struct report *report, struct arena *arena,
			  const struct change *const *sorted, size_t n)
{
	const struct change *first = NULL;
	char step[PRINTING_STEP_MAX];
	struct vf_set vfs = {0};

	for (size_t i = 0; i < n; i++) {
		if (!is_by_default(sorted[i]))
			continue;
		first = first ? first : sorted[i];
		vf_set_add(arena, &vfs, (unsigned int)sorted[i]->vf);
	}
	if (!first)
		return;
	printing_step(first, step);
	fprintf(report->out, "  %s+%s %-*s %-*s  %sVF %s%s\n",
		printing_color(report, COLOR_GREEN), printing_color(report, COLOR_END),
		NAME_WIDTH, change_name(first), STEP_WIDTH, step,
		printing_color(report, COLOR_DIM), vf_set_format(arena, &vfs),
		printing_color(report, COLOR_END));
}

/* Prints the PF's own changes first, then the changes of each VF together, although an
 * apply makes others in between. */
static void print_pf(const struct report *report, const struct plan_pf *pf)
{
	const struct change **sorted;
	size_t n_own = 0;
	struct arena arena;

	arena_init(&arena);
	sorted = arena_calloc(&arena, pf->n_changes, sizeof(*sorted));
	for (size_t i = 0; i < pf->n_changes; i++) {
		sorted[i] = &pf->changes[i];
		n_own += sorted[i]->vf == NO_VF;
	}
	qsort(sorted, pf->n_changes, sizeof(*sorted), compare_changes);
	print_title(report, pf);
	for (size_t i = 0; i < n_own; i++)
		print_lines(report, change_text(report, &arena, sorted[i]), "  ");
	print_drivers(report, &arena, sorted + n_own, pf->n_changes - n_own);
	print_vfs(report, &arena, sorted + n_own, pf->n_changes - n_own);
	if (pf->n_lost > 0)
		print_lost(report, &arena, pf);
	fputc('\n', report->out);
	arena_done(&arena);
}

void report_plan_pfs(const struct report *report, const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_pfs; i++) {
		if (plan->pfs[i].n_changes > 0 || plan->pfs[i].n_lost > 0)
			print_pf(report, &plan->pfs[i]);
	}
}

void report_plan_text(const struct report *report, const struct run_summary *summary)
{
	report_assigns(report, summary->plan);
	report_plan_pfs(report, summary->plan);
	report_summary(report, summary, report_plan_summary);
}
