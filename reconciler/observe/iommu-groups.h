/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/desired.h"
#include "model/observed.h"
#include "support/kernel.h"

/* Adds to `observed` the devices that share an IOMMU group with a VF: with the VFs that
 * `desired` gives to VMs, or with any VF if it is NULL. A VM gets all devices of a group
 * together (vfio_group_viable, drivers/vfio; /sys/kernel/iommu_groups). */
void observe_iommu_groups(struct kernel *kernel, struct arena *arena,
			  const struct desired *desired, struct observed *observed);
