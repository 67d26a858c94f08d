/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Recreating VFs loses what they have. What nobody configured is carried over to the VF
 * of the same index, where there is one; the rest is in plan_pf.lost. */
#pragma once

#include "plan/planner.h"

/* Once it is known that the PF's VFs are recreated: reads what they have. */
void plan_keep_begin(struct planner *planner);

/* Adds to what VF `index` should be like what it has. */
void plan_keep_over(const struct planner *planner, struct desired_vf *vf,
		    unsigned int index);

/* Whether the change carries a value over that the VF cannot have again, for that reason:
 * then the value is lost, and no change is made. */
bool plan_keep_gives_up(struct planner *planner, const struct field *wanted,
			unsigned int index, enum vf_attr attr, const char *reason);

/* What VFs have that are removed for good. */
void plan_keep_end(struct planner *planner);
