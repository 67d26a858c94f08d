/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/yaml-node.h"

#include "unit.h"

static const struct yaml_node *parse(struct unit *unit, const char *text)
{
	return yaml_parse(&unit->arena, &unit->diags, unit_source(unit, text));
}

static void test_places(void **state)
{
	struct unit *unit = *state;
	const struct yaml_node *root = parse(unit, "a: 1\nb:\n  - x\n  - 'y'\n");
	const struct yaml_node *list = yaml_find(root, "b");

	assert_int_equal(root->type, YAML_MAP);
	assert_int_equal(root->n_items, 2);
	assert_int_equal(root->items[0].value->at->line, 1);
	assert_int_equal(root->items[0].value->at->column, 4);
	assert_int_equal(list->type, YAML_LIST);
	assert_false(list->items[0].value->quoted);
	assert_true(list->items[1].value->quoted);
	assert_int_equal(list->items[1].value->at->line, 4);
	assert_int_equal(list->items[1].value->at->length, 3);
	assert_null(yaml_find(root, "c"));
}

static void test_json_is_yaml(void **state)
{
	struct unit *unit = *state;
	const struct yaml_node *root = parse(unit, "{\"a\": [1, null, {\"b\": true}]}");

	assert_int_equal(yaml_find(root, "a")->n_items, 3);
	assert_string_equal(yaml_find(root, "a")->items[1].value->text, "null");
}

static void test_empty_is_a_map(void **state)
{
	struct unit *unit = *state;

	assert_int_equal(parse(unit, "")->type, YAML_MAP);
	assert_int_equal(parse(unit, "# nothing\n")->type, YAML_MAP);
	assert_int_equal(parse(unit, "---\n")->type, YAML_MAP);
}

static void test_duplicate_keys(void **state)
{
	struct unit *unit = *state;

	parse(unit, "a: 1\nb: 2\na: 3\nb: 4\n");
	assert_string_equal(unit_codes(unit), "duplicate-key duplicate-key");
	assert_int_equal(unit->diags.first->at->line, 3);
	assert_int_equal(unit->diags.first->notes->at->line, 1);
}

static void test_faults(void **state)
{
	static const struct {
		const char *text;
		const char *code;
	} faults[] = {
		{"a: [1, 2", "yaml-syntax"},   {"a: 'x", "yaml-syntax"},
		{"\ta: 1", "yaml-syntax"},     {"a: 1\n---\nb: 2\n", "yaml-syntax"},
		{"a: \"\\0\"", "yaml-syntax"}, {"{[1]: 2}", "wrong-type"},
		{"a: *b", "yaml-alias"},       {"a: &b [*b]", "yaml-alias"},
		{"a: \xff", "yaml-syntax"},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		diags_init(&unit->diags, &unit->arena);
		assert_null(parse(unit, faults[i].text));
		assert_string_equal(unit_codes(unit), faults[i].code);
	}
}

static void test_alias_is_a_copy_with_its_own_place(void **state)
{
	struct unit *unit = *state;
	const struct yaml_node *root = parse(unit, "a: &x {k: 1}\nb: *x\n");

	assert_string_equal(yaml_find(yaml_find(root, "b"), "k")->text, "1");
	assert_int_equal(yaml_find(root, "b")->at->line, 2);
}

static void test_depth_limit(void **state)
{
	struct unit *unit = *state;
	char text[2 * YAML_DEPTH_MAX + 8] = "";

	memset(text, '[', YAML_DEPTH_MAX);
	memset(text + YAML_DEPTH_MAX, ']', YAML_DEPTH_MAX);
	assert_non_null(parse(unit, text));
	memset(text, '[', YAML_DEPTH_MAX + 2);
	memset(text + YAML_DEPTH_MAX + 2, ']', YAML_DEPTH_MAX + 2);
	assert_null(parse(unit, text));
	assert_string_equal(unit_codes(unit), "yaml-limit");
}

static void test_aliases_count_as_what_they_name(void **state)
{
	struct unit *unit = *state;
	const char *text = "x0: &x0 [1,1,1,1,1,1,1,1,1,1]\n";

	for (int i = 1; i < 12; i++)
		text = arena_printf(&unit->arena,
				    "%sx%d: &x%d [*x%d,*x%d,*x%d,*x%d,*x%d,*x%d,*x%d]\n",
				    text, i, i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1,
				    i - 1);
	assert_null(parse(unit, text));
	assert_string_equal(unit_codes(unit), "yaml-limit");
}

