/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/async-write.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "support/guard.h"

static void __attribute__((noreturn)) write_and_end(int file, const char *text, int pipe)
{
	size_t length = strlen(text);
	ssize_t n;
	int result = 0;

	/* A reader of the parent's output waits until every copy of the descriptor is
	 * closed. */
	for (int fd = 0; fd <= STDERR_FILENO; fd++) {
		if (fd != file && fd != pipe)
			close(fd);
	}
	/* So that ps shows what hangs. */
	(void)prctl(PR_SET_NAME, ASYNC_WRITE_PROCESS);
	n = write(file, text, length);
	if (n < 0)
		result = -errno;
	else if ((size_t)n != length)
		result = -EIO;
	(void)!write(pipe, &result, sizeof(result));
	_exit(0);
}

int async_write_begin(const struct root *root, const char *path, const char *text,
		      struct async_write *ret_write)
{
	_cleanup_fd_ int file = openat(root->fd, path, O_WRONLY | O_CLOEXEC);
	_cleanup_free_ char *copy = strdup(path);
	sigset_t all, before;
	int ends[2];
	pid_t pid;

	if (file < 0)
		return -errno;
	if (!copy)
		return -ENOMEM;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	/* Only the parent handles signals to the process group. */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	pid = fork();
	if (pid == 0)
		write_and_end(file, text, ends[1]);
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return -errno;
	}
	*ret_write = (struct async_write){.pid = pid, .fd = ends[0], .path = copy};
	copy = NULL;
	return 0;
}

void async_write_leave(struct async_write *write)
{
	if (write->fd >= 0)
		close(write->fd);
	free(write->path);
	*write = ASYNC_WRITE_NONE;
}

bool async_write_ended(struct async_write *write, int *ret_result)
{
	struct pollfd poll_fd = {.fd = write->fd, .events = POLLIN};
	pid_t pid = write->pid;

	if (poll(&poll_fd, 1, 0) <= 0)
		return false;
	/* The child was killed before it could report the result. */
	if (read(write->fd, ret_result, sizeof(*ret_result)) != sizeof(*ret_result))
		*ret_result = -EINTR;
	async_write_leave(write);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return true;
}
