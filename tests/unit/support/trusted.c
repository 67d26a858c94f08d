/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/trusted.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

static const char *path_of(struct unit *unit, const char *name)
{
	return arena_printf(&unit->arena, "%s/%s", unit->dir, name);
}

/* d/e/f with a good file in it, and links to it. */
static void make_tree(struct unit *unit)
{
	int fd;

	unit_dir(unit);
	mkdir(path_of(unit, "d"), 0755);
	mkdir(path_of(unit, "d/e"), 0755);
	fd = open(path_of(unit, "d/e/f"), O_WRONLY | O_CREAT, 0644);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "x", 1), 1);
	close(fd);
	assert_int_equal(symlink("e/f", path_of(unit, "d/relative")), 0);
	assert_int_equal(symlink(path_of(unit, "d/relative"), path_of(unit, "absolute")),
			 0);
	assert_int_equal(symlink("d/../absolute", path_of(unit, "dots")), 0);
	assert_int_equal(symlink("circle", path_of(unit, "circle")), 0);
}

/* What became of it: "" for opened, the culprit, or the errno's name. */
static const char *result_of(struct unit *unit, const char *path, int flags)
{
	const char *culprit;
	int fd = trusted_open(&unit->arena, path, O_RDONLY | flags, &culprit);
	char byte;

	if (fd >= 0) {
		if (!(flags & O_DIRECTORY))
			assert_int_equal(read(fd, &byte, 1), 1);
		assert_null(culprit);
		close(fd);
		return "";
	}
	assert_int_equal(fd == -EPERM, culprit != NULL);
	return culprit ? culprit : strerrorname_np(-fd);
}

static void test_opens(void **state)
{
	struct unit *unit = *state;

	if (getuid() != 0)
		skip(); /* nothing belongs to root, so nothing is trusted */
	make_tree(unit);
	assert_string_equal(result_of(unit, path_of(unit, "d/e/f"), 0), "");
	assert_string_equal(result_of(unit, path_of(unit, ".//d/./e/../e/f"), 0), "");
	assert_string_equal(result_of(unit, path_of(unit, "d/relative"), 0), "");
	assert_string_equal(result_of(unit, path_of(unit, "absolute"), 0), "");
	assert_string_equal(result_of(unit, path_of(unit, "dots"), 0), "");
	assert_string_equal(result_of(unit, path_of(unit, "d"), O_DIRECTORY), "");
	assert_string_equal(result_of(unit, path_of(unit, "d/"), O_DIRECTORY), "");
	assert_string_equal(result_of(unit, "/", O_DIRECTORY), "");
	assert_string_equal(result_of(unit, path_of(unit, "circle"), 0), "ELOOP");
	assert_string_equal(result_of(unit, path_of(unit, "absent"), 0), "ENOENT");
	assert_string_equal(result_of(unit, path_of(unit, "d/e/f/g"), 0), "ENOTDIR");
	assert_string_equal(result_of(unit, path_of(unit, "d/e/f"), O_DIRECTORY),
			    "ENOTDIR");
	assert_int_equal(chdir(path_of(unit, "d")), 0);
	assert_string_equal(result_of(unit, "e/f", 0), "");
	assert_string_equal(result_of(unit, "../absolute", 0), "");
	assert_int_equal(chdir("/"), 0);
}

/* Whoever could have changed what is at the path is told. */
static void test_refuses(void **state)
{
	static const struct {
		const char *what;
		unsigned int uid, mode; /* mode 0: only its owner */
		const char *path;
		const char *told;
	} cases[] = {
		{"d/e/f", 0, 0664, "d/e/f", "d/e/f is writable by users other than root"},
		{"d/e/f", 0, 0646, "absolute",
		 "d/e/f is writable by users other than root"},
		{"d/e/f", 1000, 0, "d/e/f", "d/e/f belongs to uid 1000"},
		{"d/e", 0, 0775, "d/e/f", "d/e is writable by users other than root"},
		{"d", 1000, 0, "d/e/f", "/d belongs to uid 1000"},
		{"d/relative", 1000, 0, "absolute", "d/relative belongs to uid 1000"},
		{"absolute", 1000, 0, "dots", "absolute belongs to uid 1000"},
		{"d", 0, 0777, "dots", "/d is writable by users other than root"},
	};
	struct unit *unit = *state;

	if (getuid() != 0)
		skip();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *told;

		make_tree(unit);
		if (cases[i].mode)
			chmod(path_of(unit, cases[i].what), cases[i].mode);
		assert_int_equal(lchown(path_of(unit, cases[i].what), cases[i].uid, 0),
				 0);
		told = result_of(unit, path_of(unit, cases[i].path), 0);
		if (!strstr(told, cases[i].told))
			fail_msg("case %zu: %s", i, told);
	}
}

/* As /tmp: others can put things there, and not exchange root's. */
static void test_sticky(void **state)
{
	struct unit *unit = *state;

	if (getuid() != 0)
		skip();
	make_tree(unit);
	chmod(path_of(unit, "d/e"), 01777);
	assert_string_equal(result_of(unit, path_of(unit, "d/e/f"), 0), "");
	/* But who lists it finds what others put there. */
	assert_non_null(strstr(result_of(unit, path_of(unit, "d/e"), O_DIRECTORY),
			       "d/e is writable by users other than root"));
	assert_int_equal(chown(path_of(unit, "d/e/f"), 1000, 0), 0);
	assert_non_null(strstr(result_of(unit, path_of(unit, "d/e/f"), 0), "uid 1000"));
}

/* No way around through what a process has open. */
static void test_proc(void **state)
{
	struct unit *unit = *state;

	if (getuid() != 0)
		skip();
	make_tree(unit);
	assert_int_equal(chdir(path_of(unit, "d")), 0);
	assert_string_equal(result_of(unit, "/proc/self/cwd/e/f", 0), "");
	assert_string_equal(result_of(unit,
				      arena_printf(&unit->arena, "/proc/..%s",
						   path_of(unit, "d/e/f")),
				      0),
			    "");
	assert_int_equal(chown(path_of(unit, "d/e"), 1000, 0), 0);
	assert_non_null(strstr(result_of(unit, "/proc/self/cwd/e/f", 0), "uid 1000"));
	assert_non_null(strstr(result_of(unit,
					 arena_printf(&unit->arena, "/proc/..%s",
						      path_of(unit, "d/e/f")),
					 0),
			       "uid 1000"));
	assert_int_equal(chdir("/"), 0);
}

/* What is at /dev/stdin has no path. */
static void test_stdin(void **state)
{
	struct unit *unit = *state;
	int ends[2], saved;

	if (getuid() != 0)
		skip();
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "x", 1), 1);
	saved = dup(STDIN_FILENO);
	assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	assert_string_equal(result_of(unit, "/dev/stdin", 0), "");
	dup2(saved, STDIN_FILENO);
	close(saved);
	close(ends[0]);
	close(ends[1]);
}

UNIT_GROUP(trusted, UNIT_TEST(test_opens), UNIT_TEST(test_refuses),
	   UNIT_TEST(test_sticky), UNIT_TEST(test_proc), UNIT_TEST(test_stdin))
