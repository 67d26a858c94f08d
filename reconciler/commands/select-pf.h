/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "commands/run.h"

/* The part of the configuration about the PF of --pf, or all of it without that option.
 * NULL with diagnostics if the configuration has no entry for that PF; without one if the
 * PF is that of a udev event: vfstate-pf@.service starts for each PF of the host, with
 * the event's number behind the address ("0000:03:00.0-4711"). A PF given by address is
 * waited for as `--wait` says; `stop`, which may be NULL, ends that. */
const struct desired *select_pf(struct run *run, const struct invocation *invocation,
				const struct desired *desired,
				const volatile sig_atomic_t *stop);
