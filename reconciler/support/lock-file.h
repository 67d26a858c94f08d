/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A lock that only its owner's processes can take: whoever can open a file can flock(2)
 * it, so nobody else can open this one. The file is empty. A pid in it would outlive its
 * process; the holder is whoever has the lock in /proc/PID/fdinfo. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

#include "support/must-check.h"

struct lock_holder {
	pid_t pid;
	uid_t uid; /* effective */
};

/* Takes the lock on dirfd/name, which is made with mode 0600 if needed. A file that
 * others can open, as older versions made it, is replaced: at once where only others
 * hold its lock, else when that is free. Returns the descriptor that holds the lock of
 * the file that is there now; -EWOULDBLOCK where another process holds it; -EPERM with
 * *ret_fault (own_file_fault) for a file that cannot be used; or -errno. Closing the
 * descriptor releases the lock; the file stays. */
_must_check_ int lock_file_try(int dirfd, const char *name, const char **ret_fault);

/* The processes that hold the lock of dirfd/name, at most `max`, and their number. A
 * process forked by the holder holds it too. 0 where /proc shows none, as of another
 * PID namespace. */
size_t lock_file_holders(int dirfd, const char *name, struct lock_holder *holders,
			 size_t max);
