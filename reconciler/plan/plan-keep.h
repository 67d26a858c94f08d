/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* VFs that are recreated lose their values. A value that is not configured is carried
 * over to the new VF of the same index; if it cannot be, it is listed in plan_pf.lost.
 * The same applies to the values of VFs that an interrupted run removed
 * (observed_pf.saved), and to their number. */
#pragma once

#include "plan/planner.h"

/* Why a change restores a value from before an interrupted run. */
extern const char plan_keep_why[];

/* Sets planner->numvfs if it is not configured and an interrupted run has left no VFs. */
void plan_keep_number(struct planner *planner);

/* Reads the values of VFs that the plan recreates, and fills in what apply is to save,
 * plan_pf.saves. planner->creates must be known. */
void plan_keep_begin(struct planner *planner);

/* Adds the values to carry over to the configuration of VF `index`, if it does not set
 * them. */
void plan_keep_over(const struct planner *planner, struct desired_vf *vf,
		    unsigned int index);

/* Whether `wanted` is carried over and the VF cannot have it, for `reason` (NULL: it
 * can). If so, the value is added to plan_pf.lost, and the caller makes no change. */
bool plan_keep_gives_up(struct planner *planner, const struct field *wanted,
			unsigned int index, enum vf_attr attr, const char *reason);

/* Adds the values of VFs that are removed for good to plan_pf.lost. */
void plan_keep_end(struct planner *planner);

/* Returns the part of observed->saved that still has to be set, according to a plan made
 * after an apply; NULL if there is none. */
const struct saved_vfs *plan_keep_left(struct arena *arena, const struct plan_pf *pf);
