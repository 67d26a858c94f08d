/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that nobody but root can have put where they are. */
#pragma once

#include <stdbool.h>

#include "support/arena.h"
#include "support/must-check.h"

/* Opens `path` (relative: to the working directory) as open() does. Each directory on the
 * way, each symbolic link that is followed and the file itself must belong to root and be
 * writable by nobody else; a directory that is gone through may be where it has the
 * sticky bit, since what is root's in it stays root's. What is looked at is what is
 * opened: nothing can be exchanged in between. Returns the fd, which is the caller's, or
 * a negative errno; -EPERM with *ret_culprit (owned by the arena, like "/etc/x can be
 * written by others (mode 0666)") where somebody else could have put it there, and NULL
 * there for any other fault. */
_must_check_ int trusted_open(struct arena *arena, const char *path, int flags,
			      const char **ret_culprit);
