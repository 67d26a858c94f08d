/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/observed.h"

/* Reads what `vfstate show --format json` wrote. NULL where anything is wrong with it;
 * every fault is in `diags`, with its place. */
struct observed *snapshot_read(struct arena *arena, struct diags *diags,
			       const char *path);
