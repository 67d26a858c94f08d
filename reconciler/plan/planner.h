/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the parts of the planner share while one PF is planned. */
#pragma once

#include "model/in-use.h"
#include "model/plan.h"
#include "plan/quirks.h"

struct planner {
	struct arena *arena;
	struct diags *diags;
	enum disruption permits; /* of the run and of the PF */
	const struct observed *host;
	struct plan_pf *pf;
	const struct desired_vf *vfs; /* what each VF should be like; see planner_vf */
	const struct adopt_vf *kept;  /* what the VFs have that are recreated; NULL */
	size_t n_kept;
	struct field numvfs; /* configured, as derive_numvfs settles it; or kept */
	const struct driver_quirks *quirks;
	uint32_t refuses_set; /* of them, those that may be cleared all the same */
	uint32_t refuses; /* VF attributes that cannot be set here, by the driver's row or
			     what the PF is */
	bool is_switchdev;	    /* when the plan is done */
	const char *numvfs_refusal; /* why the number of VFs is not possible; NULL */
	bool creates;		    /* the plan recreates the PF's VFs */
	bool ends_mode;		    /* and with them the eswitch mode goes */
	bool keeps_mode; /* another eswitch mode is wanted, and refused for its users */
	bool may_clear;	 /* the plan changes the eswitch mode, which may clear what VFs
			    have */
	bool *restarts;	 /* of each VF: the plan gives it to a driver, or takes it off */
	bool is_capped;	 /* the kernel reports its first VFs only */
	bool reports;	 /* the PF's driver reports the attributes of its VFs */
};

/* Turns to a PF. */
void planner_start(struct planner *planner, struct plan_pf *pf,
		   const struct desired_pf *desired, const struct observed_pf *live);

/* Once it is known whether the VFs stay: what the eswitch mode will be, and with it what
 * VFs can have. */
void planner_settle_mode(struct planner *planner);

/* Appends a change of a VF's attribute (enum vf_attr), or of one of the PF itself (NO_VF,
 * enum pf_attr). The pointer is good until the next one is added. */
struct change *planner_add(struct planner *planner, enum stage stage, int vf, int attr);

/* Settles what every VF should be like, once it is known how many there will be, in which
 * mode, and which are recreated. */
void planner_settle_vfs(struct planner *planner);

/* What VF `index` of the PF should be like, as derive_vf settles it; where the VF is
 * recreated and nothing else is configured, as it is (fields that are kept). */
const struct desired_vf *planner_vf(const struct planner *planner, unsigned int index);

/* Whether the VF's MAC is the one that its VM's interface has by default. */
bool planner_has_default_mac(const struct planner *planner, unsigned int index);

/* Blocks the change where it would interrupt who uses the VF; or says who, where that is
 * allowed. */
void planner_block_in_use(struct planner *planner, struct change *change,
			  const struct observed_vf *vf);

/* The same for a change that interrupts every VF of the PF. */
void planner_block_any_in_use(struct planner *planner, struct change *change);

/* The same for a change that takes the PF's link away from who uses the PF itself:
 * `takes`. */
void planner_block_pf_in_use(struct planner *planner, struct change *change,
			     enum disruption takes);

/* Whether the kernel binds drivers to the PF's VFs by itself when the plan is done. */
bool planner_autoprobe(const struct planner *planner);
