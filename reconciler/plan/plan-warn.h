/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Diagnostics of a plan beside its changes. */
#pragma once

#include "plan/planner.h"

/* Adds an error for the first configured VF that the PF will not have. config/ has
 * checked this already if numvfs is a number. */
void plan_warn_absent_vfs(struct planner *planner);

/* Warns of VFs that get a driver but do not work yet: the PF's driver creates them
 * offline. */
void plan_warn_offline_vfs(struct planner *planner);

/* Warns of a VF that keeps the MAC address that another VF of the PF gets, as after a
 * VM's interface has moved to another VF. */
void plan_warn_macs(struct planner *planner);

/* Warns of what the host lacks for VMs: a host ID to derive MAC addresses from, an
 * IOMMU. */
void plan_warn_host(struct diags *diags, const struct plan *plan,
		    const struct desired *desired);
