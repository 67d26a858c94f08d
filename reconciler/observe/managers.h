/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Other managers: tools and scripts of the host that set SR-IOV too. Two of them undo
 * each other's work, at each boot in another order. */
#pragma once

#include "model/observed.h"
#include "support/kernel.h"

/* Fills in pf->owners of every PF, by path: the files that make another tool set the PF's
 * number of VFs, their attributes or their drivers. A file that names no PF, but sets
 * whatever it finds, counts for every PF that it may mean. Files that cannot be read, are
 * binary or longer than 64 KiB are skipped. */
void observe_managers(struct kernel *kernel, struct arena *arena,
		      struct observed *observed);
