/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that are either complete or absent. */
#pragma once

#include <stddef.h>

#include "support/must-check.h"

/* Creates a directory and its parents below `dirfd` (AT_FDCWD for absolute paths), mode
 * 0755. Returns 0, also if it exists, or -errno. */
_must_check_ int atomic_file_mkdirs(int dirfd, const char *path);

/* Writes `size` bytes to dirfd/name through a temporary file, fsync and rename. A file
 * with the same content is left alone. Returns 1 if the file was written, 0 if it was up
 * to date, or -errno; on an error the old file is unchanged. */
_must_check_ int atomic_file_write(int dirfd, const char *name, const void *bytes,
				   size_t size);

/* The same for a file that only its owner may read. */
_must_check_ int atomic_file_write_private(int dirfd, const char *name, const void *bytes,
					   size_t size);

/* The same for a path, relative to the working directory. Replaces the target of a
 * symbolic link, not the link. -EINVAL for anything but a regular file. */
_must_check_ int atomic_file_replace(const char *path, const void *bytes, size_t size);

/* Removes the temporary files that killed processes left in a directory. The caller must
 * hold the lock, or this removes the file of a running writer. */
void atomic_file_sweep(int dirfd);
