/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "model/vf-set.h"
#include "report/printing.h"
#include "support/guard.h"

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

/* What is printed of one change, without indent: a line, and those that explain it. */
static void put_change(const struct report *report, FILE *out,
		       const struct change *change)
{
	char step[PRINTING_STEP_MAX], place[256];
	bool is_new = change->is_new_vf || !change->from.set;
	enum color color = change->block != BLOCK_NONE ? COLOR_RED
			   : is_new		       ? COLOR_GREEN
						       : COLOR_YELLOW;
	char mark = change->block != BLOCK_NONE ? '!' : is_new ? '+' : '~';

	printing_step(change, step);
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
	if (change->affects)
		fprintf(out, "  %sinterrupts: %s%s\n", printing_color(report, COLOR_RED),
			SAFE(change->affects), printing_color(report, COLOR_END));
	if (change->block == BLOCK_NONE)
		return;
	fprintf(out, "  %s%s: %s%s", printing_color(report, COLOR_RED),
		change->block == BLOCK_IN_USE ? "refused" : "not possible",
		SAFE(change->reason), printing_color(report, COLOR_END));
	if (change->at)
		fprintf(out, " (%s)", printing_place(change->at, place));
	fputc('\n', out);
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

/* The kernel gives a new VF its driver without being told to: not worth a line for each.
 */
static bool is_by_default(const struct change *change)
{
	return change->kind == CHANGE_VF_DRIVER && change->is_optional &&
	       change->is_new_vf && change->block == BLOCK_NONE;
}

/* VFs whose changes are the same lines. */
struct fold {
	struct vf_set vfs;
	bool is_new;
	const char **texts;
	size_t n;
	bool is_printed;
};

enum {
	ALIKE = -1,
	DIFFERENT = -2,
	SIMILAR_MIN = 4 /* folds that have nothing in common but their shape */
};

/* ALIKE, or the only text in which the two differ, or DIFFERENT. */
static int compare_folds(const struct fold *a, const struct fold *b)
{
	int at = ALIKE;

	if (a->n != b->n || a->is_new != b->is_new)
		return DIFFERENT;
	for (size_t i = 0; i < a->n; i++) {
		if (strcmp(a->texts[i], b->texts[i]) == 0)
			continue;
		if (at != ALIKE)
			return DIFFERENT;
		at = (int)i;
	}
	return at;
}

static void print_fold_title(const struct report *report, struct arena *arena,
			     const struct vf_set *vfs, bool is_new)
{
	fprintf(report->out, "  VF %s%s\n", vf_set_format(arena, vfs),
		is_new ? " (new)" : "");
}

/* Another fold that goes with `fold`, since the two differ in that text only. */
static bool is_similar(const struct fold *fold, const struct fold *other, int differs)
{
	return !other->is_printed &&
	       (other == fold || compare_folds(fold, other) == differs);
}

/* The text in which enough of the folds from `first` on differ from it, or DIFFERENT. */
static int find_similar(const struct fold *folds, size_t n, size_t first)
{
	for (size_t i = first + 1; i < n; i++) {
		int differs = folds[i].is_printed
				      ? DIFFERENT
				      : compare_folds(&folds[first], &folds[i]);
		size_t n_similar = 0;

		if (differs < 0)
			continue;
		for (size_t j = first; j < n; j++)
			n_similar += is_similar(&folds[first], &folds[j], differs);
		return folds[first].n > 1 || n_similar >= SIMILAR_MIN ? differs
								      : DIFFERENT;
	}
	return DIFFERENT;
}

/* What they have in common once, and their own line VF by VF. */
static void print_similar(const struct report *report, struct arena *arena,
			  struct fold *folds, size_t n, int differs)
{
	struct vf_set all = {0};
	size_t width = 0;

	for (size_t i = 0; i < n; i++) {
		size_t own;

		if (!is_similar(folds, &folds[i], differs))
			continue;
		own = strlen(vf_set_format(arena, &folds[i].vfs));
		width = own > width ? own : width;
		for (size_t j = 0; j < folds[i].vfs.n; j++)
			vf_set_add(arena, &all, folds[i].vfs.indexes[j]);
	}
	print_fold_title(report, arena, &all, folds->is_new);
	for (size_t i = 0; i < folds->n; i++) {
		if ((int)i != differs)
			print_lines(report, vf_set_fill(arena, folds->texts[i], &all),
				    "    ");
	}
	for (size_t i = 0; i < n; i++) {
		const char *text;

		if (!is_similar(folds, &folds[i], differs))
			continue;
		text = vf_set_fill(arena, folds[i].texts[differs], &folds[i].vfs);
		fprintf(report->out, "    VF %-*s  %.*s", (int)width,
			vf_set_format(arena, &folds[i].vfs), (int)strcspn(text, "\n") + 1,
			text);
		print_lines(report, text + strcspn(text, "\n") + 1, "      ");
		folds[i].is_printed = i > 0;
	}
}

static void print_folds(const struct report *report, struct arena *arena,
			struct fold *folds, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int differs;

		if (folds[i].is_printed)
			continue;
		differs = find_similar(folds, n, i);
		if (differs >= 0) {
			print_similar(report, arena, folds + i, n - i, differs);
			continue;
		}
		print_fold_title(report, arena, &folds[i].vfs, folds[i].is_new);
		for (size_t j = 0; j < folds[i].n; j++)
			print_lines(report,
				    vf_set_fill(arena, folds[i].texts[j], &folds[i].vfs),
				    "    ");
	}
}

/* The VF's changes go to the fold of those like it, or to one of their own. */
static size_t add_fold(struct arena *arena, struct fold *folds, size_t n,
		       const struct fold *vf)
{
	for (size_t i = 0; i < n; i++) {
		if (compare_folds(&folds[i], vf) != ALIKE)
			continue;
		vf_set_add(arena, &folds[i].vfs, vf->vfs.indexes[0]);
		return n;
	}
	folds[n] = *vf;
	return n + 1;
}

static int compare_changes(const void *a, const void *b)
{
	const struct change *const *x = a, *const *y = b;

	if ((*x)->vf != (*y)->vf)
		return (*x)->vf < (*y)->vf ? -1 : 1;
	return (*x > *y) - (*x < *y);
}

static void print_vfs(const struct report *report, struct arena *arena,
		      const struct change *const *sorted, size_t n)
{
	struct fold *folds = arena_calloc(arena, n, sizeof(*folds));
	size_t n_folds = 0, next;

	for (size_t i = 0; i < n; i = next) {
		struct fold vf = {.is_new = sorted[i]->is_new_vf};

		for (next = i; next < n && sorted[next]->vf == sorted[i]->vf; next++) {
			if (is_by_default(sorted[next]))
				continue;
			vf.texts = arena_grow(arena, vf.texts, vf.n, sizeof(*vf.texts));
			vf.texts[vf.n++] = change_text(report, arena, sorted[next]);
		}
		vf_set_add(arena, &vf.vfs, (unsigned int)sorted[i]->vf);
		if (vf.n > 0)
			n_folds = add_fold(arena, folds, n_folds, &vf);
	}
	print_folds(report, arena, folds, n_folds);
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

/* The PF's own changes first, then each VF's together, though others come between them
 * when they are made. */
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
	fputc('\n', report->out);
	arena_done(&arena);
}

void report_plan_pfs(const struct report *report, const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_pfs; i++) {
		if (plan->pfs[i].n_changes > 0)
			print_pf(report, &plan->pfs[i]);
	}
}

void report_plan_text(const struct report *report, const struct account *account)
{
	report_plan_pfs(report, account->plan);
	report_plan_summary(report, account);
}
