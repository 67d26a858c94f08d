/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/files.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "unit.h"

static const char *path_of(struct unit *unit, const char *name)
{
	return arena_printf(&unit->arena, "%s/%s", unit->dir, name);
}

static void put_file(struct unit *unit, const char *name, const char *text)
{
	FILE *file = fopen(path_of(unit, name), "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static const struct yaml_node *read_dirs(struct unit *unit)
{
	const char *dirs[] = {path_of(unit, "lib"), path_of(unit, "run"),
			      path_of(unit, "etc"), path_of(unit, "absent")};
	struct config_files files = {.dirs = dirs, .n_dirs = 4};

	return config_files_read(&unit->arena, &unit->diags, &files);
}

static void make_dirs(struct unit *unit)
{
	unit_dir(unit);
	mkdir(path_of(unit, "lib"), 0755);
	mkdir(path_of(unit, "run"), 0755);
	mkdir(path_of(unit, "etc"), 0755);
}

static void test_precedence(void **state)
{
	struct unit *unit = *state;
	const struct yaml_node *root;

	make_dirs(unit);
	put_file(unit, "lib/10-a.yaml", "a: lib\nfrom-lib-a: 1\n");
	put_file(unit, "etc/10-a.yaml", "a: etc\n");
	put_file(unit, "lib/20-b.yaml", "b: {x: 1, y: 1}\n");
	put_file(unit, "run/30-c.yaml", "b: {y: 2}\n");
	put_file(unit, "lib/40-masked.yaml", "masked: 1\n");
	assert_int_equal(symlink("/dev/null", path_of(unit, "etc/40-masked.yaml")), 0);
	put_file(unit, "etc/note.txt", "not: read\n");
	put_file(unit, "etc/.hidden.yaml", "not: read\n");
	root = read_dirs(unit);
	assert_string_equal(unit_codes(unit), "");
	assert_string_equal(yaml_find(root, "a")->text, "etc");
	assert_null(yaml_find(root, "from-lib-a"));
	assert_string_equal(yaml_find(yaml_find(root, "b"), "x")->text, "1");
	assert_string_equal(yaml_find(yaml_find(root, "b"), "y")->text, "2");
	assert_null(yaml_find(root, "masked"));
	assert_null(yaml_find(root, "not"));
}

/* Ansible's and Kubernetes' ending; there the file would be read. */
static void test_other_endings(void **state)
{
	static const char *const names[] = {"etc/10-a.yml", "etc/b.YAML", "run/c.Yml"};
	struct unit *unit = *state;
	unsigned int i = 0;

	make_dirs(unit);
	put_file(unit, "etc/a.yaml", "version: 1\n");
	put_file(unit, "etc/a.yaml~", "version: [\n");
	put_file(unit, "etc/.b.yml", "version: [\n");
	put_file(unit, "etc/yml", "version: [\n");
	assert_non_null(read_dirs(unit));
	assert_string_equal(unit_codes(unit), "");
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		put_file(unit, names[i], "version: [\n");
		diags_init(&unit->diags, &unit->arena);
		assert_non_null(read_dirs(unit));
		assert_int_equal(unit->diags.n_errors, 0);
		assert_int_equal(unit->diags.n_warnings, i + 1);
		assert_string_equal(unit->diags.first->code, "ignored-file");
	}
	unlink(path_of(unit, "etc/b.YAML"));
	unlink(path_of(unit, "run/c.Yml"));
	diags_init(&unit->diags, &unit->arena);
	read_dirs(unit);
	assert_string_equal(unit->diags.first->text,
			    arena_printf(&unit->arena, "%s is not read: only *.yaml is",
					 path_of(unit, "etc/10-a.yml")));
	assert_string_equal(unit->diags.first->hint, "rename it to 10-a.yaml");
	for (i = 0; i < 20; i++)
		put_file(unit, arena_printf(&unit->arena, "lib/%u.yml", i), "");
	diags_init(&unit->diags, &unit->arena);
	read_dirs(unit);
	assert_int_equal(unit->diags.n_warnings, 8);
}

static void test_nothing_found(void **state)
{
	struct unit *unit = *state;

	make_dirs(unit);
	assert_null(read_dirs(unit));
	assert_string_equal(unit_codes(unit), "no-config");
}

static void test_empty(void **state)
{
	struct unit *unit = *state;

	/* As if it were not there; a file that it replaces is not there either. */
	make_dirs(unit);
	put_file(unit, "etc/10-a.yaml", "");
	put_file(unit, "lib/10-a.yaml", "a: lib\n");
	put_file(unit, "etc/20-b.yaml", "# nothing yet\n");
	assert_null(read_dirs(unit));
	assert_string_equal(unit_codes(unit), "no-config");
	put_file(unit, "etc/30-c.yaml", "c: 1\n");
	diags_init(&unit->diags, &unit->arena);
	assert_string_equal(yaml_find(read_dirs(unit), "c")->text, "1");
	assert_string_equal(unit_codes(unit), "");
}

static void test_unreadable(void **state)
{
	struct unit *unit = *state;
	const char *names[] = {"/nonexistent/x.yaml", "/tmp"};
	struct config_files files = {.names = names, .n_names = 2};

	assert_null(config_files_read(&unit->arena, &unit->diags, &files));
	assert_string_equal(unit_codes(unit), "unreadable unreadable");
}

static void test_top_must_be_a_mapping(void **state)
{
	struct unit *unit = *state;

	make_dirs(unit);
	put_file(unit, "etc/a.yaml", "- 1\n");
	assert_null(read_dirs(unit));
	assert_string_equal(unit_codes(unit), "wrong-type");
}

static void test_untrusted_file(void **state)
{
	struct unit *unit = *state;
	const char *name;
	struct config_files files = {
		.names = &name, .n_names = 1, .trust = CONFIG_TRUST_ROOT};

	make_dirs(unit);
	put_file(unit, "etc/a.yaml", "version: 1\n");
	name = path_of(unit, "etc/a.yaml");
	chmod(name, 0666);
	assert_null(config_files_read(&unit->arena, &unit->diags, &files));
	assert_string_equal(unit_codes(unit), "untrusted-file");
	if (getuid() != 0)
		return;
	chmod(name, 0644);
	assert_non_null(config_files_read(&unit->arena, &unit->diags, &files));
	assert_int_equal(chown(name, 1000, 0), 0);
	assert_null(config_files_read(&unit->arena, &unit->diags, &files));
	files.trust = CONFIG_TRUST_WARN;
	diags_init(&unit->diags, &unit->arena);
	assert_non_null(config_files_read(&unit->arena, &unit->diags, &files));
	assert_int_equal(unit->diags.n_warnings, 1);
	files.trust = CONFIG_TRUST_ANY;
	assert_non_null(config_files_read(&unit->arena, &unit->diags, &files));
	assert_int_equal(unit->diags.n_warnings, 1);
}

/* Who can write /run/vfstate.d can mask what /usr/lib/vfstate.d has. */
static void test_untrusted_dir(void **state)
{
	struct unit *unit = *state;
	const char *dirs[] = {NULL, NULL};
	struct config_files files = {
		.dirs = dirs, .n_dirs = 2, .trust = CONFIG_TRUST_ROOT};

	if (getuid() != 0)
		skip(); /* nothing belongs to root, so nothing is trusted */
	make_dirs(unit);
	dirs[0] = path_of(unit, "lib");
	dirs[1] = path_of(unit, "run");
	put_file(unit, "lib/a.yaml", "version: 1\n");
	assert_non_null(config_files_read(&unit->arena, &unit->diags, &files));
	assert_int_equal(symlink("/dev/null", path_of(unit, "run/a.yaml")), 0);
	chmod(path_of(unit, "run"), 0775);
	assert_null(config_files_read(&unit->arena, &unit->diags, &files));
	assert_string_equal(unit_codes(unit), "untrusted-file");
	chmod(path_of(unit, "run"), 01777);
	diags_init(&unit->diags, &unit->arena);
	assert_null(config_files_read(&unit->arena, &unit->diags, &files));
	assert_string_equal(unit_codes(unit), "untrusted-file");
	chmod(path_of(unit, "run"), 0775);
	diags_init(&unit->diags, &unit->arena);
	files.trust = CONFIG_TRUST_WARN;
	put_file(unit, "run/b.yaml", "pfs: {}\n");
	put_file(unit, "run/c.yaml", "vms: {}\n");
	assert_non_null(config_files_read(&unit->arena, &unit->diags, &files));
	assert_string_equal(unit_codes(unit), "untrusted-file");
}

static void test_directory_that_cannot_be_read(void **state)
{
	struct unit *unit = *state;

	make_dirs(unit);
	put_file(unit, "etc/a.yaml", "version: 1\n");
	assert_int_equal(symlink("nowhere", path_of(unit, "absent")), 0);
	assert_null(read_dirs(unit));
	assert_string_equal(unit_codes(unit), "unreadable");
	unlink(path_of(unit, "absent"));
	put_file(unit, "absent", "a file\n");
	assert_null(read_dirs(unit));
	assert_string_equal(unit_codes(unit), "unreadable unreadable");
}

/* Half a configuration would look wrong where it is not: a VM's PF missing, say. */
static void test_one_bad_file_is_told_alone(void **state)
{
	struct unit *unit = *state;

	make_dirs(unit);
	put_file(unit, "etc/a.yaml", "version: 1\npfs: {a: {numvfs: 1}}\n");
	put_file(unit, "etc/b.yaml", "pfs: {\n");
	put_file(unit, "etc/c.yaml", "vms: [\n");
	assert_null(read_dirs(unit));
	assert_string_equal(unit_codes(unit), "yaml-syntax yaml-syntax");
}

static void test_fifo_does_not_block(void **state)
{
	struct unit *unit = *state;

	make_dirs(unit);
	put_file(unit, "etc/a.yaml", "version: 1\n");
	assert_int_equal(mkfifo(path_of(unit, "etc/b.yaml"), 0600), 0);
	assert_null(read_dirs(unit));
	assert_string_equal(unit_codes(unit), "unreadable");
}

static volatile sig_atomic_t stop;

static void on_alarm(int number)
{
	(void)number;
	stop = 1;
}

/* A FIFO that is named: nobody writes, somebody begins to, and somebody writes it all. */
static void test_signal_ends_the_wait_for_a_fifo(void **state)
{
	struct sigaction action = {.sa_handler = on_alarm}, old_action;
	struct unit *unit = *state;
	const char *names[2];
	struct config_files files = {.names = names, .n_names = 2, .stop = &stop};
	const struct yaml_node *root;
	sigset_t signals, before;
	int fd;

	unit_dir(unit);
	names[0] = names[1] = path_of(unit, "fifo");
	assert_int_equal(mkfifo(names[0], 0600), 0);
	sigaction(SIGALRM, &action, &old_action);
	sigemptyset(&signals);
	sigaddset(&signals, SIGALRM);
	sigprocmask(SIG_BLOCK, &signals, &before);
	/* One that comes before the wait is not missed. */
	for (int i = 0; i < 2; i++) {
		stop = 0;
		if (i == 0)
			raise(SIGALRM);
		else
			alarm(1);
		assert_null(config_files_read(&unit->arena, &unit->diags, &files));
		assert_string_equal(unit_codes(unit), "stopped");
		diags_init(&unit->diags, &unit->arena);
	}
	fd = open(names[0], O_RDWR);
	assert_int_equal(write(fd, "a: ", 3), 3);
	stop = 0;
	alarm(1);
	assert_null(config_files_read(&unit->arena, &unit->diags, &files));
	assert_string_equal(unit_codes(unit), "stopped");
	close(fd);
	diags_init(&unit->diags, &unit->arena);
	files.n_names = 1;
	stop = 0;
	if (fork() == 0) {
		fd = open(names[0], O_WRONLY);
		usleep(100 * 1000);
		_exit(write(fd, "a: 1\n", 5) != 5);
	}
	alarm(20);
	root = config_files_read(&unit->arena, &unit->diags, &files);
	alarm(0);
	assert_non_null(root);
	assert_string_equal(yaml_find(root, "a")->text, "1");
	wait(NULL);
	sigprocmask(SIG_SETMASK, &before, NULL);
	sigaction(SIGALRM, &old_action, NULL);
}

UNIT_GROUP(files, UNIT_TEST(test_one_bad_file_is_told_alone),
	   UNIT_TEST(test_fifo_does_not_block),
	   UNIT_TEST(test_signal_ends_the_wait_for_a_fifo), UNIT_TEST(test_precedence),
	   UNIT_TEST(test_other_endings), UNIT_TEST(test_nothing_found),
	   UNIT_TEST(test_empty), UNIT_TEST(test_unreadable),
	   UNIT_TEST(test_top_must_be_a_mapping), UNIT_TEST(test_untrusted_file),
	   UNIT_TEST(test_untrusted_dir), UNIT_TEST(test_directory_that_cannot_be_read))
