/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/table.h"

#include "unit.h"

static const struct table_column columns[] = {
	{.title = "PF"}, {"VFS", .is_right = true}, {"NAME", .label = "name"}};

static const char *print(struct unit *unit, const struct table *table, size_t width)
{
	struct report report = {.width = width};
	char *text = NULL;
	size_t size;
	const char *copy;

	report.out = open_memstream(&text, &size);
	table_print(&report, table);
	fclose(report.out);
	copy = arena_strdup(&unit->arena, text);
	free(text);
	return copy;
}

static void test_columns(void **state)
{
	struct unit *unit = *state;
	struct table table;
	struct table_row *row;

	table_init(&table, &unit->arena, columns, ARRAY_SIZE(columns));
	assert_string_equal(print(unit, &table, 0), "");
	row = table_add(&table);
	row->cells[0] = "enp1s0";
	row->cells[1] = "7";
	row->cells[2] = "uplink0";
	row = table_add(&table);
	row->cells[0] = "\xc3\xa4\x1b";
	row->cells[1] = "1024";
	table_add_detail(&table, "in use: the bridge br0, the address %s", "192.0.2.9");
	assert_string_equal(print(unit, &table, 0),
			    "PF       VFS  NAME\n"
			    "enp1s0     7  uplink0\n"
			    "\xc3\xa4?      1024  -\n"
			    "      in use: the bridge br0, the address 192.0.2.9\n");
	/* A column without room is a detail of the rows that have it; details fold. */
	assert_string_equal(print(unit, &table, 20),
			    "PF       VFS\n"
			    "enp1s0     7\n"
			    "      name uplink0\n"
			    "\xc3\xa4?      1024\n"
			    "      in use: the bridge br0, the address 192.0.2.9\n");
	assert_string_equal(print(unit, &table, 30), "PF       VFS  NAME\n"
						     "enp1s0     7  uplink0\n"
						     "\xc3\xa4?      1024  -\n"
						     "      in use: the bridge br0,\n"
						     "        the address 192.0.2.9\n");
}

UNIT_GROUP(table, UNIT_TEST(test_columns))
