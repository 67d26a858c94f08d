/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A write(2) that the kernel may block for minutes, in a child process. A thread would
 * not do: while it hangs in the kernel, the whole process cannot end. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "support/root.h"
#include "support/must-check.h"

struct async_write {
	pid_t pid;
	int fd;	    /* read end of the pipe that carries the result; -1: no write */
	char *path; /* the path as the caller passed it */
};

/* Name of the child process in ps. */
#define ASYNC_WRITE_PROCESS "vfstate-numvfs"

#define ASYNC_WRITE_NONE ((struct async_write){.fd = -1})

/* Begins to write the whole string to an existing file, as root_write does. Returns 0, or
 * -errno if the write could not be started (mostly an error of open(2)). The child keeps
 * all descriptors except the three of stdio, so locks stay held until the write has
 * ended, even if the caller is gone. */
_must_check_ int async_write_begin(const struct root *root, const char *path,
				   const char *text, struct async_write *ret_write);

/* Whether the write has ended; its result, 0 or -errno, is then in *ret_result. Does not
 * wait; write->fd becomes readable when the write has ended. */
bool async_write_ended(struct async_write *write, int *ret_result);

/* Stops tracking the write, which continues. */
void async_write_leave(struct async_write *write);
