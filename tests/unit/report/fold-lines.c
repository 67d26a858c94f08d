/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/fold-lines.h"

#include "unit.h"

static const char *folded(struct unit *unit, size_t width, const char *text)
{
	char *lines = NULL;
	size_t size;
	FILE *to = open_memstream(&lines, &size), *stream = fold_lines_open(to, width);
	const char *copy;

	fputs(text, stream);
	fclose(stream);
	fclose(to);
	copy = arena_strdup(&unit->arena, lines);
	free(lines);
	return copy;
}

static void test_folds(void **state)
{
	struct unit *unit = *state;

	assert_string_equal(folded(unit, 20, "short\n\n  short too\n"),
			    "short\n\n  short too\n");
	assert_string_equal(folded(unit, 20, "  ~ vlan  100 -> 200   because of this\n"),
			    "  ~ vlan  100 -> 200\n      because of\n      this\n");
	/* Exactly that many columns; a word that is longer than a line. */
	assert_string_equal(folded(unit, 20, "12345 789012 4567890\n"),
			    "12345 789012 4567890\n");
	assert_string_equal(folded(unit, 20, "a 45678901234567890123 b\n"),
			    "a\n    45678901234567890123\n    b\n");
	/* Colors take no columns, a character of several bytes takes one. */
	assert_string_equal(folded(unit, 20,
				   "\x1b[1m12345\x1b[0m 789\xc3\xa4"
				   "12 4567890\n"),
			    "\x1b[1m12345\x1b[0m 789\xc3\xa4"
			    "12 4567890\n");
	assert_string_equal(folded(unit, 20, "no end, but many words"),
			    "no end, but many words");
}

/* A question waits for its answer in the same line. */
static void test_begun_line(void **state)
{
	struct unit *unit = *state;
	char *lines = NULL;
	size_t size;
	FILE *to = open_memstream(&lines, &size), *stream = fold_lines_open(to, 20);

	fputs("keep? ", stream);
	fflush(stream);
	assert_string_equal(lines, "keep? ");
	fputs("yes\nthis one is folded again\n", stream);
	fclose(stream);
	fclose(to);
	assert_string_equal(lines, "keep? yes\nthis one is folded\n    again\n");
	(void)unit;
	free(lines);
}

UNIT_GROUP(fold_lines, UNIT_TEST(test_folds), UNIT_TEST(test_begun_line))
