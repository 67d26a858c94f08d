/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/confirm.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>

enum {
	LOOK_MS = 100 /* how often signals and the foreground are checked */
};

/* What was typed since the last line. */
struct line {
	char text[16];
	size_t n;
};

/* Whether the terminal's input is for this run: another process group may be in the
 * foreground. A terminal that is not the controlling one has no foreground (ENOTTY). */
static bool is_in_foreground(int terminal)
{
	pid_t foreground = tcgetpgrp(terminal);

	return foreground < 0 ? errno == ENOTTY : foreground == getpgrp();
}

int confirm_open_terminal(int fd)
{
	char path[sizeof("/proc/self/fd/") + 16];
	int terminal;

	if (!isatty(fd) || !is_in_foreground(fd))
		return -1;
	/* Other processes share the open file description of `fd`, so its flags must
	 * stay. They may read a line first, so a read must not block. */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	terminal = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (terminal >= 0)
		tcflush(terminal, TCIFLUSH);
	return terminal;
}

static bool is_yes(const struct line *line)
{
	return line->n == 0 || strcasecmp(line->text, "y") == 0 ||
	       strcasecmp(line->text, "yes") == 0;
}

/* Whether the key ends a line that says yes. A line that is too long does not. */
static bool add_key(struct line *line, char key)
{
	bool ends = key == '\n' || key == '\r';
	bool confirms = ends && is_yes(line);

	if (ends)
		*line = (struct line){0};
	else if (line->n + 1 < sizeof(line->text))
		line->text[line->n++] = key;
	return confirms;
}

/* Whether the available input says yes. */
static bool read_yes(int terminal, struct line *line)
{
	char keys[256];
	ssize_t n = read(terminal, keys, sizeof(keys));

	for (ssize_t i = 0; i < n; i++) {
		if (add_key(line, keys[i]))
			return true;
	}
	return false;
}

bool confirm_wait(const struct confirm *confirm, int64_t timeout_ms)
{
	int64_t deadline = kernel_now_ms(confirm->kernel) + timeout_ms;
	struct pollfd poll_fd = {.events = POLLIN};
	int terminal = confirm->terminal;
	struct line line = {0};

	while (!*confirm->stop && !*confirm->confirmed) {
		int64_t left = deadline - kernel_now_ms(confirm->kernel);

		if (left <= 0)
			break;
		poll_fd.fd = terminal >= 0 && is_in_foreground(terminal) ? terminal : -1;
		if (poll(&poll_fd, 1, left < LOOK_MS ? (int)left : LOOK_MS) <= 0)
			continue;
		if (poll_fd.revents & (POLLHUP | POLLERR | POLLNVAL))
			terminal = -1;
		else if (read_yes(terminal, &line))
			return true;
	}
	return *confirm->confirmed;
}
