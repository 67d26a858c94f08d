/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "snapshot/snapshot-text.h"

#include "unit.h"

static void test_texts(void **state)
{
	static const struct {
		const char *json, *yaml;
	} rows[] = {
		{"", ""},
		{"\"a\\n\"", "\"a\\n\""},
		{"\"\\ud83d\\ude00\"", "\"\xf0\x9f\x98\x80\""},
		{"\"\\uD83D\\uDE00\"", "\"\xf0\x9f\x98\x80\""},
		{"\\udbff\\udfff", "\xf4\x8f\xbf\xbf"},
		/* Half of a pair, and what is none. */
		{"\\ud83d", "\\ud83d"},
		{"\\ud83dx", "\\ud83dx"},
		{"\\ud83d\\ud83d\\ude00", "\\ud83d\xf0\x9f\x98\x80"},
		{"\\ude00\\ud83d", "\\ude00\\ud83d"},
		{"\\\\ud83d\\ude00", "\\\\ud83d\\ude00"},
		{"\\\\\\ud83d\\ude00", "\\\\\xf0\x9f\x98\x80"},
		{"\\ud83", "\\ud83"},
		{"\\", "\\"},
		{"a\x7f\x7f z", "a\\x7f\\x7f z"},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct source *yaml =
			snapshot_source(&unit->arena, unit_source(unit, rows[i].json));

		assert_int_equal(yaml->length, strlen(rows[i].yaml));
		assert_string_equal(yaml->text, rows[i].yaml);
		assert_string_equal(yaml->path, "test.yaml");
	}
}

UNIT_GROUP(snapshot_text, UNIT_TEST(test_texts))
