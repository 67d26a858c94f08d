/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Uses of a block device by the kernel itself, for which no process has it open. */
#pragma once

#include "observe/device-users.h"

/* Adds to vf->holders where the block device is mounted, in any mount namespace, whether
 * it is swap or part of a btrfs or a ZFS pool, and which devices are on top of it. */
void block_users_find(struct kernel *kernel, struct arena *arena,
		      struct device_users *users, const struct device_file *file,
		      struct observed_vf *vf);
