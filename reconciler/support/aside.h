/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A write(2) that the kernel may keep for minutes, in a process of its own: a thread that
 * hangs in the kernel would keep the whole process from ending, whatever happens. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "support/root.h"

struct aside {
	pid_t pid;
	int fd; /* the read end of a pipe: the result comes through it; -1: no write */
	char *path; /* of the file, as it was given */
};

/* What the process is called, for ps. */
#define ASIDE_PROCESS "vfstate-numvfs"

#define ASIDE_NONE ((struct aside){.fd = -1})

/* Begins to write the whole string to an existing file, as root_write does. 0, or -errno
 * where it could not be begun: of open(2) above all. The child keeps every descriptor but
 * the three of stdio, so what was locked stays so until the write has ended, also where
 * the caller is gone. */
int aside_begin(const struct root *root, const char *path, const char *text,
		struct aside *ret_aside);

/* Whether the write has ended, and with what: 0 or -errno in *ret_result. It does not
 * wait; aside->fd becomes readable when there is something to tell. */
bool aside_ended(struct aside *aside, int *ret_result);

/* Leaves the write to itself. */
void aside_leave(struct aside *aside);
