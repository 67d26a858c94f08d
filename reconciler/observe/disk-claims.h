/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A claim reserves a block device for one user: a file system, also for its external
 * journal or its other devices, LIO, bcachefs, ZFS, or a program that opened it with
 * O_EXCL. The kernel does not report claims. The only way to find one is to try to claim
 * the device as well. */
#pragma once

#include "model/observed.h"

/* Adds to vf->holders that a disk of the VF is claimed, if it has no other holders. A
 * mount at that very moment fails, so this may only be called before a change that would
 * interrupt the mount as well. */
void disk_claims_add_to_vf(struct kernel *kernel, struct arena *arena,
			   struct observed_vf *vf);
