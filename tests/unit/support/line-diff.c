/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/line-diff.h"

#include "unit.h"

/* The lines with their marks, one per line. */
static const char *diff(struct unit *unit, const char *before, const char *after)
{
	struct line_diff lines = line_diff(&unit->arena, before, after);
	const char *text = "";

	for (size_t i = 0; i < lines.n; i++)
		text = arena_printf(&unit->arena, "%s%c%.*s\n", text, lines.lines[i].mark,
				    (int)lines.lines[i].length, lines.lines[i].text);
	return text;
}

static void test_texts(void **state)
{
	struct unit *unit = *state;

	assert_string_equal(diff(unit, "", ""), "");
	assert_string_equal(diff(unit, "a\nb\n", "a\nb"), "");
	assert_string_equal(diff(unit, "", "a\nb\n"), "@-0,0 +1,2\n+a\n+b\n");
	assert_string_equal(diff(unit, "a\n", ""), "@-1,1 +0,0\n-a\n");
	assert_string_equal(diff(unit, "a\nb\nc\n", "a\nx\nc\n"),
			    "@-1,3 +1,3\n a\n-b\n+x\n c\n");
	assert_string_equal(diff(unit, "a\nb\nc\nb\n", "b\nc\n"),
			    "@-1,4 +1,2\n-a\n b\n c\n-b\n");
}

/* As diff -u: with three lines around, and one hunk where these meet. */
static void test_hunks(void **state)
{
	struct unit *unit = *state;

	assert_string_equal(diff(unit, "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
				 "1\n2\n3\n4\nx\n5\n6\n7\n8\n9\n"),
			    "@-2,6 +2,7\n 2\n 3\n 4\n+x\n 5\n 6\n 7\n");
	assert_string_equal(diff(unit, "a\n1\n2\n3\n4\n5\n6\nb\n", "1\n2\n3\n4\n5\n6\n"),
			    "@-1,8 +1,6\n-a\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n");
	assert_string_equal(
		diff(unit, "a\n1\n2\n3\n4\n5\n6\n7\nb\n", "1\n2\n3\n4\n5\n6\n7\n"),
		"@-1,4 +1,3\n-a\n 1\n 2\n 3\n@-6,4 +5,3\n 5\n 6\n 7\n-b\n");
}

/* Texts for which comparing each line with each would take too long are one change. */
static void test_long_texts(void **state)
{
	enum {
		LINES = 3000
	};
	struct unit *unit = *state;
	char *texts[2];
	struct line_diff lines;
	size_t n_added = 0, n_removed = 0;

	for (int i = 0; i < 2; i++) {
		texts[i] = arena_alloc(&unit->arena, 2 * LINES + 1);
		for (int j = 0; j < LINES; j++) {
			texts[i][2 * j] = (char)('a' + (i + j) % 2);
			texts[i][2 * j + 1] = '\n';
		}
	}
	texts[1][0] = 'x';
	texts[1][2 * LINES - 2] = 'x';
	lines = line_diff(&unit->arena, texts[0], texts[1]);
	for (size_t i = 0; i < lines.n; i++) {
		n_added += lines.lines[i].mark == '+';
		n_removed += lines.lines[i].mark == '-';
	}
	assert_int_equal(n_added, LINES);
	assert_int_equal(n_removed, LINES);
}

UNIT_GROUP(line_diff, UNIT_TEST(test_texts), UNIT_TEST(test_hunks),
	   UNIT_TEST(test_long_texts))
