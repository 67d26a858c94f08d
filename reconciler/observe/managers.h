/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Other managers: tools and scripts of the host that set SR-IOV too. Two managers undo
 * each other's changes, in a different order at each boot. */
#pragma once

#include "model/observed.h"
#include "support/kernel.h"

/* Fills in pf->owners of every PF, sorted by path: the files that make another manager
 * set the PF's number of VFs, or its VFs' attributes or drivers. A file that sets any PF,
 * without naming one, counts for every PF that it may mean. Files that cannot be read,
 * are binary or longer than 64 KiB are skipped. */
void observe_managers(struct kernel *kernel, struct arena *arena,
		      struct observed *observed);
