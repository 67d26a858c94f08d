/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "commands/run.h"
#include "support/must-check.h"

/* Creates the run directory, takes its lock and removes temporary files of killed runs.
 * Waits up to lock_wait_s for another run, and reports its process. Returns the
 * descriptor that holds the lock, or -errno with a diagnostic (codes locked, run-dir);
 * -EINTR (code stopped) if *stop is set. Sets *ret_has_waited if there was another
 * run. */
_must_check_ int lock_run(struct run *run, const struct invocation *invocation,
			  const volatile sig_atomic_t *stop, bool *ret_has_waited);
