/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the parts of the planner share while one PF is planned. */
#pragma once

#include "model/in-use.h"
#include "model/plan.h"
#include "plan/quirks.h"

struct planner {
	struct arena *arena;
	struct diags *diags;
	enum disruption disruption;
	const struct observed *host;
	struct plan_pf *pf;
	const struct driver_quirks *quirks;
	bool creates; /* the plan makes the PF's VFs anew */
	bool reports; /* the PF's driver tells the attributes of its VFs */
};

/* Appends a change to the PF. The pointer is good until the next one is added. */
struct change *planner_add(struct planner *planner, enum change_kind kind, int vf);

/* What VF `index` of the PF should be like; `mac: derive` is the address that it means
 * here, or stays what it is where the PF tells no address to derive one from. */
struct desired_vf planner_vf(const struct planner *planner, unsigned int index);

/* Blocks the change where it would interrupt who uses the VF; or says who, where that is
 * allowed. */
void planner_block_in_use(struct planner *planner, struct change *change,
			  const struct observed_vf *vf);

/* The same for a change that interrupts every VF of the PF. */
void planner_block_any_in_use(struct planner *planner, struct change *change);

/* Blocks what the language has and this version does not do. */
void planner_block_not_yet(struct planner *planner, struct change *change);

/* Whether the kernel binds drivers to the PF's VFs by itself when the plan is done. */
bool planner_autoprobe(const struct planner *planner);
