/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Opens files that only root can have put in place. */
#pragma once

#include <stdbool.h>

#include "support/arena.h"
#include "support/must-check.h"

/* Opens `path` (relative: to the working directory) as open() does. Each directory on the
 * way, each symbolic link that is followed and the file itself must belong to root and be
 * writable by nobody else. A directory that is only passed through may be writable if it
 * has the sticky bit, which keeps what belongs to root. The checks run on the descriptors
 * that are used, so nothing can be exchanged in between. Returns the fd, which the caller
 * closes, or a negative errno; -EPERM with *ret_culprit (owned by the arena, like "/etc/x
 * is writable by users other than root (mode 0666)") if somebody else could have put the
 * file there. *ret_culprit is NULL for any other error. */
_must_check_ int trusted_open(struct arena *arena, const char *path, int flags,
			      const char **ret_culprit);
