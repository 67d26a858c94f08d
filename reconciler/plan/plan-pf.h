/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "plan/planner.h"

/* MTU and the like of the PF's own. */
void plan_pf_attrs(struct planner *planner);

/* Its link: up before everything else, or down after it. */
void plan_pf_link(struct planner *planner, bool on);
