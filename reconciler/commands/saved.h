/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/plan.h"
#include "support/kernel.h"
#include "support/root.h"

/* Reduces the notes of the values that VFs had (run-state/saved-vfs.h) to those that
 * `after` still has to set. `after` is the plan made after an apply, for the same PFs. */
void saved_settle(struct kernel *kernel, struct arena *arena, const struct root *run,
		  const struct plan *after);
