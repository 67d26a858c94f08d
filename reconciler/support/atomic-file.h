/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that are there whole or not at all. */
#pragma once

#include <stddef.h>

#include "support/must-check.h"

/* Makes a directory and its parents below `dirfd` (AT_FDCWD for absolute paths), mode
 * 0755. 0 where it is there already. -errno. */
_must_check_ int atomic_file_mkdirs(int dirfd, const char *path);

/* Writes `size` bytes to dirfd/name through a temporary file, fsync and rename. A file
 * that holds these very bytes is left alone. Returns 1 where it wrote, 0 where nothing
 * had to be written, or -errno; on an error the old file is as it was. */
_must_check_ int atomic_file_write(int dirfd, const char *name, const void *bytes,
				   size_t size);

/* The same for a file that only its owner may read. */
_must_check_ int atomic_file_write_private(int dirfd, const char *name, const void *bytes,
					   size_t size);

/* The same for a path, relative to the working directory: what a link leads to is
 * replaced, not the link. -EINVAL where there is something else than a regular file. */
_must_check_ int atomic_file_replace(const char *path, const void *bytes, size_t size);

/* Removes the temporary files that killed processes left in a directory. Only for whoever
 * has the lock: it would take them from a process that writes. */
void atomic_file_sweep(int dirfd);
