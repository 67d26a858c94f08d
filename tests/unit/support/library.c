/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/library.h"

#include <gnu/lib-names.h>
#include <string.h>

#include "unit.h"

struct table {
	size_t (*length)(const char *text);
	void *other;
};

static void test_load(void **state)
{
	static const struct library_symbol good[] = {{"strlen",
						      offsetof(struct table, length)}},
					   bad[] = {{"strlen",
						     offsetof(struct table, length)},
						    {"no_such_function",
						     offsetof(struct table, other)}};
	struct table table = {0};
	const char *why;

	(void)state;
	assert_null(library_load(LIBC_SO, good, ARRAY_SIZE(good), &table));
	assert_int_equal(table.length("four"), 4);
	why = library_load(LIBC_SO, bad, ARRAY_SIZE(bad), &table);
	assert_non_null(strstr(why, "no_such_function"));
	why = library_load("libno-such.so.1", good, ARRAY_SIZE(good), &table);
	assert_non_null(strstr(why, "libno-such.so.1"));
}

UNIT_GROUP(library, UNIT_TEST(test_load))
