/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/atomic-file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "unit.h"

static int open_dir(struct unit *unit)
{
	return open(unit_dir(unit), O_RDONLY | O_DIRECTORY);
}

static ino_t inode(int dir, const char *name)
{
	struct stat st;

	assert_int_equal(fstatat(dir, name, &st, 0), 0);
	return st.st_ino;
}

static const char *unit_path(struct unit *unit, const char *name)
{
	return arena_printf(&unit->arena, "%s/%s", unit->dir, name);
}

static void test_writes_only_a_difference(void **state)
{
	int dir = open_dir(*state);
	ino_t first;

	assert_int_equal(atomic_file_write(dir, "f", "one", 3), 1);
	first = inode(dir, "f");
	assert_int_equal(atomic_file_write(dir, "f", "one", 3), 0);
	assert_int_equal(inode(dir, "f"), first);
	assert_int_equal(atomic_file_write(dir, "f", "two", 3), 1);
	assert_int_equal(atomic_file_write(dir, "f", "twofold", 7), 1);
	assert_int_equal(atomic_file_write(dir, "f", "two", 3), 1);
	close(dir);
}

static void test_private(void **state)
{
	int dir = open_dir(*state);
	struct stat st;

	assert_int_equal(atomic_file_write_private(dir, "f", "one", 3), 1);
	assert_int_equal(fstatat(dir, "f", &st, 0), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	close(dir);
}

static void test_leaves_no_temporary(void **state)
{
	int dir = open_dir(*state);

	assert_true(atomic_file_write(dir, "f", "one", 3) >= 0);
	assert_int_equal(faccessat(dir, ".#f.new", F_OK, 0), -1);
	close(dir);
}

static void test_survives_a_killed_run(void **state)
{
	int dir = open_dir(*state);
	int fd = openat(dir, ".#f.new", O_WRONLY | O_CREAT, 0600);

	close(fd);
	assert_int_equal(atomic_file_write(dir, "f", "one", 3), 1);
	close(dir);
}

static void test_sweep(void **state)
{
	static const char *const stay[] = {"f", ".#f", "f.new", ".#.new"};
	static const char *const go[] = {".#f.new", ".#a.xml.new"};
	int dir = open_dir(*state);

	for (size_t i = 0; i < ARRAY_SIZE(stay); i++)
		close(openat(dir, stay[i], O_WRONLY | O_CREAT, 0600));
	for (size_t i = 0; i < ARRAY_SIZE(go); i++)
		close(openat(dir, go[i], O_WRONLY | O_CREAT, 0600));
	assert_int_equal(mkdirat(dir, ".#d.new", 0700), 0);
	assert_int_equal(symlinkat("f", dir, ".#link.new"), 0);
	atomic_file_sweep(dir);
	for (size_t i = 0; i < ARRAY_SIZE(stay); i++)
		inode(dir, stay[i]);
	for (size_t i = 0; i < ARRAY_SIZE(go); i++)
		assert_int_equal(faccessat(dir, go[i], F_OK, 0), -1);
	inode(dir, ".#d.new");
	assert_int_equal(readlinkat(dir, ".#link.new", (char[8]){0}, 8), 1);
	close(dir);
}

/* It would hang. */
static void test_fifo_in_the_place_of_the_file(void **state)
{
	int dir = open_dir(*state);
	struct stat st;

	assert_int_equal(mkfifoat(dir, "f", 0600), 0);
	alarm(10);
	assert_int_equal(atomic_file_write(dir, "f", "new", 3), 1);
	alarm(0);
	assert_int_equal(fstatat(dir, "f", &st, AT_SYMLINK_NOFOLLOW), 0);
	assert_true(S_ISREG(st.st_mode));
	close(dir);
}

static void test_replaces_a_link_and_not_its_target(void **state)
{
	int dir = open_dir(*state);
	struct stat st;

	assert_true(atomic_file_write(dir, "target", "keep", 4) >= 0);
	assert_int_equal(symlinkat("target", dir, "f"), 0);
	assert_int_equal(atomic_file_write(dir, "f", "new", 3), 1);
	assert_int_equal(fstatat(dir, "f", &st, AT_SYMLINK_NOFOLLOW), 0);
	assert_true(S_ISREG(st.st_mode));
	assert_int_equal(atomic_file_write(dir, "target", "keep", 4), 0);
	close(dir);
}

static void test_replaces_what_a_path_leads_to(void **state)
{
	int dir = open_dir(*state);
	const char *path = unit_path(*state, "link");
	struct stat st;

	assert_true(atomic_file_write(dir, "target", "old", 3) >= 0);
	assert_int_equal(symlinkat("target", dir, "link"), 0);
	assert_int_equal(atomic_file_replace(path, "new", 3), 1);
	assert_int_equal(fstatat(dir, "link", &st, AT_SYMLINK_NOFOLLOW), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(atomic_file_write(dir, "target", "new", 3), 0);
	assert_int_equal(atomic_file_replace(unit_path(*state, "other"), "x", 1), 1);
	assert_int_equal(atomic_file_replace(unit_path(*state, ""), "x", 1), -EINVAL);
	assert_int_equal(atomic_file_replace(unit_path(*state, "no/f"), "x", 1), -ENOENT);
	assert_int_equal(atomic_file_replace("/dev/null", "x", 1), -EINVAL);
	close(dir);
}

static void test_fails_where_it_cannot(void **state)
{
	int dir = open_dir(*state);

	assert_int_equal(atomic_file_write(dir, "no/f", "x", 1), -ENOENT);
	close(dir);
}

static void test_mkdirs(void **state)
{
	int dir = open_dir(*state);

	assert_int_equal(atomic_file_mkdirs(dir, "a/b/c"), 0);
	assert_int_equal(atomic_file_mkdirs(dir, "a/b/c"), 0);
	assert_int_equal(faccessat(dir, "a/b/c", X_OK, 0), 0);
	assert_true(atomic_file_write(dir, "f", "x", 1) >= 0);
	assert_int_equal(atomic_file_mkdirs(dir, "f/b"), -ENOTDIR);
	close(dir);
}

UNIT_GROUP(atomic_file, UNIT_TEST(test_private), UNIT_TEST(test_writes_only_a_difference),
	   UNIT_TEST(test_leaves_no_temporary), UNIT_TEST(test_survives_a_killed_run),
	   UNIT_TEST(test_replaces_what_a_path_leads_to),
	   UNIT_TEST(test_replaces_a_link_and_not_its_target), UNIT_TEST(test_sweep),
	   UNIT_TEST(test_fifo_in_the_place_of_the_file),
	   UNIT_TEST(test_fails_where_it_cannot), UNIT_TEST(test_mkdirs))
