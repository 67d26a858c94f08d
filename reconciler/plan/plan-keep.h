/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Recreating VFs loses what they have. What nobody configured is carried over to the VF
 * of the same index, where there is one; the rest is in plan_pf.lost. So is what VFs had
 * that an interrupted run has removed (observed_pf.saved), and how many there were. */
#pragma once

#include "plan/planner.h"

/* Why a value is set that VFs had before an interrupted run removed them. */
extern const char plan_keep_why[];

/* Settles planner->numvfs where nobody configured it and an interrupted run has left no
 * VFs. */
void plan_keep_number(struct planner *planner);

/* Once it is known whether the PF's VFs are recreated: reads what they have, and fills in
 * what apply is to note of it, plan_pf.saves. */
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

/* Of a plan that is made after an apply: what is left of observed->saved to be set; NULL
 * where that is nothing. */
const struct saved_vfs *plan_keep_left(struct arena *arena, const struct plan_pf *pf);
