/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/plan.h"

/* Adds an error (iommu-group) for each IOMMU group that a VM would have to share with the
 * host or another VM. */
void plan_groups(struct arena *arena, struct diags *diags, const struct plan *plan,
		 const struct desired *desired);
