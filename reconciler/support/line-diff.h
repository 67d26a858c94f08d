/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The difference between two texts, line by line, as diff -u shows it. */
#pragma once

#include "support/arena.h"

enum {
	LINE_DIFF_CONTEXT = 3
};

struct diff_line {
	char mark; /* ' ': in both; '-', '+': in one; '@': what comes before was left out
		    */
	const char *text; /* without its line end; points into one of the texts */
	size_t length;
};

struct line_diff {
	struct diff_line *lines; /* none if the texts are equal */
	size_t n;
};

/* The changed lines, with up to LINE_DIFF_CONTEXT lines around them. An '@' line has the
 * text "LINE,COUNT LINE,COUNT" of both texts. Owned by the arena; the texts must outlive
 * it. Pure. */
struct line_diff line_diff(struct arena *arena, const char *before, const char *after);
