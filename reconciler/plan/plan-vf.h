/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "plan/planner.h"

/* The attributes of one VF, in the kernel's order. */
void plan_vf_attrs(struct planner *planner, unsigned int index);

/* The driver of one VF on the host. */
void plan_vf_driver(struct planner *planner, unsigned int index);
