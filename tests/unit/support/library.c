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
	assert_non_null(strstr(why, "cannot load libno-such.so.1: "));
	assert_null(strstr(why, "install"));
}

/* Each library that is loaded late has its packages. */
static void test_install_hint(void **state)
{
	static const char *const sonames[] = {SYSTEMD_SONAME, XML_SONAME};
	struct table table;
	const char *why;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sonames); i++) {
		assert_non_null(strstr(library_install_hint(sonames[i]), "(Debian)"));
		assert_non_null(strstr(library_install_hint(sonames[i]), "(Fedora)"));
	}
	assert_null(library_install_hint("libno-such.so.1"));
	why = library_load("libxml2.so.99", NULL, 0, &table);
	assert_non_null(strstr(why, "cannot load libxml2.so.99: "));
	assert_non_null(strstr(why, "; install libxml2 (Debian) or libxml2 (Fedora)"));
}

UNIT_GROUP(library, UNIT_TEST(test_load), UNIT_TEST(test_install_hint))
