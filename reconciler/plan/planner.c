/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/planner.h"

#include <string.h>

struct change *planner_add(struct planner *planner, enum change_kind kind, int vf)
{
	struct plan_pf *pf = planner->pf;
	struct change *change;

	pf->changes = arena_grow(planner->arena, pf->changes, pf->n_changes,
				 sizeof(*pf->changes));
	change = &pf->changes[pf->n_changes++];
	*change = (struct change){.kind = kind, .vf = vf};
	return change;
}

struct desired_vf planner_vf(const struct planner *planner, unsigned int index)
{
	struct desired_vf vf = *desired_pf_vf(planner->pf->desired, index);
	const struct observed_pf *observed = planner->pf->observed;
	struct value *mac = &vf.attrs[VF_ATTR_MAC].value;

	if (!vf.attrs[VF_ATTR_MAC].set || !mac->is_derived)
		return vf;
	if (!observed->has_permanent_mac && !observed->has_mac)
		return vf;
	mac->mac = mac_address_derive(
		observed->has_permanent_mac ? observed->permanent_mac : observed->mac,
		index);
	mac->is_derived = false;
	return vf;
}

enum {
	USERS_TEXT_MAX = 400
};

/* Of a change that concerns all VFs, every user that somebody will read. */
static const char *add_user(struct arena *arena, const char *before, unsigned int vf,
			    const char *by)
{
	if (!before)
		return arena_printf(arena, "VF %u is in use: %s", vf, by);
	return strlen(before) > USERS_TEXT_MAX
		       ? before
		       : arena_printf(arena, "%s; VF %u: %s", before, vf, by);
}

void planner_block_in_use(struct planner *planner, struct change *change,
			  const struct observed_vf *vf)
{
	const char *by;

	if (change->block == BLOCK_UNSUPPORTED)
		return;
	by = in_use_refuses(planner->arena, planner->pf->observed, vf, change);
	if (!by)
		return;
	if (planner->disruption == DISRUPTION_ALLOWED) {
		change->affects =
			add_user(planner->arena, change->affects, vf->index, by);
		return;
	}
	change->block = BLOCK_IN_USE;
	change->reason = add_user(planner->arena, change->reason, vf->index, by);
}

void planner_block_any_in_use(struct planner *planner, struct change *change)
{
	const struct observed_pf *observed = planner->pf->observed;

	for (size_t i = 0; i < observed->n_vfs; i++)
		planner_block_in_use(planner, change, &observed->vfs[i]);
}

void planner_block_not_yet(struct planner *planner, struct change *change)
{
	change->block = BLOCK_UNSUPPORTED;
	change->reason =
		arena_printf(planner->arena, "this version of vfstate cannot set %s",
			     change_name(change));
}

bool planner_autoprobe(const struct planner *planner)
{
	return planner->pf->autoprobe == 1;
}
