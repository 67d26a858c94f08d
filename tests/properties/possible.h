/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the drivers of the fake kernel could do, whatever the planner says of it. */
#pragma once

#include "run.h"

bool possible_change(const struct run *run, const struct plan_pf *plan_pf,
		     const struct change *change);

/* The PF as it would be in the eswitch mode that is wanted: what that refuses is not to
 * be done in another one. */
struct fake_pf possible_pf_in_wanted_mode(const struct run *run,
					  const struct plan_pf *plan_pf);
