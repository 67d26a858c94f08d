/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Checks files in vfstate's own directories. */
#pragma once

#include <sys/stat.h>

/* Why a file cannot be used, like "is a FIFO, not a regular file", or NULL. It must have
 * the type (S_IFREG or S_IFDIR), belong to root (or to the user who runs this), have none
 * of the mode bits in `forbidden` and, if it is a regular file, have no other hard link.
 * Pure. */
const char *own_file_fault(const struct stat *st, mode_t type, mode_t forbidden);
