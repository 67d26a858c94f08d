/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/diag.h"

#include <string.h>

#include "support/text.h"

void diags_init(struct diags *diags, struct arena *arena)
{
	*diags = (struct diags){.arena = arena};
}

bool diags_is_full(const struct diags *diags)
{
	return diags->n_errors >= DIAGS_MAX;
}

/* Warnings have a limit of their own, so that they never hide an error. */
static bool is_full(const struct diags *diags, enum severity severity)
{
	return severity == SEVERITY_ERROR ? diags_is_full(diags)
					  : diags->n_warnings >= DIAGS_WARNINGS_MAX;
}

static struct diag *append(struct diags *diags, struct diag *diag)
{
	if (is_full(diags, diag->severity)) {
		diags->n_dropped++;
	} else {
		if (diags->last)
			diags->last->next = diag;
		else
			diags->first = diag;
		diags->last = diag;
	}
	if (diag->severity == SEVERITY_ERROR)
		diags->n_errors++;
	else
		diags->n_warnings++;
	return diag;
}

static struct diag *add(struct diags *diags, enum severity severity,
			const struct span *at, const char *code, const char *format,
			va_list args) __attribute__((format(printf, 5, 0)));
static struct diag *add(struct diags *diags, enum severity severity,
			const struct span *at, const char *code, const char *format,
			va_list args)
{
	struct diag *diag;

	/* All dropped diagnostics share one struct, so that they cost nothing. */
	if (is_full(diags, severity) && diags->dropped) {
		diag = diags->dropped;
		diag->severity = severity;
		return append(diags, diag);
	}
	diag = arena_alloc(diags->arena, sizeof(*diag));
	diag->severity = severity;
	diag->code = code;
	diag->at = at;
	diag->text = arena_vprintf(diags->arena, format, args);
	if (is_full(diags, severity))
		diags->dropped = diag;
	return append(diags, diag);
}

static bool has_diag(const struct diags *diags, const struct diag *wanted)
{
	diags_foreach (diag, diags) {
		if (strcmp(diag->code, wanted->code) == 0 &&
		    strcmp(diag->text, wanted->text) == 0 &&
		    span_compare(diag->at, wanted->at) == 0)
			return true;
	}
	return false;
}

static void add_counted(struct diags *diags, unsigned int n, unsigned int *most,
			unsigned int *total)
{
	if (n <= *most)
		return;
	*total += n - *most;
	diags->n_dropped += n - *most;
	*most = n;
}

void diags_add_new(struct diags *diags, const struct diags *more)
{
	unsigned int n_errors = 0, n_warnings = 0;

	diags_foreach (diag, more) {
		struct diag *copy;

		n_errors += diag->severity == SEVERITY_ERROR;
		n_warnings += diag->severity != SEVERITY_ERROR;
		if (has_diag(diags, diag))
			continue;
		copy = arena_alloc(diags->arena, sizeof(*copy));
		*copy = *diag;
		copy->next = NULL;
		append(diags, copy);
	}
	/* Dropped diagnostics are most likely the same each time, so only an increase
	 * counts. */
	add_counted(diags, more->n_errors - n_errors, &diags->n_more_errors,
		    &diags->n_errors);
	add_counted(diags, more->n_warnings - n_warnings, &diags->n_more_warnings,
		    &diags->n_warnings);
}

struct diag *diag_error(struct diags *diags, const struct span *at, const char *code,
			const char *format, ...)
{
	struct diag *diag;
	va_list args;

	va_start(args, format);
	diag = add(diags, SEVERITY_ERROR, at, code, format, args);
	va_end(args);
	return diag;
}

struct diag *diag_warning(struct diags *diags, const struct span *at, const char *code,
			  const char *format, ...)
{
	struct diag *diag;
	va_list args;

	va_start(args, format);
	diag = add(diags, SEVERITY_WARNING, at, code, format, args);
	va_end(args);
	return diag;
}