static void test_scalar_limit(void **state)
{
	struct unit *unit = *state;
	char *text = arena_alloc(&unit->arena, YAML_SCALAR_MAX + 2);

	memset(text, 'x', YAML_SCALAR_MAX);
	assert_non_null(parse(unit, text));
	memset(text, 'x', YAML_SCALAR_MAX + 1);
	assert_null(parse(unit, text));
	assert_string_equal(unit_codes(unit), "yaml-limit");
}

/* Neither is kept from having millions of bytes by anything but the size of a file. */
static void test_long_names_are_cut(void **state)
{
	struct unit *unit = *state;
	char *text = arena_alloc(&unit->arena, 100002);

	memset(text, 'x', 100000);
	for (const char *first = "!*"; *first; first++) {
		text[0] = *first;
		diags_init(&unit->diags, &unit->arena);
		assert_null(parse(unit, text));
		assert_in_range(strlen(unit->diags.first->text), 100, 200);
	}
}

static void test_anchors_limit(void **state)
{
	struct unit *unit = *state;
	const char *text = "";

	for (int i = 0; i < YAML_ANCHORS_MAX; i++)
		text = arena_printf(&unit->arena, "%sk%d: &a%d 1\n", text, i, i);
	assert_non_null(parse(unit, text));
	text = arena_printf(&unit->arena, "%sx: &x 1\ny: 2\n", text);
	assert_null(parse(unit, text));
	assert_string_equal(unit_codes(unit), "yaml-limit");
}

static void test_tag_lines_limit(void **state)
{
	struct unit *unit = *state;
	const char *text = "# comment\n";

	for (int i = 0; i < YAML_TAG_LINES_MAX; i++)
		text = arena_printf(&unit->arena, "%s%%TAG !a%d! tag:x:\n", text, i);
	assert_non_null(parse(unit, arena_printf(&unit->arena, "%s---\na: 1\n", text)));
	/* A second document has lines of its own, and libyaml reads them first. */
	assert_null(
		parse(unit, arena_printf(&unit->arena,
					 "%s---\na: 1\n...\n%%TAG !z! x:\n---\n", text)));
	assert_string_equal(unit_codes(unit), "yaml-limit");
	assert_int_equal(unit->diags.first->at->line, YAML_TAG_LINES_MAX + 5);
}

static void test_place_of_what_is_no_utf8(void **state)
{
	struct unit *unit = *state;

	assert_null(parse(unit, "a: 1\r\nb: \xc3\xa4\xff\n"));
	assert_string_equal(unit_codes(unit), "yaml-syntax");
	assert_int_equal(unit->diags.first->at->line, 2);
	assert_int_equal(unit->diags.first->at->column, 5);
}

static void test_key_given_three_times(void **state)
{
	struct unit *unit = *state;

	parse(unit, "a: 1\na: 2\na: 3\n");
	assert_string_equal(unit_codes(unit), "duplicate-key duplicate-key");
	diags_foreach (diag, &unit->diags)
		assert_int_equal(diag->notes->at->line, 1);
	assert_int_equal(unit->diags.last->at->line, 3);
}

/* A list of `n` values has n + 1 nodes. */
static const struct yaml_node *parse_list_of(struct unit *unit, size_t n)
{
	char *text = arena_alloc(&unit->arena, 2 * n + 3);

	text[0] = '[';
	for (size_t i = 0; i < n; i++)
		memcpy(text + 1 + 2 * i, "1,", 2);
	text[2 * n] = ']';
	return parse(unit, text);
}

static void test_nodes_limit(void **state)
{
	struct unit *unit = *state;

	assert_non_null(parse_list_of(unit, YAML_NODES_MAX - 1));
	assert_null(parse_list_of(unit, YAML_NODES_MAX));
	assert_string_equal(unit_codes(unit), "yaml-limit");
}

UNIT_GROUP(yaml_parse, UNIT_TEST(test_nodes_limit), UNIT_TEST(test_anchors_limit),
	   UNIT_TEST(test_tag_lines_limit), UNIT_TEST(test_long_names_are_cut),
	   UNIT_TEST(test_place_of_what_is_no_utf8),
	   UNIT_TEST(test_key_given_three_times), UNIT_TEST(test_places),
	   UNIT_TEST(test_json_is_yaml), UNIT_TEST(test_empty_is_a_map),
	   UNIT_TEST(test_duplicate_keys), UNIT_TEST(test_faults),
	   UNIT_TEST(test_alias_is_a_copy_with_its_own_place),
	   UNIT_TEST(test_depth_limit), UNIT_TEST(test_aliases_count_as_what_they_name),
	   UNIT_TEST(test_scalar_limit))
