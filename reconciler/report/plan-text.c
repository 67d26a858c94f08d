/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>

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

static void print_change(const struct report *report, const struct change *change,
			 const char *indent)
{
	char step[PRINTING_STEP_MAX], place[256];
	bool is_new = change->is_new_vf || !change->from.set;
	enum color color = change->block != BLOCK_NONE ? COLOR_RED
			   : is_new		       ? COLOR_GREEN
						       : COLOR_YELLOW;
	char mark = change->block != BLOCK_NONE ? '!' : is_new ? '+' : '~';

	printing_step(change, step);
	fprintf(report->out, "%s%s%c%s %-*s ", indent, printing_color(report, color),
		mark, printing_color(report, COLOR_END), NAME_WIDTH, change_name(change));
	if (change->impact != IMPACT_LIVE || change->why)
		fprintf(report->out, "%-*s", STEP_WIDTH, step);
	else
		fprintf(report->out, "%s", step);
	if (change->impact != IMPACT_LIVE)
		fprintf(report->out, "  %s", impact_name(change->impact));
	if (change->why)
		fprintf(report->out, "  %s%s%s", printing_color(report, COLOR_DIM),
			SAFE(change->why), printing_color(report, COLOR_END));
	fputc('\n', report->out);
	if (change->affects)
		fprintf(report->out, "%s  %sinterrupts: %s%s\n", indent,
			printing_color(report, COLOR_RED), SAFE(change->affects),
			printing_color(report, COLOR_END));
	if (change->block == BLOCK_NONE)
		return;
	fprintf(report->out, "%s  %s%s: %s%s", indent, printing_color(report, COLOR_RED),
		change->block == BLOCK_IN_USE ? "refused" : "not possible",
		SAFE(change->reason), printing_color(report, COLOR_END));
	if (change->at)
		fprintf(report->out, " (%s)", printing_place(change->at, place));
	fputc('\n', report->out);
}

static int compare_changes(const void *a, const void *b)
{
	const struct change *const *x = a, *const *y = b;

	if ((*x)->vf != (*y)->vf)
		return (*x)->vf < (*y)->vf ? -1 : 1;
	return (*x > *y) - (*x < *y);
}

/* The PF's own changes first, then each VF's together, though others come between them
 * when they are made. */
static void print_pf(const struct report *report, const struct plan_pf *pf)
{
	_cleanup_free_ const struct change **sorted =
		calloc(pf->n_changes, sizeof(*sorted));
	int last_vf = NO_VF;

	if (!sorted)
		abort();
	for (size_t i = 0; i < pf->n_changes; i++)
		sorted[i] = &pf->changes[i];
	qsort(sorted, pf->n_changes, sizeof(*sorted), compare_changes);
	print_title(report, pf);
	for (size_t i = 0; i < pf->n_changes; i++) {
		const struct change *change = sorted[i];

		if (change->vf != last_vf)
			fprintf(report->out, "  VF %d%s\n", change->vf,
				change->is_new_vf ? " (new)" : "");
		last_vf = change->vf;
		print_change(report, change, change->vf == NO_VF ? "  " : "    ");
	}
	fputc('\n', report->out);
}

static void print_summary(const struct report *report, const struct account *account)
{
	const struct plan *plan = account->plan;
	size_t n_vfs = 0, n_pfs = 0;

	for (size_t i = 0; i < plan->n_pfs; i++) {
		n_vfs += plan->pfs[i].numvfs;
		n_pfs += plan->pfs[i].n_changes > 0;
	}
	/* Beside an error, "no difference" would be misread. */
	if (plan->n_changes == 0 && account->diags->n_errors == 0) {
		fprintf(report->out,
			"No difference: %zu PF%s with %zu VF%s as configured.\n",
			plan->n_pfs, plan->n_pfs == 1 ? "" : "s", n_vfs,
			n_vfs == 1 ? "" : "s");
	} else if (plan->n_changes > 0) {
		fprintf(report->out, "Plan: %zu change%s on %zu PF%s", plan->n_changes,
			plan->n_changes == 1 ? "" : "s", n_pfs, n_pfs == 1 ? "" : "s");
		if (plan->n_in_use)
			fprintf(report->out, ", %zu refused since a VF is in use",
				plan->n_in_use);
		if (plan->n_unsupported)
			fprintf(report->out, ", %zu not possible", plan->n_unsupported);
		fprintf(report->out, ".\n");
	}
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
	print_summary(report, account);
}
