/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "commands/run.h"
#include "observe/await.h"

/* Waits for the PF of --pf, if it is given by its address and an entry
 * of the configuration may match it. Needs no lock; does nothing without --pf. */
void select_pf_await(struct run *run, const struct invocation *invocation,
		     const struct desired *desired, const struct await_options *options);

/* Whether --pf is a udev event that was there before a run of the whole configuration
 * looked. For a run that has opened the kernel and holds the lock. */
bool select_pf_is_seen(struct run *run, const struct invocation *invocation);

/* The part of the configuration about the PF of --pf, or all of it without that option.
 * NULL with diagnostics if the configuration has no entry for that PF, or several;
 * without any if it has none for the PF of a udev event: vfstate-pf@.service starts for
 * each PF of the host, with the event's number behind the address ("0000:03:00.0-4711").
 * *ret_exit is the exit code then. */
const struct desired *select_pf(struct run *run, const struct invocation *invocation,
				const struct desired *desired, int *ret_exit);
