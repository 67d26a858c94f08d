/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which interface of a VM gets which VF of a pool, in plans. */
#include "report/printing.h"

enum {
	NAME_WIDTH = 18,
	VF_WIDTH = 30
};

static const char *reason(struct arena *arena, const struct assign *assign)
{
	switch (assign->kind) {
	case ASSIGN_CHOSEN:
		return arena_printf(arena, "pool %s", assign->pool->name);
	case ASSIGN_ADOPTED:
		return arena_printf(arena, "pool %s, as in libvirt's XML",
				    assign->pool->name);
	case ASSIGN_FREED:
		return "free again";
	}
	return "";
}

static const char *pf_name(const struct assign *assign)
{
	return assign->pf->name ? assign->pf->name : "a PF that is gone:";
}

void report_assigns(const struct report *report, const struct plan *plan)
{
	struct arena arena;

	if (plan->n_assigns == 0)
		return;
	arena_init(&arena);
	fprintf(report->out, "%sVFs of pools%s\n", printing_color(report, COLOR_BOLD),
		printing_color(report, COLOR_END));
	for (size_t i = 0; i < plan->n_assigns; i++) {
		const struct assign *assign = &plan->assigns[i];
		bool is_freed = assign->kind == ASSIGN_FREED;
		const char *name =
			arena_printf(&arena, "%s/%s", assign->vm, assign->interface);
		const char *vf =
			arena_printf(&arena, "%s VF %u", pf_name(assign), assign->vf);

		fprintf(report->out, "  %s%c%s %-*s %-*s  %s%s%s\n",
			printing_color(report, is_freed ? COLOR_RED : COLOR_GREEN),
			is_freed ? '-' : '+', printing_color(report, COLOR_END),
			NAME_WIDTH, SAFE(name), VF_WIDTH, SAFE(vf),
			printing_color(report, COLOR_DIM), SAFE(reason(&arena, assign)),
			printing_color(report, COLOR_END));
	}
	fputc('\n', report->out);
	arena_done(&arena);
}

void report_assigns_done(const struct report *report, const struct plan *plan)
{
	struct arena arena;

	if (report->json)
		return;
	arena_init(&arena);
	for (size_t i = 0; i < plan->n_assigns; i++) {
		const struct assign *assign = &plan->assigns[i];

		fprintf(report->out, "%s/%s: %s VF %u, %s\n", SAFE(assign->vm),
			SAFE(assign->interface), pf_name(assign), assign->vf,
			SAFE(reason(&arena, assign)));
	}
	fflush(report->out);
	arena_done(&arena);
}
