/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <stddef.h>

/* Takes the lock on dirfd/name, which is made if needed, and writes our pid into it.
 * Returns the descriptor that holds the lock, or -EWOULDBLOCK with the holder's pid (or
 * 0) in *ret_holder, or -errno. Closing the descriptor gives the lock back; the file
 * stays. */
int lock_file_try(int dirfd, const char *name, int *ret_holder);
