/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "plan/planner.h"

/* Attributes of the PF itself: MTU, features and private flags, and link, which goes up
 * before and down after the changes to the VFs. */
void plan_pf_mtu(struct planner *planner);
void plan_pf_flags(struct planner *planner);
void plan_pf_link(struct planner *planner, bool on);

/* Why the device cannot have the configured number of VFs; NULL if it can. */
const char *plan_numvfs_refusal(const struct planner *planner);

/* Plans the mode and other attributes of the eswitch. The driver needs either
 * STAGE_ESWITCH_WITHOUT_VFS or STAGE_ESWITCH; the other one does nothing. */
void plan_pf_eswitch(struct planner *planner, enum stage stage);

/* Whether the eswitch has to change, and the driver can do that. */
bool plan_pf_changes_eswitch(const struct planner *planner);
