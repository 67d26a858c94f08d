/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "commands/run.h"
#include "support/must-check.h"

/* Makes the run directory, takes its lock and removes what killed runs left there. Waits
 * for another run, and says for which process, up to the time of the invocation. The
 * descriptor that holds the lock, or -errno with a diagnostic (codes locked, run-dir);
 * -EINTR (stopped) where *stop became not 0. *ret_has_waited where there was another run.
 */
_must_check_ int lock_run(struct run *run, const struct invocation *invocation,
			  const volatile sig_atomic_t *stop, bool *ret_has_waited);
