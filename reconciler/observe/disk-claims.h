/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whoever needs a block device to himself claims it: a file system with its external
 * journal or its other devices, LIO, bcachefs, ZFS, a program that opened it with O_EXCL.
 * The kernel does not say who has claimed a device, and says whether somebody has only to
 * one who wants to claim it as well. */
#pragma once

#include "model/observed.h"

/* Adds to vf->holders that a disk of the VF is claimed, where nobody is known to use the
 * VF yet. A mount that comes at that very moment fails: so this is asked only before a
 * change that would interrupt it as well. */
void disk_claims_add_to_vf(struct kernel *kernel, struct arena *arena,
			   struct observed_vf *vf);
