/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds who uses a VF without touching the VF: a second open of its VFIO group would fail
 * with EBUSY, for vfstate or for a VM that starts next. */
#pragma once

#include "model/observed.h"
#include "observe/device-users.h"
#include "support/kernel.h"
#include "support/root.h"

/* Fills in vf->holders, vf->device_files, vf->disks and vf->netdev_raised_by; everything
 * else in `vf` must be there already. `pf_dir` and `dir` are the directories of the PF
 * and the VF below /sys. `run` has the run state of netdevs that vfstate has set up
 * (RUN_STATE_RAISED); NULL: none. */
void observe_holders(struct kernel *kernel, struct arena *arena, const struct root *run,
		     const char *pf_dir, const char *dir, struct device_users *users,
		     struct observed_vf *vf);
