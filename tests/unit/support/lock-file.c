/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/lock-file.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "unit.h"

enum {
	STRANGER = 65534
};

static int open_dir(struct unit *unit)
{
	return open(unit_dir(unit), O_RDONLY | O_DIRECTORY);
}

static int try(int dir)
{
	const char *fault = NULL;
	int fd = lock_file_try(dir, "lock", &fault);

	assert_int_equal(fault != NULL, fd == -EPERM);
	return fd;
}

/* The only holder, or 0. */
static pid_t holder(int dir)
{
	struct lock_holder holders[4];
	size_t n = lock_file_holders(dir, "lock", holders, ARRAY_SIZE(holders));

	assert_in_range(n, 0, 1);
	return n > 0 ? holders[0].pid : 0;
}

static mode_t mode_of(int dir)
{
	struct stat st;

	assert_int_equal(fstatat(dir, "lock", &st, AT_SYMLINK_NOFOLLOW), 0);
	return st.st_mode & 07777;
}

static void make_file(int dir, mode_t mode, const char *text)
{
	int fd = openat(dir, "lock", O_WRONLY | O_CREAT | O_EXCL, 0600);

	assert_true(fd >= 0);
	assert_int_equal(fchmod(fd, mode), 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

/* A process that opens the lock (if it is still to be opened) and holds it. */
static pid_t hold(int dir, uid_t uid)
{
	int ends[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		int fd;

		alarm(60); /* also where the test fails */
		if (uid != 0 && setresuid(uid, uid, uid) < 0)
			_exit(1);
		fd = openat(dir, "lock", O_RDONLY);
		if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) < 0 ||
		    write(ends[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	close(ends[0]);
	return pid;
}

static void end(pid_t pid)
{
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void test_second_is_kept_out(void **state)
{
	int dir = open_dir(*state);
	int first = try(dir);

	assert_true(first >= 0);
	/* Locks belong to open files, so a second one in this process waits too. */
	assert_int_equal(try(dir), -EWOULDBLOCK);
	assert_int_equal(holder(dir), getpid());
	close(first);
	assert_int_equal(holder(dir), 0);
	first = try(dir);
	assert_true(first >= 0);
	close(first);
	close(dir);
}

static void test_only_for_its_owner(void **state)
{
	int dir = open_dir(*state), fd;
	mode_t before = umask(0);

	fd = try(dir);
	umask(before);
	assert_true(fd >= 0);
	assert_int_equal(mode_of(dir), 0600);
	close(fd);
	close(dir);
}

/* Whatever a file of an older version says, the holder is who holds it. */
static void test_old_pid_is_not_believed(void **state)
{
	int dir = open_dir(*state);
	pid_t pid;

	make_file(dir, 0600, "1\n");
	pid = hold(dir, 0);
	assert_int_equal(try(dir), -EWOULDBLOCK);
	assert_int_equal(holder(dir), pid);
	end(pid);
	assert_int_equal(holder(dir), 0);
	close(dir);
}

/* A process that only has the file open, or holds another file of that name, is none. */
static void test_who_is_no_holder(void **state)
{
	int dir = open_dir(*state), lock = try(dir), other_dir, other;
	pid_t pid;

	assert_true(lock >= 0);
	pid = fork();
	if (pid == 0) {
		close(lock);
		alarm(60);
		(void)!openat(dir, "lock", O_RDWR);
		for (;;)
			pause();
	}
	assert_int_equal(mkdirat(dir, "d", 0700), 0);
	other_dir = openat(dir, "d", O_RDONLY | O_DIRECTORY);
	other = try(other_dir);
	assert_true(other >= 0);
	close(lock);
	/* The child may still have a copy for a moment. */
	for (int i = 0; i < 100 && holder(dir) != 0; i++)
		usleep(10 * 1000);
	assert_int_equal(holder(dir), 0);
	end(pid);
	close(other);
	close(other_dir);
	close(dir);
}

static void test_shared_file_is_replaced(void **state)
{
	int dir = open_dir(*state), old, fd;

	make_file(dir, 0644, "1\n");
	/* What somebody opened before does not keep anybody out. */
	old = openat(dir, "lock", O_RDONLY);
	fd = try(dir);
	assert_true(fd >= 0);
	assert_int_equal(mode_of(dir), 0600);
	assert_int_equal(flock(old, LOCK_EX | LOCK_NB), 0);
	assert_int_equal(try(dir), -EWOULDBLOCK);
	close(old);
	close(fd);
	fd = try(dir);
	assert_true(fd >= 0);
	close(fd);
	close(dir);
}

/* A run of an older version is waited for. */
static void test_shared_file_that_is_held(void **state)
{
	int dir = open_dir(*state), fd;
	pid_t pid;

	make_file(dir, 0644, "1\n");
	pid = hold(dir, 0);
	assert_int_equal(try(dir), -EWOULDBLOCK);
	assert_int_equal(mode_of(dir), 0644);
	end(pid);
	fd = try(dir);
	assert_true(fd >= 0);
	assert_int_equal(mode_of(dir), 0600);
	close(fd);
	close(dir);
}

static void test_stranger_blocks_nobody(void **state)
{
	struct unit *unit = *state;
	int dir = open_dir(unit), fd;
	pid_t pid;

	if (getuid() != 0)
		skip(); /* cannot be somebody else */
	assert_int_equal(chmod(unit->dir, 0755), 0);
	make_file(dir, 0644, "1\n");
	pid = hold(dir, STRANGER);
	fd = try(dir);
	assert_true(fd >= 0);
	assert_int_equal(mode_of(dir), 0600);
	assert_int_equal(holder(dir), getpid());
	end(pid);
	close(fd);
	close(dir);
}

/* Deleted, or replaced, after it was opened: two runs would each hold one. */
static void test_deleted_while_it_is_held(void **state)
{
	int dir = open_dir(*state), first = try(dir), second;

	assert_true(first >= 0);
	assert_int_equal(unlinkat(dir, "lock", 0), 0);
	second = try(dir);
	assert_true(second >= 0);
	assert_int_equal(try(dir), -EWOULDBLOCK);
	close(second);
	close(first);
	close(dir);
}

static void test_files_that_are_none(void **state)
{
	struct unit *unit = *state;
	const char *fault = NULL;
	int dir = open_dir(unit), fd;

	assert_int_equal(mkfifoat(dir, "lock", 0600), 0);
	assert_int_equal(lock_file_try(dir, "lock", &fault), -EPERM);
	assert_string_equal(fault, "is a FIFO, not a regular file");
	unlinkat(dir, "lock", 0);
	assert_int_equal(symlinkat("target", dir, "lock"), 0);
	assert_int_equal(lock_file_try(dir, "lock", &fault), -EPERM);
	assert_string_equal(fault, "is a symbolic link");
	assert_int_equal(faccessat(dir, "target", F_OK, 0), -1);
	unlinkat(dir, "lock", 0);
	make_file(dir, 0600, "");
	assert_int_equal(linkat(dir, "lock", dir, "name", 0), 0);
	assert_int_equal(lock_file_try(dir, "lock", &fault), -EPERM);
	assert_string_equal(fault, "has another hard link");
	unlinkat(dir, "name", 0);
	fd = openat(dir, "lock", O_RDWR);
	if (fchown(fd, STRANGER, 0) == 0) {
		assert_int_equal(lock_file_try(dir, "lock", &fault), -EPERM);
		assert_string_equal(fault, "does not belong to root");
	}
	close(fd);
	assert_int_equal(lock_file_try(-1, "lock", &fault), -EBADF);
	close(dir);
}

UNIT_GROUP(lock_file, UNIT_TEST(test_second_is_kept_out),
	   UNIT_TEST(test_only_for_its_owner), UNIT_TEST(test_old_pid_is_not_believed),
	   UNIT_TEST(test_who_is_no_holder), UNIT_TEST(test_shared_file_is_replaced),
	   UNIT_TEST(test_shared_file_that_is_held),
	   UNIT_TEST(test_stranger_blocks_nobody),
	   UNIT_TEST(test_deleted_while_it_is_held), UNIT_TEST(test_files_that_are_none))
