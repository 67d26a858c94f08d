/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a plan has to say beside its changes. */
#pragma once

#include "plan/planner.h"

/* An error for VFs that are configured beyond those that the PF will have; config/ has
 * checked the ones that it could. */
void plan_warn_absent_vfs(struct planner *planner);

/* A VF that has a driver is not one that works: where the VFs of this driver are offline
 * when they are created. */
void plan_warn_offline_vfs(struct planner *planner);

/* What the host lacks for VMs: an id to make MAC addresses from, an IOMMU. */
void plan_warn_host(struct diags *diags, const struct plan *plan,
		    const struct desired *desired);
