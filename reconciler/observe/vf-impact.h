/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether it is worth the time, and the traces it leaves, to look for all users of a VF.
 */
#pragma once

#include "model/desired.h"
#include "model/observed.h"

/* Whether the entry may interrupt who uses the VF: the planner makes no other changes
 * that do, but may make fewer. */
bool vf_impact_is_possible(const struct desired_pf *desired, const struct observed_pf *pf,
			   const struct observed_vf *vf);
