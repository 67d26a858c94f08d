/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/causes.h"

#include <string.h>

#include "model/vf-set.h"

enum {
	PLACES_MAX = 8
};

struct cause {
	const char *code;
	const char *text;
	const char *alike;
	const char *hint;
	const struct span *places[PLACES_MAX];
	size_t n_places;
	struct vf_set vfs;
};

static bool is_same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static const char *generalize(struct arena *arena, const struct change *change,
			      const char *text)
{
	return text && change->vf != NO_VF
		       ? vf_set_generalize(arena, text, (unsigned int)change->vf)
		       : text;
}

static struct cause *find_cause(struct causes *causes, const struct cause *wanted)
{
	for (size_t i = 0; i < causes->n; i++) {
		struct cause *cause = &causes->items[i];

		if (strcmp(cause->code, wanted->code) == 0 &&
		    strcmp(cause->alike, wanted->alike) == 0 &&
		    is_same_text(cause->hint, wanted->hint))
			return cause;
	}
	causes->items = arena_grow(causes->diags->arena, causes->items, causes->n,
				   sizeof(*causes->items));
	causes->items[causes->n] = *wanted;
	return &causes->items[causes->n++];
}

static void add_place(struct cause *cause, const struct span *at)
{
	for (size_t i = 0; i < cause->n_places; i++) {
		if (span_compare(cause->places[i], at) == 0)
			return;
	}
	if (cause->n_places < PLACES_MAX)
		cause->places[cause->n_places++] = at;
}

void causes_add(struct causes *causes, const struct change *change,
		const struct cause_text *text)
{
	struct arena *arena = causes->diags->arena;
	struct cause wanted = {.code = text->code,
			       .text = generalize(arena, change, text->text),
			       .hint = generalize(arena, change, text->hint)};
	struct cause *cause;

	wanted.alike = text->alike ? generalize(arena, change, text->alike) : wanted.text;
	cause = find_cause(causes, &wanted);
	causes->n_added++;
	if (strcmp(cause->text, wanted.text) != 0)
		cause->text = cause->alike;
	if (change->vf != NO_VF)
		vf_set_add(arena, &cause->vfs, (unsigned int)change->vf);
	if (!text->has_no_place)
		add_place(cause, change->at);
}

void causes_report(const struct causes *causes)
{
	struct arena *arena = causes->diags->arena;

	for (size_t i = 0; i < causes->n; i++) {
		const struct cause *cause = &causes->items[i];
		struct diag *diag = diag_error(
			causes->diags, cause->n_places > 0 ? cause->places[0] : SPAN_NONE,
			cause->code, "%s", vf_set_fill(arena, cause->text, &cause->vfs));

		for (size_t j = 1; j < cause->n_places; j++)
			diag_note(causes->diags, diag, cause->places[j], "and here");
		if (cause->hint)
			diag_hint(causes->diags, diag, "%s",
				  vf_set_fill(arena, cause->hint, &cause->vfs));
	}
}

size_t causes_count(const struct causes *causes, const char *code)
{
	size_t n = 0;

	for (size_t i = 0; i < causes->n; i++)
		n += strcmp(causes->items[i].code, code) == 0;
	return n;
}
