/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/plan-keep.h"

#include "plan/adopt-parts.h"

void plan_keep_begin(struct planner *planner)
{
	const struct observed_pf *observed = planner->pf->observed;
	/* What cannot be configured cannot be carried over; it is no remark but lost. */
	struct adopt_remarks remarks = {.arena = planner->arena};

	if (!planner->creates || observed->n_vfs == 0)
		return;
	planner->kept = adopt_vfs(&remarks, observed);
	planner->n_kept = observed->n_vfs;
}

static struct field kept_value(const struct planner *planner, unsigned int index,
			       int attr)
{
	const struct adopt_wish *wish = &planner->kept[index].wishes[attr];
	struct field field = wish->field;

	field.set &= !wish->is_implied;
	field.is_kept = field.set;
	field.at = planner->pf->desired->numvfs.at;
	return field;
}

void plan_keep_over(const struct planner *planner, struct desired_vf *vf,
		    unsigned int index)
{
	if (index >= planner->n_kept)
		return;
	for (int attr = 0; attr < VF_KEY_COUNT; attr++) {
		if (!vf->attrs[attr].set)
			vf->attrs[attr] = kept_value(planner, index, attr);
	}
}

static void lose(struct planner *planner, unsigned int index, enum vf_attr attr,
		 struct value value, const char *reason)
{
	struct plan_pf *pf = planner->pf;

	pf->lost = arena_grow(planner->arena, pf->lost, pf->n_lost, sizeof(*pf->lost));
	pf->lost[pf->n_lost++] = (struct lost_value){
		.vf = index, .attr = attr, .value = value, .reason = reason};
}

bool plan_keep_gives_up(struct planner *planner, const struct field *wanted,
			unsigned int index, enum vf_attr attr, const char *reason)
{
	if (!wanted->is_kept || !reason)
		return false;
	lose(planner, index, attr, wanted->value, reason);
	return true;
}

void plan_keep_end(struct planner *planner)
{
	for (size_t i = planner->pf->numvfs; i < planner->n_kept; i++) {
		for (int attr = 0; attr < VF_KEY_COUNT; attr++) {
			struct field field = kept_value(planner, (unsigned int)i, attr);

			if (field.set)
				lose(planner, (unsigned int)i, (enum vf_attr)attr,
				     field.value, "the VF is removed");
		}
	}
}