void diag_note(struct diags *diags, struct diag *diag, const struct span *at,
	       const char *format, ...)
{
	struct diag_note *note, **end = &diag->notes;
	va_list args;

	if (diag == diags->dropped)
		return;
	note = arena_alloc(diags->arena, sizeof(*note));
	note->at = at;
	va_start(args, format);
	note->text = arena_vprintf(diags->arena, format, args);
	va_end(args);
	while (*end)
		end = &(*end)->next;
	*end = note;
}

void diag_hint(struct diags *diags, struct diag *diag, const char *format, ...)
{
	va_list args;

	if (diag == diags->dropped)
		return;
	va_start(args, format);
	diag->hint = arena_vprintf(diags->arena, format, args);
	va_end(args);
}

struct source *source_new(struct arena *arena, const char *path, const char *text,
			  size_t length)
{
	struct source *source = arena_alloc(arena, sizeof(*source));
	uint32_t *lines = NULL;
	size_t start = 0, end = 1;

	*source = (struct source){.path = path, .text = text, .length = length};
	/* Computed once: megabytes of text may come before hundreds of diagnostics. */
	for (; end > 0; source->n_lines++) {
		lines = arena_grow(arena, lines, source->n_lines, sizeof(*lines));
		lines[source->n_lines] = (uint32_t)start;
		start += text_line(text + start, length - start, &end);
		start += end;
	}
	source->lines = lines;
	return source;
}

const char *span_line(const struct span *at, size_t *ret_length)
{
	const struct source *source;
	size_t start, end;

	if (!at || at->line == 0 || at->line > at->source->n_lines)
		return NULL;
	source = at->source;
	start = source->lines[at->line - 1];
	end = at->line < source->n_lines ? source->lines[at->line] : source->length;
	*ret_length = text_line_length(source->text + start, end - start);
	return source->text + start;
}

const struct span *span_keep(struct arena *arena, struct span place)
{
	struct span *kept = arena_alloc(arena, sizeof(*kept));

	*kept = place;
	return kept;
}

const struct span *span_win(struct arena *arena, const struct span *winner,
			    const struct span *loser)
{
	const struct span *won = winner, **end = &won;

	if (!loser)
		return winner;
	/* Other values share these spans, so the chain is copied up to its end. */
	while (*end) {
		struct span *copy = arena_alloc(arena, sizeof(*copy));

		*copy = **end;
		*end = copy;
		end = &copy->overridden;
	}
	*end = loser;
	return won;
}

int span_compare(const struct span *a, const struct span *b)
{
	int order;

	if (!a || !b)
		return (a == NULL) - (b == NULL);
	if (a->source != b->source) {
		order = strcmp(a->source->path, b->source->path);
		if (order != 0)
			return order;
	}
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return (a->column > b->column) - (a->column < b->column);
}

enum {
	WORD_MAX = 40
};

static size_t smallest(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Insertions, deletions, substitutions and swaps of adjacent characters that turn `a`
 * into `b` (optimal string alignment); words are at most WORD_MAX long. */
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
	size_t rows[3][WORD_MAX + 1];
	size_t *above2 = rows[0], *above = rows[1], *row = rows[2];

	for (size_t j = 0; j <= b_length; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		size_t *oldest = above2;

		above2 = above;
		above = row;
		row = oldest;
		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			row[j] = smallest(above[j] + 1, row[j - 1] + 1,
					  above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = smallest(row[j], row[j], above2[j - 2] + 1);
		}
	}
	return row[b_length];
}

const char *diag_nearest(const char *word, const char *const *candidates, size_t n)
{
	size_t length = strlen(word);
	size_t best = length / 3 > 1 ? length / 3 : 1;
	const char *nearest = NULL;

	if (length > WORD_MAX)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		size_t candidate_length = strlen(candidates[i]);
		size_t d;

		if (candidate_length > WORD_MAX)
			continue;
		d = distance(word, length, candidates[i], candidate_length);
		if (d < best || (d == best && !nearest)) {
			best = d;
			nearest = candidates[i];
		}
	}
	return nearest;
}
