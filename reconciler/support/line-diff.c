/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/line-diff.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "support/guard.h"

enum {
	CELLS_MAX = 4 * 1024 * 1024 /* beyond it, everything between is one change */
};

struct text {
	struct diff_line *lines;
	size_t n;
};

static struct text split(struct arena *arena, const char *from)
{
	struct text text = {0};

	while (*from) {
		size_t length = strcspn(from, "\n");

		text.lines = arena_grow(arena, text.lines, text.n, sizeof(*text.lines));
		text.lines[text.n++] = (struct diff_line){' ', from, length};
		from += length + (from[length] == '\n');
	}
	return text;
}

static bool is_equal(const struct diff_line *a, const struct diff_line *b)
{
	return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

/* Every line of both texts in its place: with both, or one of them. */
struct edits {
	struct diff_line *lines;
	size_t n;
};

static void add(struct edits *edits, char mark, const struct diff_line *line)
{
	edits->lines[edits->n] = *line;
	edits->lines[edits->n++].mark = mark;
}

/* Fills in, for each pair of ends of the two texts, the length of their longest common
 * subsequence. */
static void measure(const struct text *a, const struct text *b, uint32_t *lengths)
{
	for (size_t i = a->n; i-- > 0;) {
		for (size_t j = b->n; j-- > 0;) {
			uint32_t *cell = &lengths[i * (b->n + 1) + j];
			uint32_t below = cell[b->n + 1], right = cell[1];

			if (is_equal(&a->lines[i], &b->lines[j]))
				*cell = cell[b->n + 2] + 1;
			else
				*cell = below > right ? below : right;
		}
	}
}

static void add_changes(struct edits *edits, const struct text *a, const struct text *b)
{
	_cleanup_free_ uint32_t *lengths = NULL;
	size_t i = 0, j = 0;

	if ((a->n + 1) * (b->n + 1) <= CELLS_MAX)
		lengths = calloc((a->n + 1) * (b->n + 1), sizeof(*lengths));
	if (lengths)
		measure(a, b, lengths);
	while (lengths && i < a->n && j < b->n) {
		const uint32_t *cell = &lengths[i * (b->n + 1) + j];

		if (is_equal(&a->lines[i], &b->lines[j])) {
			add(edits, ' ', &a->lines[i++]);
			j++;
		} else if (cell[b->n + 1] >= cell[1]) {
			add(edits, '-', &a->lines[i++]);
		} else {
			add(edits, '+', &b->lines[j++]);
		}
	}
	while (i < a->n)
		add(edits, '-', &a->lines[i++]);
	while (j < b->n)
		add(edits, '+', &b->lines[j++]);
}

static struct edits compare(struct arena *arena, struct text a, struct text b)
{
	struct edits edits = {
		.lines = arena_calloc(arena, a.n + b.n + 1, sizeof(*edits.lines))};
	size_t n_last = 0;

	while (a.n > 0 && b.n > 0 && is_equal(a.lines, b.lines)) {
		add(&edits, ' ', a.lines);
		a = (struct text){a.lines + 1, a.n - 1};
		b = (struct text){b.lines + 1, b.n - 1};
	}
	while (a.n > 0 && b.n > 0 && is_equal(&a.lines[a.n - 1], &b.lines[b.n - 1])) {
		a.n--;
		b.n--;
		n_last++;
	}
	add_changes(&edits, &a, &b);
	for (size_t i = 0; i < n_last; i++)
		add(&edits, ' ', &a.lines[a.n + i]);
	return edits;
}

/* The end of the hunk at line `first`, which is its first change: after it come more than
 * twice the context without a change, or nothing. */
static size_t find_end(const struct edits *edits, size_t first)
{
	size_t last = first;

	for (size_t i = first; i < edits->n && i <= last + 2 * LINE_DIFF_CONTEXT + 1; i++)
		last = edits->lines[i].mark != ' ' ? i : last;
	return last + 1;
}

static void add_hunk(struct arena *arena, struct line_diff *diff,
		     const struct edits *edits, size_t begin, size_t end)
{
	size_t line_a = 1, line_b = 1, n_a = 0, n_b = 0;
	struct diff_line head = {.mark = '@'};

	for (size_t i = 0; i < end; i++) {
		*(i < begin ? &line_a : &n_a) += edits->lines[i].mark != '+';
		*(i < begin ? &line_b : &n_b) += edits->lines[i].mark != '-';
	}
	head.text = arena_printf(arena, "-%zu,%zu +%zu,%zu", line_a - (n_a == 0), n_a,
				 line_b - (n_b == 0), n_b);
	head.length = strlen(head.text);
	for (size_t i = begin; i <= end; i++) {
		diff->lines =
			arena_grow(arena, diff->lines, diff->n, sizeof(*diff->lines));
		diff->lines[diff->n++] = i == begin ? head : edits->lines[i - 1];
	}
}

struct line_diff line_diff(struct arena *arena, const char *before, const char *after)
{
	struct edits edits = compare(arena, split(arena, before), split(arena, after));
	struct line_diff diff = {0};

	for (size_t i = 0; i < edits.n; i++) {
		size_t begin, end;

		if (edits.lines[i].mark == ' ')
			continue;
		begin = i > LINE_DIFF_CONTEXT ? i - LINE_DIFF_CONTEXT : 0;
		i = find_end(&edits, i);
		end = i + LINE_DIFF_CONTEXT < edits.n ? i + LINE_DIFF_CONTEXT : edits.n;
		add_hunk(arena, &diff, &edits, begin, end);
	}
	return diff;
}
