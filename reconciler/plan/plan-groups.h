/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/plan.h"

/* One error (iommu-group) for each IOMMU group of which a VM would get a part only: the
 * rest belongs to the host or to another VM. */
void plan_groups(struct arena *arena, struct diags *diags, const struct plan *plan,
		 const struct desired *desired);
