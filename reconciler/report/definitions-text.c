/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/printing.h"
#include "support/guard.h"
#include "support/line-diff.h"

#define S(n) ((n) == 1 ? "" : "s")

enum {
	NAME_WIDTH = 18
};

static const struct {
	char mark;
	enum color color;
} actions[] = {
	[EDIT_ADD] = {'+', COLOR_GREEN},
	[EDIT_CHANGE] = {'~', COLOR_YELLOW},
	[EDIT_REMOVE] = {'-', COLOR_RED},
};

static void print_title(const struct report *report, const struct definition *definition)
{
	bool is_domain = definition->kind == DEFINITION_DOMAIN;

	fprintf(report->out, "%s%s%s (libvirt %s%s)\n",
		printing_color(report, COLOR_BOLD), SAFE(definition->name),
		printing_color(report, COLOR_END), is_domain ? "domain" : "network",
		definition->is_new	 ? ", new"
		: !definition->is_active ? ""
		: is_domain		 ? ", running"
					 : ", active");
}

static void print_edit(const struct report *report, const struct definition_edit *edit)
{
	const char *text = edit->text ? SAFE(edit->text) : "";

	fprintf(report->out, "  %s%c%s ",
		printing_color(report, actions[edit->action].color),
		actions[edit->action].mark, printing_color(report, COLOR_END));
	if (*text)
		fprintf(report->out, "%-*s %s\n", NAME_WIDTH, SAFE(edit->name), text);
	else
		fprintf(report->out, "%s\n", SAFE(edit->name));
}

static enum color color_of(char mark)
{
	return mark == '+' ? COLOR_GREEN : mark == '-' ? COLOR_RED : COLOR_DIM;
}

static void print_difference(const struct report *report,
			     const struct definition *definition)
{
	struct arena arena;
	struct line_diff diff;

	arena_init(&arena);
	diff = line_diff(&arena, definition->before, definition->after);
	for (size_t i = 0; i < diff.n; i++) {
		const struct diff_line *line = &diff.lines[i];
		bool is_colored = line->mark != ' ';

		fprintf(report->out, "    %s",
			is_colored ? printing_color(report, color_of(line->mark)) : "");
		if (line->mark == '@')
			fprintf(report->out, "@@ %s @@", line->text);
		else
			fputc(line->mark, report->out);
		if (line->mark != '@')
			printing_put_part(report->out, line->text, line->length);
		fprintf(report->out, "%s\n",
			is_colored ? printing_color(report, COLOR_END) : "");
	}
	arena_done(&arena);
}

/* Prints what it takes until a definition is in effect; nothing if it is at once. */
static void print_effect(const struct report *report, const struct definition *definition)
{
	const char *name = SAFE(definition->name);

	if (definition->kind == DEFINITION_DOMAIN && definition->is_active)
		fprintf(report->out,
			"%s is running: the change takes effect at its next start (shut "
			"down and start, a reboot is not enough)\n",
			name);
	if (definition->kind != DEFINITION_NETWORK)
		return;
	if (definition->is_new)
		fprintf(report->out,
			"%s is not started: virsh net-start %s, virsh net-autostart %s\n",
			name, name, name);
	else if (definition->is_active)
		fprintf(report->out,
			"%s is active: the change takes effect when it is restarted "
			"(virsh net-destroy %s, virsh net-start %s)%s%s\n",
			name, name, name,
			definition->users ? "; first shut down the domains that use it: "
					  : "",
			definition->users ? SAFE(definition->users) : "");
}

void report_definitions(const struct report *report,
			const struct definitions *definitions)
{
	for (size_t i = 0; i < definitions->n; i++) {
		const struct definition *definition = &definitions->items[i];

		print_title(report, definition);
		for (size_t j = 0; j < definition->n_edits; j++)
			print_edit(report, &definition->edits[j]);
		print_difference(report, definition);
		fputc('\n', report->out);
	}
}

static void print_unchanged(const struct report *report,
			    const struct definitions *definitions,
			    const struct diags *diags)
{
	/* Beside an error, "no difference" would be misread. */
	if (diags->n_errors > 0)
		return;
	fprintf(report->out, "No difference: %zu domain%s", definitions->n_domains,
		S(definitions->n_domains));
	if (definitions->n_networks > 0)
		fprintf(report->out, " and %zu network%s", definitions->n_networks,
			S(definitions->n_networks));
	fprintf(report->out, " as published.\n");
}

/* "2 domains", "1 domain and 1 network" */
static void print_counts(const struct report *report,
			 const struct definitions *definitions)
{
	size_t n_domains = 0, n_networks;

	for (size_t i = 0; i < definitions->n; i++)
		n_domains += definitions->items[i].kind == DEFINITION_DOMAIN;
	n_networks = definitions->n - n_domains;
	if (n_domains > 0)
		fprintf(report->out, "%zu domain%s", n_domains, S(n_domains));
	if (n_networks > 0)
		fprintf(report->out, "%s%zu network%s", n_domains > 0 ? " and " : "",
			n_networks, S(n_networks));
}

void report_definitions_plan(const struct report *report,
			     const struct definitions *definitions,
			     const struct diags *diags)
{
	if (definitions->n == 0) {
		print_unchanged(report, definitions, diags);
		return;
	}
	for (size_t i = 0; i < definitions->n; i++)
		print_effect(report, &definitions->items[i]);
	fprintf(report->out, "Plan: %zu change%s in ", definitions->n_changes,
		S(definitions->n_changes));
	print_counts(report, definitions);
	fprintf(report->out, ".\n");
}

void report_definitions_result(const struct report *report,
			       const struct definitions *definitions,
			       const struct diags *diags)
{
	size_t n_defined = 0, n_done = 0;

	if (definitions->n == 0) {
		print_unchanged(report, definitions, diags);
		return;
	}
	for (size_t i = 0; i < definitions->n; i++) {
		if (!definitions->items[i].is_defined)
			continue;
		n_defined++;
		n_done += definition_count_changes(&definitions->items[i]);
		print_effect(report, &definitions->items[i]);
	}
	fprintf(report->out, "Applied: %zu of %zu changes done in ", n_done,
		definitions->n_changes);
	print_counts(report, definitions);
	fprintf(report->out, "%s.\n",
		n_defined == definitions->n && diags->n_errors == 0 ? "; verified" : "");
}
