/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/observed.h"

/* Who uses a VF, in words that follow "VF 3 is in use: ", or NULL where it is proven
 * idle. What cannot be told counts as in use. */
const char *in_use_by(struct arena *arena, const struct observed_vf *vf);

/* Whether a user of VFIO (a VM, a user-space driver) has the VF open, or may have. */
bool in_use_by_vfio(const struct observed_vf *vf);
