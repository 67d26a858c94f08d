/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What holds of more than one run: each makes runs of its own, of the world or of the
 * fake kernel as a run has left it. */
#pragma once

#include "run.h"

/* property-order.c */
bool property_order(const struct world *world, struct fake_kernel *fake, char *failure);

/* property-minimal.c; of a run that had no fault. */
bool property_minimal(const struct world *world, const struct run *run, char *failure);

/* property-undo.c; of a run that had no fault, and the kernel after it. */
bool property_undo(const struct world *world, struct fake_kernel *fake,
		   const struct run *run, char *failure);
