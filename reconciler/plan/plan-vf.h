/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "plan/planner.h"

/* The attributes of one VF, in the kernel's order. */
void plan_vf_attrs(struct planner *planner, unsigned int index);

/* The change that gives the VF a driver by its name, or none. */
void plan_vf_override(struct planner *planner, unsigned int index);

/* Whether the VF's driver has to start, and the change that starts it. */
bool plan_vf_needs_driver(struct planner *planner, unsigned int index);
void plan_vf_driver(struct planner *planner, unsigned int index);
