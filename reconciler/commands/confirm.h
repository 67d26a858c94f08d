/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* apply --confirm: waiting for somebody who keeps what was changed. */
#pragma once

#include <signal.h>

#include "support/kernel.h"

struct confirm {
	struct kernel *kernel; /* its clock */
	int terminal;	       /* of confirm_open_terminal; -1: nobody is asked */
	const volatile sig_atomic_t *stop;
	const volatile sig_atomic_t *confirmed; /* SIGUSR1 */
};

/* The terminal behind `fd`, where this process may read from it: a descriptor of its own
 * that never blocks, without the input that was there before. -1 where `fd` is anything
 * else, or a terminal whose foreground is another process group; of such a one nothing is
 * read. */
int confirm_open_terminal(int fd);

/* Whether somebody confirms within `timeout_ms` of the kernel's clock: SIGUSR1, or an
 * empty line, "y" or "yes" on the terminal. A terminal that hangs up confirms nothing. */
bool confirm_wait(const struct confirm *confirm, int64_t timeout_ms);
