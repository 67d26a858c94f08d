/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/yaml-fields.h"

#include "unit.h"

struct target {
	bool on;
	int number;
	const char *text;
	int word;
};

static const char *const words[] = {"red", "green", NULL};

static const struct yaml_field table[] = {
	{.name = "on",
	 .read = yaml_fields_read_bool,
	 .offset = offsetof(struct target, on)},
	{.name = "number",
	 .read = yaml_fields_read_int,
	 .offset = offsetof(struct target, number),
	 .min = 1,
	 .max = 10,
	 .required = true},
	{.name = "text",
	 .read = yaml_fields_read_text,
	 .offset = offsetof(struct target, text)},
	{.name = "word",
	 .read = yaml_fields_read_words,
	 .offset = offsetof(struct target, word),
	 .words = words},
};

static const char *make_hint(struct yaml_fields *keys, const struct yaml_node *map,
			     const struct yaml_item *item)
{
	return arena_printf(keys->arena, "%s of %u", item->key->text, map->n_items);
}

static const struct yaml_hint hints[] = {{.words = "hue colour", .hint = "use 'word'"},
					 {.words = "made", .make = make_hint},
					 {.words = NULL}};

static struct target read_text(struct unit *unit, const char *text)
{
	struct yaml_fields keys = {.arena = &unit->arena, .diags = &unit->diags};
	struct target target = {.number = -1};

	diags_init(&unit->diags, &unit->arena);
	yaml_fields_read_hinted(
		&keys, yaml_parse(&unit->arena, &unit->diags, unit_source(unit, text)),
		table, ARRAY_SIZE(table), hints, &target);
	return target;
}

static void test_good(void **state)
{
	struct unit *unit = *state;
	struct target target =
		read_text(unit, "{on: yes, number: 10, text: a, word: green}");

	assert_string_equal(unit_codes(unit), "");
	assert_true(target.on);
	assert_int_equal(target.number, 10);
	assert_string_equal(target.text, "a");
	assert_int_equal(target.word, 1);
	assert_false(read_text(unit, "{on: OFF, number: 1}").on);
	assert_null(read_text(unit, "{text: null, number: 1}").text);
}

static void test_faults(void **state)
{
	static const struct {
		const char *text;
		const char *codes;
	} faults[] = {
		{"{number: 1, nmber: 2}", "unknown-key"},
		{"{on: yes}", "missing-key"},
		{"{number: 0}", "out-of-range"},
		{"{number: 11}", "out-of-range"},
		{"{number: -1}", "out-of-range"},
		{"{number: 0x5}", "wrong-type"},
		{"{number: 05}", "wrong-type"},
		{"{number: '5'}", "wrong-type"},
		{"{number: 1.5}", "wrong-type"},
		{"{number: 9999999999999999999}", "out-of-range"},
		{"{number: []}", "wrong-type"},
		{"{number: 1, on: 'on'}", "wrong-type"},
		{"{number: 1, on: 1}", "wrong-type"},
		{"{number: 1, on: oN}", "wrong-type"},
		{"{number: 1, word: blue}", "wrong-type"},
		{"{number: 1, text: {}}", "wrong-type"},
		{"[1]", "wrong-type"},
		{"{on: maybe, number: 0, x: 1}", "wrong-type out-of-range unknown-key"},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		read_text(unit, faults[i].text);
		assert_string_equal(unit_codes(unit), faults[i].codes);
	}
}

static void test_null_is_absent(void **state)
{
	struct unit *unit = *state;
	struct target target =
		read_text(unit, "{number: 2, text: null, on: ~, word: null}");

	assert_string_equal(unit_codes(unit), "");
	assert_null(target.text);
	read_text(unit, "{number: null}");
	assert_string_equal(unit_codes(unit), "missing-key");
	read_text(unit, "{number: 1, text: 'null'}");
	assert_string_equal(unit_codes(unit), "");
}

static void test_did_you_mean(void **state)
{
	struct unit *unit = *state;

	read_text(unit, "{number: 1, nmber: 2}");
	assert_string_equal(unit->diags.first->hint, "did you mean 'number'?");
	read_text(unit, "{number: 1, bandwidth: 2}");
	assert_memory_equal(unit->diags.first->hint, "the keys here are ", 18);
}

static void test_hints(void **state)
{
	static const struct {
		const char *key, *hint;
	} cases[] = {
		{"hue", "use 'word'"},
		{"Colour", "use 'word'"},
		{"-co_lour-", "use 'word'"},
		{"made", "made of 2"},
		{"NUM_BER", "did you mean 'number'?"},
		{"colours", "the keys here are on, number, text and word"},
		{"colou", "the keys here are on, number, text and word"},
		{"'-'", "the keys here are on, number, text and word"},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		read_text(unit,
			  arena_printf(&unit->arena, "{number: 1, %s: 2}", cases[i].key));
		assert_string_equal(unit_codes(unit), "unknown-key");
		assert_string_equal(unit->diags.first->hint, cases[i].hint);
	}
}

/* What was given twice is an error of the tree; a reader of a list or a mapping would go
 * wrong if it were called twice. */
static void test_given_twice_is_read_once(void **state)
{
	struct unit *unit = *state;

	assert_int_equal(read_text(unit, "{number: 3, number: 4}").number, 3);
	assert_string_equal(unit_codes(unit), "duplicate-key");
}

UNIT_GROUP(keys, UNIT_TEST(test_given_twice_is_read_once), UNIT_TEST(test_good),
	   UNIT_TEST(test_faults), UNIT_TEST(test_null_is_absent),
	   UNIT_TEST(test_did_you_mean), UNIT_TEST(test_hints))
