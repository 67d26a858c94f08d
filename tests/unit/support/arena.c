/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/arena.h"

#include "unit.h"

static void test_alloc_is_zeroed_and_aligned(void **state)
{
	struct unit *unit = *state;

	for (size_t size = 0; size < 300; size += 7) {
		unsigned char *p = arena_alloc(&unit->arena, size);

		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, size);
	}
}

static void test_alloc_larger_than_a_block(void **state)
{
	struct unit *unit = *state;
	char *small = arena_alloc(&unit->arena, 10);
	char *large = arena_alloc(&unit->arena, 1 << 20);

	memset(large, 1, 1 << 20);
	memset(small, 2, 10);
	assert_int_equal(large[0], 1);
	assert_int_equal(large[(1 << 20) - 1], 1);
}

static void test_grow_keeps_what_is_there(void **state)
{
	struct unit *unit = *state;
	int *items = NULL;

	for (int i = 0; i < 1000; i++) {
		items = arena_grow(&unit->arena, items, (size_t)i, sizeof(*items));
		items[i] = i;
	}
	for (int i = 0; i < 1000; i++)
		assert_int_equal(items[i], i);
}

/* Beyond a block: two lists in turn, and others in between. */
static void test_grow_long_lists(void **state)
{
	struct unit *unit = *state;
	int *lists[2] = {0}, *zeros;
	char *text = NULL;

	for (int i = 0; i < 100000; i++) {
		for (int j = 0; j < 2; j++) {
			lists[j] = arena_grow(&unit->arena, lists[j], (size_t)i,
					      sizeof(*lists[j]));
			lists[j][i] = i + j;
		}
		if (i == 30000)
			text = arena_strdup(&unit->arena, "between");
	}
	for (int i = 0; i < 100000; i++) {
		for (int j = 0; j < 2; j++)
			assert_int_equal(lists[j][i], i + j);
	}
	assert_string_equal(text, "between");
	zeros = arena_grow(&unit->arena, lists[0], 1 << 17, sizeof(*zeros));
	for (int i = 100000; i < 1 << 18; i++)
		assert_int_equal(zeros[i], 0);
}

/* A list of `most` items that goes on from `n` of them. */
static void grow_again(struct unit *unit, int most, int n)
{
	long *items = NULL;

	for (int i = 0; i < most; i++) {
		items = arena_grow(&unit->arena, items, (size_t)i, sizeof(*items));
		items[i] = i;
	}
	for (; n < most; n *= 2) {
		items = arena_grow(&unit->arena, items, (size_t)n, sizeof(*items));
		assert_int_equal(items[n - 1], n - 1);
		assert_int_equal(items[n], 0);
		for (int i = n; i < 2 * n && i < most; i++)
			items[i] = i;
	}
}

static void test_grow_after_shrinking(void **state)
{
	grow_again(*state, 100, 1);
	grow_again(*state, 100000, 1);
	grow_again(*state, 100000, 4096);
}

static void test_strings(void **state)
{
	struct unit *unit = *state;

	assert_string_equal(arena_strdup(&unit->arena, "abc"), "abc");
	assert_string_equal(arena_strndup(&unit->arena, "abcdef", 2), "ab");
	assert_string_equal(arena_printf(&unit->arena, "%d-%s", 7, "x"), "7-x");
}

UNIT_GROUP(arena, UNIT_TEST(test_alloc_is_zeroed_and_aligned),
	   UNIT_TEST(test_alloc_larger_than_a_block),
	   UNIT_TEST(test_grow_keeps_what_is_there), UNIT_TEST(test_grow_long_lists),
	   UNIT_TEST(test_grow_after_shrinking), UNIT_TEST(test_strings))
