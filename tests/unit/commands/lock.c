/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/lock.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>

#include "unit.h"

/* Two runs of one directory. */
struct pair {
	struct run first, second;
	struct invocation invocation;
	char *said;
	size_t said_size;
	int lock;
};

static volatile sig_atomic_t stop;

static void on_alarm(int number)
{
	(void)number;
	stop = 1;
}

static void start(struct unit *unit, struct pair *pair)
{
	bool has_waited = false;

	*pair = (struct pair){.said = NULL};
	stop = 0;
	run_init(&pair->first);
	run_init(&pair->second);
	pair->first.dir_path = arena_printf(&unit->arena, "%s/run", unit_dir(unit));
	pair->second.dir_path = pair->first.dir_path;
	pair->invocation.report.err = open_memstream(&pair->said, &pair->said_size);
	pair->invocation.report.out = pair->invocation.report.err;
	pair->lock = lock_run(&pair->first, &pair->invocation, &stop, &has_waited);
	assert_true(pair->lock >= 0);
	assert_false(has_waited);
}

/* What the second run gets, and its error. */
static int lock_second(struct pair *pair, const char **ret_message)
{
	bool has_waited = false;
	int r = lock_run(&pair->second, &pair->invocation, &stop, &has_waited);

	fflush(pair->invocation.report.err);
	*ret_message = pair->second.diags.first
			       ? arena_printf(&pair->second.arena, "%s: %s",
					      pair->second.diags.first->code,
					      pair->second.diags.first->text)
			       : NULL;
	return r;
}

static void finish(struct pair *pair)
{
	if (pair->lock >= 0)
		close(pair->lock);
	fclose(pair->invocation.report.err);
	free(pair->said);
	run_done(&pair->first);
	run_done(&pair->second);
}

static void test_names_the_holder(void **state)
{
	struct pair pair;
	const char *message, *expected;

	start(*state, &pair);
	assert_int_equal(lock_second(&pair, &message), -EWOULDBLOCK);
	expected =
		arena_printf(&pair.second.arena,
			     "locked: another run holds the lock %s/lock: process %d (",
			     pair.second.dir_path, getpid());
	assert_memory_equal(message, expected, strlen(expected));
	finish(&pair);
}

static void test_signal_while_waiting(void **state)
{
	struct sigaction action = {.sa_handler = on_alarm}, before;
	struct pair pair;
	const char *message;

	start(*state, &pair);
	pair.invocation.lock_wait_s = 60;
	sigaction(SIGALRM, &action, &before);
	alarm(1);
	assert_int_equal(lock_second(&pair, &message), -EINTR);
	sigaction(SIGALRM, &before, NULL);
	assert_string_equal(message, "stopped: stopped by a signal while waiting for "
				     "another run; nothing was changed");
	assert_non_null(strstr(pair.said, "waiting up to 60 s for another run: process"));
	finish(&pair);
}

/* A lock in a directory that is gone keeps nobody out, and is none. */
static void test_directory_is_replaced(void **state)
{
	struct pair pair;
	const char *message, *old;
	int lock;

	start(*state, &pair);
	old = arena_printf(&pair.first.arena, "%s.old", pair.first.dir_path);
	assert_false(rename(pair.first.dir_path, old));
	lock = lock_second(&pair, &message);
	assert_true(lock >= 0);
	assert_null(message);
	close(lock);
	finish(&pair);
}

static void test_file_that_is_none(void **state)
{
	struct pair pair;
	const char *message, *path;

	start(*state, &pair);
	path = arena_printf(&pair.first.arena, "%s/lock", pair.first.dir_path);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_true(lock_second(&pair, &message) < 0);
	assert_string_equal(message, arena_printf(&pair.first.arena,
						  "run-dir: %s is a FIFO, not a regular "
						  "file",
						  path));
	finish(&pair);
}

UNIT_GROUP(lock, UNIT_TEST(test_names_the_holder), UNIT_TEST(test_signal_while_waiting),
	   UNIT_TEST(test_directory_is_replaced), UNIT_TEST(test_file_that_is_none))
