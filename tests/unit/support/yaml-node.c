/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/yaml-node.h"

#include <fcntl.h>

#include "unit.h"

static const struct yaml_node *parse(struct unit *unit, const char *text)
{
	return yaml_parse(&unit->arena, &unit->diags, unit_source(unit, text));
}

static void test_merge(void **state)
{
	struct unit *unit = *state;
	const struct yaml_node *base = parse(unit, "a: {x: 1, y: 2}\nb: [1]\n");
	const struct yaml_node *over = parse(unit, "a: {y: 3, z: 4}\nb: [2]\nc: 5\n");
	const struct yaml_node *merged = yaml_merge(&unit->arena, base, over);
	const struct yaml_node *a = yaml_find(merged, "a");

	assert_int_equal(a->n_items, 3);
	assert_string_equal(yaml_find(a, "x")->text, "1");
	assert_string_equal(yaml_find(a, "y")->text, "3");
	assert_string_equal(yaml_find(a, "z")->text, "4");
	assert_string_equal(yaml_find(merged, "b")->items[0].value->text, "2");
	assert_string_equal(yaml_find(merged, "c")->text, "5");
	assert_string_equal(yaml_find(yaml_find(base, "a"), "y")->text, "2");
	/* What won remembers over what, and what is alone nothing. */
	assert_int_equal(yaml_find(a, "y")->at->overridden->column,
			 yaml_find(yaml_find(base, "a"), "y")->at->column);
	assert_null(yaml_find(a, "x")->at->overridden);
	assert_null(yaml_find(yaml_find(over, "a"), "y")->at->overridden);
}

static void test_read_source(void **state)
{
	struct unit *unit = *state;
	const struct source *source;
	int error = 0;
	int fd = open(unit_dir(unit), O_RDONLY | O_DIRECTORY);

	assert_null(yaml_read_source(&unit->arena, fd, "dir", NULL, &error));
	assert_int_equal(error, -EISDIR);
	close(fd);
	fd = open(arena_printf(&unit->arena, "%s/f", unit->dir), O_RDWR | O_CREAT, 0600);
	assert_int_equal(write(fd, "a: 1\n", 5), 5);
	lseek(fd, 0, SEEK_SET);
	source = yaml_read_source(&unit->arena, fd, "f", NULL, &error);
	assert_int_equal(source->length, 5);
	assert_string_equal(source->text, "a: 1\n");
	/* At the limit, and one byte beyond it. */
	assert_int_equal(ftruncate(fd, YAML_BYTES_MAX), 0);
	lseek(fd, 0, SEEK_SET);
	assert_int_equal(yaml_read_source(&unit->arena, fd, "f", NULL, &error)->length,
			 YAML_BYTES_MAX);
	assert_int_equal(ftruncate(fd, YAML_BYTES_MAX + 1), 0);
	lseek(fd, 0, SEEK_SET);
	assert_null(yaml_read_source(&unit->arena, fd, "f", NULL, &error));
	assert_int_equal(error, -EFBIG);
	close(fd);
}

static void test_byte_order_mark(void **state)
{
	struct unit *unit = *state;
	const struct source *source;
	int pipes[2], error = 0;

	/* A pipe does not tell its size. */
	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(write(pipes[1], "\xef\xbb\xbfx: 1", 7), 7);
	close(pipes[1]);
	source = yaml_read_source(&unit->arena, pipes[0], "p", NULL, &error);
	close(pipes[0]);
	assert_string_equal(source->text, "x: 1");
	assert_int_equal(source->length, 4);
}

static void test_file_of_proc(void **state)
{
	struct unit *unit = *state;
	const struct source *source;
	int error = 0, fd = open("/proc/self/status", O_RDONLY);

	source = yaml_read_source(&unit->arena, fd, "status", NULL, &error);
	close(fd);
	assert_non_null(source);
	assert_true(source->length > 100);
}

static void test_sort_items(void **state)
{
	struct unit *unit = *state;
	const struct yaml_node *map = parse(unit, "b: 1\na: 2\nb: 3\n");
	const struct yaml_item **sorted = yaml_sort_items(map);

	assert_string_equal(sorted[0]->value->text, "2");
	assert_string_equal(sorted[1]->value->text, "1");
	assert_string_equal(sorted[2]->value->text, "3");
	free(sorted);
}

UNIT_GROUP(tree, UNIT_TEST(test_merge), UNIT_TEST(test_read_source),
	   UNIT_TEST(test_byte_order_mark), UNIT_TEST(test_file_of_proc),
	   UNIT_TEST(test_sort_items))
