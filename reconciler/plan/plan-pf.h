/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "plan/planner.h"

/* The PF's own: its MTU, its driver's switches, and its link, which goes up first and
 * down last. */
void plan_pf_mtu(struct planner *planner);
void plan_pf_flags(struct planner *planner);
void plan_pf_link(struct planner *planner, bool on);

/* Why the device cannot have the number of VFs that is configured; NULL where it can. */
const char *plan_numvfs_refusal(const struct planner *planner);

/* Mode and the like: of STAGE_ESWITCH_WITHOUT_VFS and STAGE_ESWITCH the kind that is
 * the driver's. */
void plan_pf_eswitch(struct planner *planner, enum stage stage);

/* Whether there is something to change, and the driver can. */
bool plan_pf_changes_eswitch(const struct planner *planner);
