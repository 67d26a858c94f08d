/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Scope guards for resources outside the arena: descriptors, directories, streams, and
 * objects of libraries. A guard runs when its variable goes out of scope. */
#pragma once

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define _cleanup_(function) __attribute__((cleanup(function)))

/* Defines guard_NAME(T *p), which calls `release` on a value that is not NULL. */
#define GUARD_DEFINE(name, type, release)                                                \
	static inline void guard_##name(type *p)                                         \
	{                                                                                \
		if (*p)                                                                  \
			release(*p);                                                     \
	}

GUARD_DEFINE(dir, DIR *, closedir)
GUARD_DEFINE(file, FILE *, fclose)

static inline void guard_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void guard_free(void *p)
{
	free(*(void **)p);
}

#define _cleanup_fd_ _cleanup_(guard_fd)
#define _cleanup_dir_ _cleanup_(guard_dir)
#define _cleanup_file_ _cleanup_(guard_file)
#define _cleanup_free_ _cleanup_(guard_free)

/* Returns the value and disarms the guard. */
#define take_fd(fd)                                                                      \
	({                                                                               \
		int _fd = (fd);                                                          \
		(fd) = -1;                                                               \
		_fd;                                                                     \
	})

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
