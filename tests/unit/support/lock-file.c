/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/lock-file.h"

#include <fcntl.h>

#include "unit.h"

static void test_second_is_told_who_has_it(void **state)
{
	int dir = open(unit_dir(*state), O_RDONLY | O_DIRECTORY);
	int holder = 0;
	int first = lock_file_try(dir, "lock", &holder);

	assert_true(first >= 0);
	/* Locks belong to open files, so a second one in this process waits too. */
	assert_int_equal(lock_file_try(dir, "lock", &holder), -EWOULDBLOCK);
	assert_int_equal(holder, getpid());
	close(first);
	first = lock_file_try(dir, "lock", &holder);
	assert_true(first >= 0);
	close(first);
	close(dir);
}

static void test_no_directory(void **state)
{
	int holder;

	(void)state;
	assert_int_equal(lock_file_try(-1, "lock", &holder), -EBADF);
}

UNIT_GROUP(lock_file, UNIT_TEST(test_second_is_told_who_has_it),
	   UNIT_TEST(test_no_directory))
