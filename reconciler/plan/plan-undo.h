/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a run has changed, as a configuration that puts it back: the plan that comes of it
 * is one like any other. */
#pragma once

#include "model/plan.h"

/* The values that PFs had before `result`, of what that run has set (or has tried to) and
 * nothing else. Where the number of VFs is among it, every VF has all that it had, since
 * the run has removed it. `is_wanted` says of which PFs of the result's plan. What was
 * not known before cannot be put back: warnings in `diags`. */
const struct desired *plan_undo(struct arena *arena, struct diags *diags,
				const struct result *result, const bool *is_wanted);

/* Warnings of what the plan changes and plan_undo does not bring back, for before the
 * first write. */
void plan_undo_warn(struct diags *diags, const struct plan *plan);
