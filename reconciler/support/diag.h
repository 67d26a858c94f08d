/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Diagnostics are collected, with the places they are about, and printed once by report/.
 * Library code returns a negative errno and fills the list; it never prints. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/arena.h"

/* A file as it was read. Owned by the arena. */
struct source {
	const char *path;
	const char *text;
	size_t length;
	const uint32_t *lines; /* the offset of each line's first byte */
	size_t n_lines;
};

/* The caller owns `path` and `text`, which must outlive the source; `length` fits in 32
 * bits. */
struct source *source_new(struct arena *arena, const char *path, const char *text,
			  size_t length);

/* A place in a source: line and column count from 1, column and length in characters.
 * Owned by the arena; NULL: the value did not come from a file. */
struct span {
	const struct source *source;
	unsigned int line;
	unsigned int column;
	unsigned int length;
	const struct span
		*overridden; /* the place whose value this one overrides, or NULL */
};

enum severity {
	SEVERITY_ERROR,
	SEVERITY_WARNING,
};

/* A second place that explains the first: "first given here". */
struct diag_note {
	const struct span *at;
	const char *text;
	struct diag_note *next;
};

struct diag {
	enum severity severity;
	const char *code; /* stable, lower case with dashes; vfstate.yaml(5) lists them */
	const struct span *at;
	const char *text;
	const char *hint; /* what to do, or NULL */
	struct diag_note *notes;
	struct diag *next;
};

struct diags {
	struct arena *arena;
	struct diag *first;
	struct diag *last;
	unsigned int n_errors; /* including dropped ones */
	unsigned int n_warnings;
	unsigned int n_dropped; /* errors and warnings that were counted but not kept */
	struct diag *dropped;
	/* The highest number of dropped ones in any list passed to diags_add_new. */
	unsigned int n_more_errors, n_more_warnings;
};

/* More than anybody reads; a hostile file could cause a million. */
enum {
	DIAGS_MAX = 200,
	DIAGS_WARNINGS_MAX = 50
};

#define diags_foreach(d, diags)                                                          \
	for (const struct diag *d = (diags)->first; d; d = d->next)

void diags_init(struct diags *diags, struct arena *arena);

/* No more errors are kept, so the caller can skip work that only serves a message. */
bool diags_is_full(const struct diags *diags);

/* Adds a diagnostic and returns it, for notes and a hint. `code` must be a constant. */
struct diag *diag_error(struct diags *diags, const struct span *at, const char *code,
			const char *format, ...) __attribute__((format(printf, 4, 5)));
struct diag *diag_warning(struct diags *diags, const struct span *at, const char *code,
			  const char *format, ...) __attribute__((format(printf, 4, 5)));

void diag_note(struct diags *diags, struct diag *diag, const struct span *at,
	       const char *format, ...) __attribute__((format(printf, 4, 5)));
void diag_hint(struct diags *diags, struct diag *diag, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Adds the diagnostics of `more` that `diags` does not have yet. Two are equal if code,
 * text and place are equal. */
void diags_add_new(struct diags *diags, const struct diags *more);

/* No place: for errors of the host, not of a file. */
#define SPAN_NONE ((const struct span *)NULL)

/* Copies a place into the arena. */
const struct span *span_keep(struct arena *arena, struct span place);

/* Returns `winner` with `loser`, and everything that `loser` overrides, appended to the
 * places that `winner` overrides. */
const struct span *span_win(struct arena *arena, const struct span *winner,
			    const struct span *loser);

/* The text of the span's line without its line end, and its length in bytes; NULL if the
 * span is NULL or the source has no such line. */
const char *span_line(const struct span *at, size_t *ret_length);

/* Orders by file, line, column; SPAN_NONE comes last. */
int span_compare(const struct span *a, const struct span *b);

/* For "did you mean": the candidate nearest to `word`, or NULL. The edit distance is at
 * most a third of the length of `word`, at least 1. */
const char *diag_nearest(const char *word, const char *const *candidates, size_t n);
