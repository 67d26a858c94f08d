/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/planner.h"

struct change *planner_add(struct planner *planner, enum change_kind kind, int vf)
{
	struct plan_pf *pf = planner->pf;
	struct change *change;

	pf->changes = arena_grow(planner->arena, pf->changes, pf->n_changes,
				 sizeof(*pf->changes));
	change = &pf->changes[pf->n_changes++];
	change->kind = kind;
	change->vf = vf;
	return change;
}

/* Blocks a change that would interrupt somebody, and with it the PF: nothing is written
 * for a PF of which a part has to wait. */
void planner_block_in_use(struct planner *planner, struct change *change, const char *by,
			  unsigned int vf)
{
	if (!by || change->block != BLOCK_NONE)
		return;
	change->block = BLOCK_IN_USE;
	change->reason = arena_printf(planner->arena, "VF %u is in use: %s", vf, by);
	planner->pf->block = BLOCK_IN_USE;
}

bool planner_autoprobe(const struct planner *planner)
{
	const struct observed_pf *observed = planner->pf->observed;

	return (observed->autoprobe_saved >= 0 ? observed->autoprobe_saved
					       : observed->autoprobe) == 1;
}
