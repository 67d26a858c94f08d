/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/confirm.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

/* A clock that shows `now_ms`, and advances by `step_ms` whenever somebody looks. */
struct clock {
	int64_t now_ms, step_ms;
	size_t n_looks;
};

static int64_t clock_now_ms(void *self)
{
	struct clock *clock = self;

	clock->n_looks++;
	clock->now_ms += clock->step_ms;
	return clock->now_ms;
}

/* What the handlers of signals set. */
static volatile sig_atomic_t stop, confirmed;

static void on_alarm(int number)
{
	(void)number;
	stop = 1;
}

static bool wait_for(int terminal, struct clock *clock, int64_t timeout_ms)
{
	static const struct kernel_ops ops = {.now_ms = clock_now_ms};
	struct kernel kernel = {&ops, clock};
	struct confirm confirm = {.kernel = &kernel,
				  .terminal = terminal,
				  .stop = &stop,
				  .confirmed = &confirmed};

	return confirm_wait(&confirm, timeout_ms);
}

/* For some turns of a tenth of a second at most. */
static bool wait_briefly(int terminal)
{
	struct clock clock = {.step_ms = 1000};

	return wait_for(terminal, &clock, 4000);
}

static void type(int master, const char *text)
{
	assert_int_equal(write(master, text, strlen(text)), strlen(text));
	/* The line discipline has it when it echoes it. */
	assert_int_equal(poll(&(struct pollfd){.fd = master, .events = POLLIN}, 1, 5000),
			 1);
}

/* Standard input is somebody's script: none of it is read. */
static void test_pipe(void **state)
{
	static const char script[] = "\ny\necho next\n";
	char left[sizeof(script)];
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], script, sizeof(script)), sizeof(script));
	assert_int_equal(confirm_open_terminal(fds[0]), -1);
	assert_false(wait_briefly(-1));
	assert_int_equal(read(fds[0], left, sizeof(left)), sizeof(left));
	assert_string_equal(left, script);
	close(fds[0]);
	close(fds[1]);
}

static void test_terminal(void **state)
{
	int master, slave, terminal;

	(void)state;
	assert_int_equal(openpty(&master, &slave, NULL, NULL, NULL), 0);
	/* What was typed before the question is no answer. */
	type(master, "\ny\n");
	terminal = confirm_open_terminal(slave);
	assert_true(terminal >= 0);
	assert_false(wait_briefly(terminal));
	/* Who shares the terminal finds it as it was; and reading never waits. */
	assert_int_equal(fcntl(slave, F_GETFL) & O_NONBLOCK, 0);
	assert_int_equal(fcntl(terminal, F_GETFL) & O_NONBLOCK, O_NONBLOCK);
	type(master, "no\n");
	assert_false(wait_briefly(terminal));
	type(master, "systemctl restart network\nyesterday\n");
	assert_false(wait_briefly(terminal));
	type(master, "no\nYes\n");
	assert_true(wait_briefly(terminal));
	type(master, "\n");
	assert_true(wait_briefly(terminal));
	close(terminal);
	close(slave);
	close(master);
}

static void test_hangup(void **state)
{
	int master, slave, terminal;

	(void)state;
	assert_int_equal(openpty(&master, &slave, NULL, NULL, NULL), 0);
	terminal = confirm_open_terminal(slave);
	assert_true(terminal >= 0);
	close(master);
	assert_false(wait_briefly(terminal));
	close(terminal);
	close(slave);
}

/* The process of the background: it was asked in the foreground, and is not any more.
 * Returns what the test expects: 0. */
static int wait_in_background(int slave, int terminal, int ready)
{
	signal(SIGTTIN, SIG_IGN);
	signal(SIGTTOU, SIG_IGN);
	setpgid(0, 0);
	if (confirm_open_terminal(slave) != -1)
		return 1;
	if (write(ready, "", 1) != 1 || wait_briefly(terminal))
		return 2;
	return 0;
}

/* A session with that terminal; its foreground process reads a line while another one
 * waits in the background. */
static int lead_session(int slave, int asked)
{
	int terminal, status, ready[2];
	char line[4] = "";
	pid_t child;

	setsid();
	alarm(20); /* where the test fails, nothing is left to read */
	if (ioctl(slave, TIOCSCTTY, 0) < 0 || pipe(ready) < 0)
		return 10;
	terminal = confirm_open_terminal(slave);
	if (terminal < 0)
		return 11;
	child = fork();
	if (child == 0)
		_exit(wait_in_background(slave, terminal, ready[1]));
	if (child < 0 || read(ready[0], line, 1) != 1 || write(asked, "", 1) != 1 ||
	    waitpid(child, &status, 0) != child)
		return 12;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return WIFEXITED(status) ? WEXITSTATUS(status) : 13;
	/* What was typed is still there for the foreground. */
	return read(slave, line, sizeof(line)) == 2 && memcmp(line, "y\n", 2) == 0 ? 0
										   : 14;
}

/* What is typed then is for the shell. */
static void test_background(void **state)
{
	int master, slave, status, asked[2];
	char byte;
	pid_t leader;

	(void)state;
	assert_int_equal(openpty(&master, &slave, NULL, NULL, NULL), 0);
	assert_int_equal(pipe(asked), 0);
	leader = fork();
	if (leader == 0)
		_exit(lead_session(slave, asked[1]));
	close(asked[1]);
	if (read(asked[0], &byte, 1) == 1)
		type(master, "y\n");
	assert_int_equal(waitpid(leader, &status, 0), leader);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	close(asked[0]);
	close(slave);
	close(master);
}

/* The deadline is one of the clock, however often it is looked at. */
static void test_deadline(void **state)
{
	struct clock standing = {0}, fast = {.step_ms = 60 * 1000};

	(void)state;
	assert_false(wait_for(-1, &fast, 600 * 1000));
	assert_in_range(fast.n_looks, 10, 12);
	/* While it stands, signals and nothing else end the wait. */
	signal(SIGALRM, on_alarm);
	ualarm(500 * 1000, 0);
	assert_false(wait_for(-1, &standing, 1));
	assert_true(standing.n_looks > 3);
	signal(SIGALRM, SIG_DFL);
	stop = 0;
}

static void test_signals(void **state)
{
	struct clock clock = {0};

	(void)state;
	confirmed = 1;
	assert_true(wait_for(-1, &clock, 1000));
	confirmed = 0;
	stop = 1;
	assert_false(wait_for(-1, &clock, 1000));
	stop = 0;
}

UNIT_GROUP(confirm, UNIT_TEST(test_pipe), UNIT_TEST(test_terminal),
	   UNIT_TEST(test_hangup), UNIT_TEST(test_background), UNIT_TEST(test_deadline),
	   UNIT_TEST(test_signals))
