/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/text.h"

#include "unit.h"

static void test_characters(void **state)
{
	static const struct {
		const char *text;
		size_t length;
		bool is_printable;
	} cases[] = {
		{"a", 1, true},
		{" ", 1, true},
		{"\xc3\xa4", 2, true},
		{"\xe2\x82\xac", 3, true},
		{"\xf0\x9f\x98\x80", 4, true},
		{"\x1b[31m", 1, false},
		{"\t", 1, false},
		{"\x7f", 1, false},
		{"\xc2\x9b", 2, false},
		{"\xe2\x80\xae", 3, false},
		{"\xe2\x81\xa6", 3, false},
		{"\xd8\x9c", 2, false},
		{"\xef\xbb\xbf", 3, false},
		/* No UTF-8: alone, cut short, too long a form, a surrogate, too large. */
		{"\x80", 1, false},
		{"\xc3", 1, false},
		{"\xe2\x82", 1, false},
		{"\xc0\xaf", 1, false},
		{"\xed\xa0\x80", 1, false},
		{"\xf4\x90\x80\x80", 1, false},
		{"\xff", 1, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		bool is_printable;
		size_t n = text_character(cases[i].text, strlen(cases[i].text),
					  &is_printable);

		if (n != cases[i].length || is_printable != cases[i].is_printable)
			fail_msg("case %zu: %zu bytes, %d", i, n, is_printable);
	}
	assert_true(text_is_printable(""));
	assert_true(text_is_printable("uplink \xc3\xa4"));
	assert_false(text_is_printable("uplink\n"));
}

static void test_lines(void **state)
{
	static const char text[] = "a\nbb\r\ncc\xc3\xa4\rd\xc2\x85"
				   "e\xe2\x80\xa8"
				   "f\0g\xe2\x80\xa9";
	static const struct {
		size_t length, end;
	} lines[] = {{1, 1}, {2, 2}, {4, 1}, {1, 2}, {1, 3}, {3, 3}, {0, 0}};
	const char *position = text;
	size_t left = sizeof(text) - 1, end;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		size_t length = text_line(position, left, &end);

		if (length != lines[i].length || end != lines[i].end)
			fail_msg("line %zu: %zu + %zu", i, length, end);
		assert_int_equal(text_line_length(position, length + end), length);
		position += length + end;
		left -= length + end;
	}
	assert_int_equal(left, 0);
}

static void test_bytes(void **state)
{
	char text[32];

	(void)state;
	text_format_bytes((const uint8_t[]){0x90, 0xe2, 0x0f}, 3, text);
	assert_string_equal(text, "90:e2:0f");
}

UNIT_GROUP(text, UNIT_TEST(test_bytes), UNIT_TEST(test_characters), UNIT_TEST(test_lines))
