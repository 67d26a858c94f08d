/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel numbers its events (SEQNUM of a uevent). By the number that a run of the
 * whole configuration leaves, a later run for one event sees that it has nothing to do. A
 * driver's event "bind" gets its number after its probe (drivers/base/dd.c,
 * driver_bound), so a run that began with this number or a higher one has seen the device
 * with that driver. */
#pragma once

#include "support/kernel.h"
#include "support/root.h"

/* The number of the last event so far; 0 if it cannot be read. */
long seqnum_now(struct kernel *kernel);

/* The number that was left in the run directory; 0 if there is none. */
long seqnum_read(struct kernel *kernel, const char *run_dir);

/* 0 or -errno. */
int seqnum_write(const struct root *run, long seqnum);
