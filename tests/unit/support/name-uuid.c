/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/name-uuid.h"

#include "no-library.h"
#include "unit.h"

/* libvirt knows its networks by these: they never change. */
static void test_stable(void **state)
{
	char uuid[NAME_UUID_TEXT];
	const char *text;

	(void)state;
	assert_int_equal(name_uuid("passthrough", uuid, &text), 0);
	assert_string_equal(uuid, "93a7aaa6-f587-528d-a575-b13e17f7090a");
	/* Version 5, variant 1. */
	assert_int_equal(uuid[14], '5');
	assert_non_null(strchr("89ab", uuid[19]));
}

static void test_without_library(void **state)
{
	char uuid[NAME_UUID_TEXT];
	const char *text = NULL;

	(void)state;
	no_library = UUID_SONAME;
	assert_int_equal(name_uuid("passthrough", uuid, &text), -ELIBACC);
	no_library = NULL;
	assert_non_null(strstr(text, "install libuuid1 (Debian)"));
}

UNIT_GROUP(name_uuid, UNIT_TEST(test_without_library), UNIT_TEST(test_stable))
