/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel itself does with a block device, which no process has open then. */
#pragma once

#include "observe/device-users.h"

/* Adds to vf->holders where the block device is mounted, in any mount namespace, whether
 * it is swap or part of a ZFS pool, and which devices are on top of it. */
void block_users_find(struct kernel *kernel, struct arena *arena,
		      struct device_users *users, const struct device_file *file,
		      struct observed_vf *vf);
