/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether to look for all users of a VF, which takes time and leaves traces. */
#pragma once

#include "model/desired.h"
#include "model/observed.h"

/* Whether the entry may interrupt a user of the VF. True for all changes of the planner
 * that do, and possibly for more. */
bool vf_impact_is_possible(const struct desired_pf *desired, const struct observed_pf *pf,
			   const struct observed_vf *vf);
