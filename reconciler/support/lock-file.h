/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A lock that only processes of its owner can take: any process that can open a file can
 * flock(2) it, so the file has mode 0600. The file is empty: a pid in it would outlive
 * its process. /proc/PID/fdinfo shows the holder. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

#include "support/must-check.h"

struct lock_holder {
	pid_t pid;
	uid_t uid; /* effective */
};

/* Takes the lock on dirfd/name, which is created with mode 0600 if needed. A file that
 * others can open, as older versions created it, is replaced: at once if only others hold
 * its lock, else when the lock is free. Returns a descriptor that holds the lock of the
 * current file; -EWOULDBLOCK if another process holds it; -EPERM with *ret_fault
 * (own_file_fault) for a file that cannot be used; or -errno. Closing the descriptor
 * releases the lock; the file stays. */
_must_check_ int lock_file_try(int dirfd, const char *name, const char **ret_fault);

/* Finds at most `max` processes that hold the lock of dirfd/name and returns their
 * number. A process that the holder forked holds it too. 0 if /proc shows none, for
 * instance because the holder is in another PID namespace. */
size_t lock_file_holders(int dirfd, const char *name, struct lock_holder *holders,
			 size_t max);
