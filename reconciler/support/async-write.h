/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A write(2) that the kernel may keep for minutes, in a process of its own: a thread that
 * hangs in the kernel would keep the whole process from ending, whatever happens. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "support/root.h"
#include "support/must-check.h"

struct async_write {
	pid_t pid;
	int fd; /* the read end of a pipe: the result comes through it; -1: no write */
	char *path; /* of the file, as it was given */
};

/* What the process is called, for ps. */
#define ASYNC_WRITE_PROCESS "vfstate-numvfs"

#define ASYNC_WRITE_NONE ((struct async_write){.fd = -1})

/* Begins to write the whole string to an existing file, as root_write does. 0, or -errno
 * where it could not be begun: of open(2) above all. The child keeps every descriptor but
 * the three of stdio, so what was locked stays so until the write has ended, also where
 * the caller is gone. */
_must_check_ int async_write_begin(const struct root *root, const char *path,
				   const char *text, struct async_write *ret_write);

/* Whether the write has ended, and with what: 0 or -errno in *ret_result. It does not
 * wait; write->fd becomes readable when there is something to tell. */
bool async_write_ended(struct async_write *write, int *ret_result);

/* Leaves the write to itself. */
void async_write_leave(struct async_write *write);
