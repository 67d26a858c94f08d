/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/saved.h"

#include "run-state/saved-vfs.h"
#include "plan/plan-keep.h"

static void settle_pf(struct kernel *kernel, struct arena *arena, const struct root *run,
		      const struct plan_pf *pf)
{
	const struct observed_pf *observed = pf->observed;
	const struct saved_vfs *left = plan_keep_left(arena, pf);

	if (!observed->saved)
		saved_vfs_remove_void(kernel, run, observed->pci);
	else if (!left)
		saved_vfs_remove(run, observed->pci);
	else if (observed_pf_numvfs(observed) > 0)
		/* Keep only what is still to be set: values that the VFs have now are not
		 * set again after somebody changes them. */
		(void)saved_vfs_write(kernel, arena, run, observed->pci, left,
				      SAVED_VFS_CREATED, 0);
}

void saved_settle(struct kernel *kernel, struct arena *arena, const struct root *run,
		  const struct plan *after)
{
	for (size_t i = 0; run && i < after->n_pfs; i++) {
		if (after->pfs[i].observed->has_pci)
			settle_pf(kernel, arena, run, &after->pfs[i]);
	}
}
