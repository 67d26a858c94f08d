/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who uses a VF, by what the host can be asked without touching the VF: a second open of
 * its VFIO group would answer EBUSY, to us or to the VM that comes next. */
#pragma once

#include "model/observed.h"
#include "observe/device-users.h"
#include "support/kernel.h"
#include "support/root.h"

/* Fills in vf->holders and vf->device_files; everything else of `vf` is there already.
 * `pf_dir` and `dir` are the devices' directories below /sys; `run` has the notes of
 * what vfstate has raised, NULL: none. */
void observe_holders(struct kernel *kernel, struct arena *arena, const struct root *run,
		     const char *pf_dir, const char *dir, struct device_users *users,
		     struct observed_vf *vf);
