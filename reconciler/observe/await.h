/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <signal.h>

#include "model/desired.h"
#include "support/kernel.h"

/* Early in a boot drivers are still loading and udev is still renaming. Waits until every
 * PF that `desired` matches is there, has a driver and, where it is a NIC, a netdev under
 * its final name; gives up quietly after timeout_ms or when *stop is not 0. What is
 * missing then is for the planner to tell. Needs live_kernel_watch. */
void await_pfs(struct kernel *kernel, struct arena *arena, const struct desired *desired,
	       int64_t timeout_ms, const volatile sig_atomic_t *stop);
