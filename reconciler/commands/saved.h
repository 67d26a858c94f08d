/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/plan.h"
#include "support/kernel.h"
#include "support/root.h"

/* Of what runs have noted that VFs had (run-state/saved-vfs.h), leaves what the plan
 * still has to set: a plan that is made after an apply, for the same PFs. */
void saved_settle(struct kernel *kernel, struct arena *arena, const struct root *run,
		  const struct plan *after);
