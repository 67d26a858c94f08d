/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One world: run without faults and with its fault, and judged after each run. */
#pragma once

#include "run.h"

/* Writes why a property does not hold into failure[FAILURE_MAX]. `fake` is memory that a
 * child shares. */
bool check_world(struct world *world, struct fake_kernel *fake, char *failure);
