/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/run-dir.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "unit.h"

enum {
	STRANGER = 65534
};

/* A run whose directory is "run" in a new directory, where it is not made yet. */
static void init(struct unit *unit, struct run *run)
{
	run_init(run);
	run->dir_path = arena_printf(&unit->arena, "%s/run", unit_dir(unit));
}

static const char *path_of(struct run *run, const char *name)
{
	return arena_printf(&run->arena, "%s/%s", run->dir_path, name);
}

static mode_t mode_of(const struct run *run)
{
	struct stat st;

	assert_int_equal(lstat(run->dir_path, &st), 0);
	return st.st_mode & 07777;
}

/* The error of opening it, after the name of the test's directory; "" for none. */
static const char *fault_of(struct run *run)
{
	int r = run_dir_make(run);
	const struct diag *diag = run->diags.first;

	diags_init(&run->diags, &run->arena);
	assert_int_equal(r < 0, diag != NULL);
	assert_int_equal(r < 0, run->dir.fd < 0);
	/* Whoever only reads is told the same. */
	assert_int_equal(run_dir_open(run) < 0, r < 0);
	diags_init(&run->diags, &run->arena);
	if (!diag)
		return "";
	assert_string_equal(diag->code, "run-dir");
	assert_non_null(diag->hint);
	assert_memory_equal(diag->text, run->dir_path, strlen(run->dir_path));
	return diag->text + strlen(run->dir_path);
}

static void test_made_whatever_the_umask(void **state)
{
	struct run run;
	mode_t before = umask(0777);

	init(*state, &run);
	umask(0777);
	assert_int_equal(run_dir_open(&run), 0);
	assert_int_equal(run.dir.fd, -1);
	assert_string_equal(fault_of(&run), "");
	assert_int_equal(mode_of(&run), 0755);
	assert_int_equal(chmod(run.dir_path, 0700), 0);
	assert_string_equal(fault_of(&run), "");
	assert_int_equal(mode_of(&run), 0755);
	umask(before);
	run_done(&run);
}

static void test_moved_away(void **state)
{
	struct run run;

	init(*state, &run);
	assert_int_equal(run_dir_make(&run), 0);
	assert_true(run_dir_is_there(&run));
	assert_int_equal(rename(run.dir_path, path_of(&run, "../old")), 0);
	assert_false(run_dir_is_there(&run));
	assert_int_equal(mkdir(run.dir_path, 0755), 0);
	assert_false(run_dir_is_there(&run));
	run_done(&run);
}

static void test_directories_that_are_none(void **state)
{
	struct run run;

	init(*state, &run);
	assert_int_equal(symlink("/", run.dir_path), 0);
	assert_string_equal(fault_of(&run), " is a symbolic link");
	unlink(run.dir_path);
	assert_int_equal(mkfifo(run.dir_path, 0600), 0);
	assert_string_equal(fault_of(&run), " is a FIFO, not a directory");
	unlink(run.dir_path);
	assert_int_equal(mkdir(run.dir_path, 0700), 0);
	assert_int_equal(chmod(run.dir_path, 0777), 0);
	assert_string_equal(fault_of(&run), " is writable by users other than root");
	assert_int_equal(mode_of(&run), 0777);
	assert_int_equal(chmod(run.dir_path, 0755), 0);
	assert_string_equal(fault_of(&run), "");
	if (chown(run.dir_path, STRANGER, 0) == 0)
		assert_string_equal(fault_of(&run), " does not belong to root");
	run_done(&run);
}

static void test_files_that_are_none(void **state)
{
	static const struct {
		const char *name;
		const char *fault;
	} rows[] = {
		{"autoprobe.0000-01-00.0",
		 "/autoprobe.0000-01-00.0 is a FIFO, not a regular file"},
		{"raised.0000-01-10.0",
		 "/raised.0000-01-10.0 is a FIFO, not a regular file"},
		{"driver.0000-01-10.0",
		 "/driver.0000-01-10.0 is a FIFO, not a regular file"},
		{"lock", "/lock is a FIFO, not a regular file"},
		{"libvirt", "/libvirt is a FIFO, not a directory"},
		{"note", ""},
	};
	struct run run;

	init(*state, &run);
	assert_string_equal(fault_of(&run), "");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(mkfifo(path_of(&run, rows[i].name), 0600), 0);
		assert_string_equal(fault_of(&run), rows[i].fault);
		unlink(path_of(&run, rows[i].name));
	}
	close(open(path_of(&run, "driver.0000-01-10.0"), O_WRONLY | O_CREAT, 0600));
	assert_string_equal(fault_of(&run), "");
	if (chown(path_of(&run, "driver.0000-01-10.0"), STRANGER, 0) == 0)
		assert_string_equal(fault_of(&run),
				    "/driver.0000-01-10.0 does not belong to root");
	run_done(&run);
}

static void test_sweep(void **state)
{
	static const char *const paths[] = {".#driver.0000-01-10.0.new",
					    "libvirt/web01/.#net0.xml.new"};
	struct run run;

	init(*state, &run);
	assert_string_equal(fault_of(&run), "");
	run_dir_sweep(&run); /* nothing to do */
	assert_int_equal(mkdir(path_of(&run, "libvirt"), 0755), 0);
	assert_int_equal(mkdir(path_of(&run, "libvirt/web01"), 0755), 0);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		close(open(path_of(&run, paths[i]), O_WRONLY | O_CREAT, 0600));
	run_dir_sweep(&run);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		assert_int_equal(access(path_of(&run, paths[i]), F_OK), -1);
	run_done(&run);
}

UNIT_GROUP(run_dir, UNIT_TEST(test_made_whatever_the_umask), UNIT_TEST(test_moved_away),
	   UNIT_TEST(test_directories_that_are_none), UNIT_TEST(test_files_that_are_none),
	   UNIT_TEST(test_sweep))
