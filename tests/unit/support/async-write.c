/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/async-write.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "support/lock-file.h"
#include "unit.h"

enum {
	PIPE_PIECE = 4096,
	PATIENCE_MS = 10 * 1000
};

/* Waits for the end of a write, as kernel_wait does. */
static int end_of(struct async_write *aside)
{
	struct pollfd poll_fd = {.fd = aside->fd, .events = POLLIN};
	int result = 1;

	assert_int_equal(poll(&poll_fd, 1, PATIENCE_MS), 1);
	assert_true(async_write_ended(aside, &result));
	assert_int_equal(aside->fd, -1);
	return result;
}

static void test_results(void **state)
{
	struct async_write aside;
	struct root dir, dev;
	int fd;
	char text[8] = "";

	assert_int_equal(root_open(unit_dir(*state), &dir), 0);
	assert_int_equal(root_open("/dev", &dev), 0);
	assert_int_equal(async_write_begin(&dir, "numvfs", "4", &aside), -ENOENT);
	fd = openat(dir.fd, "numvfs", O_RDWR | O_CREAT, 0644);
	assert_int_equal(async_write_begin(&dir, "numvfs", "4", &aside), 0);
	assert_int_equal(end_of(&aside), 0);
	assert_int_equal(pread(fd, text, sizeof(text), 0), 1);
	assert_string_equal(text, "4");
	assert_int_equal(async_write_begin(&dev, "full", "4", &aside), 0);
	assert_int_equal(end_of(&aside), -ENOSPC);
	close(fd);
	root_done(&dev);
	root_done(&dir);
}

/* A pipe that is full, and the lock of a run that has left its write behind. */
static void test_write_that_takes_long(void **state)
{
	static char piece[PIPE_PIECE];
	struct lock_holder holders[2];
	struct async_write aside;
	struct root dir;
	const char *fault;
	int fd, lock, result;

	assert_int_equal(root_open(unit_dir(*state), &dir), 0);
	assert_int_equal(mkfifoat(dir.fd, "numvfs", 0600), 0);
	fd = openat(dir.fd, "numvfs", O_RDWR | O_NONBLOCK);
	while (write(fd, piece, sizeof(piece)) > 0)
		;
	lock = lock_file_try(dir.fd, "lock", &fault);
	assert_int_equal(async_write_begin(&dir, "numvfs", "4", &aside), 0);
	assert_false(async_write_ended(&aside, &result));
	close(lock);
	assert_int_equal(lock_file_try(dir.fd, "lock", &fault), -EWOULDBLOCK);
	assert_int_equal(lock_file_holders(dir.fd, "lock", holders, 2), 1);
	assert_int_equal(holders[0].pid, aside.pid);
	assert_false(async_write_ended(&aside, &result));
	while (read(fd, piece, sizeof(piece)) > 0)
		;
	assert_int_equal(end_of(&aside), 0);
	lock = lock_file_try(dir.fd, "lock", &fault);
	assert_true(lock >= 0);
	close(lock);
	close(fd);
	root_done(&dir);
}

/* Killed, and left alone. */
static void test_write_that_tells_nothing(void **state)
{
	struct async_write aside;
	struct root dir;
	char byte;
	pid_t pid;
	int fd, status;

	assert_int_equal(root_open(unit_dir(*state), &dir), 0);
	assert_int_equal(mkfifoat(dir.fd, "numvfs", 0600), 0);
	fd = openat(dir.fd, "numvfs", O_RDWR | O_NONBLOCK);
	while (write(fd, "x", 1) > 0)
		;
	assert_int_equal(async_write_begin(&dir, "numvfs", "4", &aside), 0);
	assert_int_equal(kill(aside.pid, SIGKILL), 0);
	assert_int_equal(end_of(&aside), -EINTR);
	assert_int_equal(async_write_begin(&dir, "numvfs", "4", &aside), 0);
	assert_int_equal(kill(aside.pid, SIGTERM), 0); /* is blocked */
	pid = aside.pid;
	async_write_leave(&aside);
	assert_int_equal(aside.fd, -1);
	while (read(fd, &byte, 1) > 0)
		;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	close(fd);
	root_done(&dir);
}

UNIT_GROUP(aside, UNIT_TEST(test_results), UNIT_TEST(test_write_that_takes_long),
	   UNIT_TEST(test_write_that_tells_nothing))
