/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <signal.h>

#include "model/desired.h"
#include "support/kernel.h"

struct await_options {
	int64_t timeout_ms;
	const volatile sig_atomic_t *stop;
	/* Called once for each PF that is waited for longer than 5 s, with what is
	 * missing and how long the wait goes on; NULL. */
	void (*on_wait)(void *data, const char *text);
	void *data;
};

/* Waits until every PF that `desired` matches is present, has a driver and, if it is a
 * NIC, a netdev with its final name. Early in a boot drivers are still loading and udev
 * is still renaming. Gives up without an error after timeout_ms, or once *stop is not 0;
 * the planner reports what is missing then. Needs live_kernel_watch. */
void await_pfs(struct kernel *kernel, struct arena *arena, const struct desired *desired,
	       const struct await_options *options);

/* The same for the PF at one address; ends also if that device disappears. */
void await_pf(struct kernel *kernel, struct arena *arena, struct pci_address pci,
	      const struct await_options *options);
