/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/command-line.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/guard.h"
#include "unit.h"

static size_t row_of(const char *name)
{
	for (size_t i = 0; i < n_command_options; i++) {
		if (strcmp(command_options[i].name, name) == 0)
			return i;
	}
	fail_msg("no option %s", name);
	return 0;
}

static void test_values(void **state)
{
	struct invocation invocation;

	(void)state;
	command_init_invocation(&invocation);
	assert_int_equal(invocation.lock_wait_s, 60);
	assert_int_equal(invocation.numvfs_timeout_s, 300);
	assert_true(command_set_option(&invocation, row_of("wait"), "0"));
	assert_true(command_set_option(&invocation, row_of("lock-wait"), "86400"));
	assert_true(command_set_option(&invocation, row_of("numvfs-timeout"), "7"));
	assert_true(command_set_option(&invocation, row_of("confirm"), "1"));
	assert_true(command_set_option(&invocation, row_of("state"), "host.json"));
	assert_true(command_set_option(&invocation, row_of("output"), "out"));
	assert_true(command_set_option(&invocation, row_of("explain"), NULL));
	assert_true(command_set_option(&invocation, row_of("allow-disruptive"), "blink"));
	assert_int_equal(invocation.wait_s, 0);
	assert_int_equal(invocation.lock_wait_s, 86400);
	assert_int_equal(invocation.numvfs_timeout_s, 7);
	assert_int_equal(invocation.confirm_s, 1);
	assert_string_equal(invocation.state, "host.json");
	assert_string_equal(invocation.output, "out");
	assert_true(invocation.explain);
	assert_false(invocation.drivers || invocation.allow_untrusted);
	assert_int_equal(invocation.disruption, DISRUPTION_BLINK);
	assert_true(command_set_option(&invocation, row_of("allow-disruptive"), NULL));
	assert_int_equal(invocation.disruption, DISRUPTION_ALLOWED);
}

/* A value that is not taken changes nothing. */
static void test_refused(void **state)
{
	static const char *const refused[][2] = {
		{"wait", "-1"},	      {"wait", "86401"},   {"wait", "1s"},
		{"wait", ""},	      {"confirm", "0"},	   {"output", ""},
		{"format", "xml"},    {"color", "blue"},   {"allow-disruptive", "nuke"},
		{"lock-wait", "1 2"}, {"confirm", "9e99"},
	};
	struct invocation invocation, before;

	(void)state;
	command_init_invocation(&invocation);
	before = invocation;
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		if (command_set_option(&invocation, row_of(refused[i][0]), refused[i][1]))
			fail_msg("--%s takes '%s'", refused[i][0], refused[i][1]);
		assert_memory_equal(&invocation, &before, sizeof(before));
	}
}

/* What --color=auto comes to with these as standard output and standard error. */
static bool has_color(int out, int err)
{
	struct invocation invocation;
	int saved[] = {dup(STDOUT_FILENO), dup(STDERR_FILENO)};

	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	command_init_invocation(&invocation);
	for (int i = 0; i < 2; i++) {
		dup2(saved[i], STDOUT_FILENO + i);
		close(saved[i]);
	}
	return invocation.report.color;
}

/* Only where both are a terminal; a NO_COLOR that is empty does not count
 * (no-color.org). */
static void test_color(void **state)
{
	_cleanup_fd_ int file = open("/dev/null", O_RDWR | O_CLOEXEC);
	_cleanup_fd_ int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);

	(void)state;
	assert_true(file >= 0);
	assert_true(terminal >= 0);
	unsetenv("NO_COLOR");
	setenv("TERM", "xterm", true);
	assert_true(has_color(terminal, terminal));
	assert_false(has_color(file, terminal));
	assert_false(has_color(terminal, file));
	setenv("NO_COLOR", "", true);
	assert_true(has_color(terminal, terminal));
	setenv("NO_COLOR", "1", true);
	assert_false(has_color(terminal, terminal));
	unsetenv("NO_COLOR");
	setenv("TERM", "dumb", true);
	assert_false(has_color(terminal, terminal));
	unsetenv("TERM");
	assert_true(has_color(terminal, terminal));
}

static void test_rows(void **state)
{
	(void)state;
	assert_null(command_find("aply"));
	assert_true(command_has_option(command_find("apply"), row_of("wait")));
	assert_false(command_has_option(command_find("plan"), row_of("wait")));
	for (size_t i = 0; i < n_commands; i++)
		assert_ptr_equal(command_find(commands[i].name), &commands[i]);
}

UNIT_GROUP(command_line, UNIT_TEST(test_values), UNIT_TEST(test_refused),
	   UNIT_TEST(test_color), UNIT_TEST(test_rows))
