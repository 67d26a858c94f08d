/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a file in a directory of vfstate's own can be used. */
#pragma once

#include <sys/stat.h>

/* What keeps a file from being used, like "is a FIFO, not a regular file", or NULL. It
 * must have the type (S_IFREG or S_IFDIR), belong to root (or to the user who runs this),
 * have none of the mode bits in `forbidden` and, a regular file, be linked at most once.
 * Pure. */
const char *own_file_fault(const struct stat *st, mode_t type, mode_t forbidden);
