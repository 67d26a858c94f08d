/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/vf-set.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Placeholder for the numbers; never in printable text. */
#define BLANK '\x01'

enum {
	NUMBER_MAX = 12
};

void vf_set_add(struct arena *arena, struct vf_set *set, unsigned int index)
{
	set->indexes = arena_grow(arena, set->indexes, set->n, sizeof(*set->indexes));
	set->indexes[set->n++] = index;
}

static int compare(const void *a, const void *b)
{
	const unsigned int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

const char *vf_set_format(struct arena *arena, const struct vf_set *set)
{
	unsigned int *sorted = arena_calloc(arena, set->n, sizeof(*sorted));
	char *text = arena_alloc(arena, set->n * NUMBER_MAX + 1), *end = text;
	size_t next;

	if (set->n > 0)
		memcpy(sorted, set->indexes, set->n * sizeof(*sorted));
	qsort(sorted, set->n, sizeof(*sorted), compare);
	for (size_t i = 0; i < set->n; i = next) {
		next = i + 1;
		while (next < set->n && sorted[next] <= sorted[next - 1] + 1)
			next++;
		if (i > 0)
			*end++ = ',';
		end += sprintf(end, "%u", sorted[i]);
		if (sorted[next - 1] == sorted[i])
			continue;
		end += sprintf(end, "-%u", sorted[next - 1]);
	}
	return text;
}

/* Whether the `length` digits at `at` in `text` are the whole number in "VF NUMBER". */
static bool is_vf_number(const char *text, const char *at, size_t length)
{
	return at - text >= 3 && strncmp(at - 3, "VF ", 3) == 0 &&
	       (at - text == 3 || !isalnum((unsigned char)at[-4])) &&
	       !isalnum((unsigned char)at[length]);
}

const char *vf_set_generalize(struct arena *arena, const char *text, unsigned int index)
{
	char number[NUMBER_MAX], *general, *end;
	size_t length = (size_t)sprintf(number, "%u", index);
	const char *at;

	if (!strstr(text, "VF "))
		return text;
	end = general = arena_alloc(arena, strlen(text) + 1);
	while ((at = strstr(text, number))) {
		bool is_its = is_vf_number(text, at, length);

		end = mempcpy(end, text, (size_t)(at - text) + (is_its ? 0 : length));
		if (is_its)
			*end++ = BLANK;
		text = at + length;
	}
	strcpy(end, text);
	return general;
}

const char *vf_set_fill(struct arena *arena, const char *text, const struct vf_set *set)
{
	const char *numbers = strchr(text, BLANK) ? vf_set_format(arena, set) : "";
	size_t n = 0;
	char *filled, *end;

	for (const char *c = text; *c; c++)
		n += *c == BLANK;
	if (n == 0)
		return text;
	end = filled = arena_alloc(arena, strlen(text) + n * strlen(numbers) + 1);
	for (; *text; text++) {
		if (*text == BLANK)
			end = stpcpy(end, numbers);
		else
			*end++ = *text;
	}
	return filled;
}
