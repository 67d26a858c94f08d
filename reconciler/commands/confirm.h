/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* apply --confirm: waits for somebody to confirm the changes. */
#pragma once

#include <signal.h>

#include "support/kernel.h"

struct confirm {
	struct kernel *kernel; /* its clock */
	int terminal;	       /* of confirm_open_terminal; -1: nobody is asked */
	const volatile sig_atomic_t *stop;
	const volatile sig_atomic_t *confirmed; /* SIGUSR1 */
};

/* Opens the terminal behind `fd` again, with a descriptor of its own that never blocks,
 * and discards pending input. -1 if `fd` is not a terminal or another process group is in
 * its foreground; the input is left alone then. */
int confirm_open_terminal(int fd);

/* Whether somebody confirms within `timeout_ms` of the kernel's clock: SIGUSR1, or an
 * empty line, "y" or "yes" on the terminal. A terminal that hangs up confirms nothing. */
bool confirm_wait(const struct confirm *confirm, int64_t timeout_ms);
