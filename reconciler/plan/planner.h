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
	const struct desired *desired; /* all of it */
	struct plan_pf *pf;
	const struct desired_vf *vfs; /* what each VF should be like; see planner_vf */
	const struct adopt_vf *kept;  /* the values of the VFs that are recreated; NULL */
	size_t n_kept;
	struct field numvfs; /* configured, as derive_numvfs settles it; or kept */
	const struct driver_quirks *quirks;
	uint32_t refuses_set; /* those in `refuses` that may still be cleared */
	uint32_t refuses;  /* VF attributes that cannot be set, because of the PF's driver
			      or its type */
	bool is_switchdev; /* after the plan */
	const char *numvfs_refusal; /* why the number of VFs is not possible; NULL */
	bool creates;		    /* the plan creates or recreates the PF's VFs */
	bool ends_mode;		    /* the eswitch mode ends with the removed VFs */
	bool keeps_mode;	    /* users block a change of the eswitch mode */
	bool may_clear; /* the plan changes the eswitch mode, which may clear the VFs'
			   attributes */
	bool *restarts; /* per VF: the plan binds or unbinds its driver */
	bool is_capped; /* the kernel only reports the PF's first VFs */
	bool reports;	/* the PF's driver reports the attributes of its VFs */
};

/* Begins with a PF. */
void planner_start(struct planner *planner, struct plan_pf *pf,
		   const struct desired_pf *desired, const struct observed_pf *live);

/* Settles the eswitch mode after the plan, and which attributes VFs can have in it. It
 * must be known whether the VFs stay. */
void planner_settle_mode(struct planner *planner);

/* Appends a change of a VF's attribute (enum vf_attr) or of the PF itself (NO_VF, enum
 * pf_attr). The pointer is valid until the next change is appended. */
struct change *planner_add(struct planner *planner, enum stage stage, int vf, int attr);

/* Settles the wanted values of every VF. The number of VFs, the eswitch mode and whether
 * VFs are recreated must be known. */
void planner_settle_vfs(struct planner *planner);

/* The wanted values of VF `index`: the configured ones, as derive_vfs settles them, and
 * those carried over to a recreated VF (`is_kept`). */
const struct desired_vf *planner_vf(const struct planner *planner, unsigned int index);

/* Whether the VF's MAC is the one that its VM's interface has by default. */
bool planner_has_default_mac(const struct planner *planner, unsigned int index);

/* Blocks the change if it would interrupt a user of the VF. If the disruption is allowed,
 * only says who that is. */
void planner_block_in_use(struct planner *planner, struct change *change,
			  const struct observed_vf *vf);

/* The same for a change that interrupts every VF of the PF. */
void planner_block_any_in_use(struct planner *planner, struct change *change);

/* The same for a change that takes the PF's link away from users of the PF itself, for as
 * long as `takes` says. */
void planner_block_pf_in_use(struct planner *planner, struct change *change,
			     enum disruption takes);

/* Whether the kernel binds drivers to the PF's VFs by itself after the plan. */
bool planner_autoprobe(const struct planner *planner);
