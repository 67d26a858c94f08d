/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/hash.h"

#include "unit.h"

/* The published values of 64-bit FNV-1a. */
static void test_fnv(void **state)
{
	(void)state;
	assert_true(hash_add(HASH_START, "", 0) == UINT64_C(0xcbf29ce484222325));
	assert_true(hash_add(HASH_START, "a", 1) == UINT64_C(0xaf63dc4c8601ec8c));
	assert_true(hash_add(HASH_START, "foobar", 6) == UINT64_C(0x85944171f73967e8));
	assert_true(hash_add(hash_add(HASH_START, "foo", 3), "bar", 3) ==
		    hash_add(HASH_START, "foobar", 6));
}

/* MurmurHash3's fmix64. */
static void test_end(void **state)
{
	(void)state;
	assert_true(hash_end(0) == 0);
	assert_true(hash_end(1) == UINT64_C(0xb456bcfc34c2cb2c));
}

UNIT_GROUP(hash, UNIT_TEST(test_end), UNIT_TEST(test_fnv))
