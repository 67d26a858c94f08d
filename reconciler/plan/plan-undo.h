/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reverting a run: its result becomes a configuration with the former values, which is
 * planned like any other. */
#pragma once

#include "model/plan.h"

/* Returns the former values of what the run of `result` has set or tried to set, and
 * nothing else. If the run changed the number of VFs, it removed them, so the
 * configuration has all former values of every VF. `is_wanted` selects PFs of the
 * result's plan. A value that was unknown before the run cannot be reverted, which is a
 * warning in `diags`. */
const struct desired *plan_undo(struct arena *arena, struct diags *diags,
				const struct result *result, const bool *is_wanted);

/* Warns of changes in the plan that plan_undo() cannot revert. To be called before the
 * first write. */
void plan_undo_warn(struct diags *diags, const struct plan *plan);
