/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel changes the number of VFs only through 0, which loses the values of the VFs.
 * vfstate first saves the values to carry over in the run directory, so that the next run
 * can set them if this one is killed. There is one file per PF. It also says how far the
 * run has come, since the values are only for VFs that vfstate created for them or
 * creates next. */
#pragma once

#include "model/observed.h"
#include "support/kernel.h"
#include "support/root.h"

enum saved_vfs_step {
	SAVED_VFS_REMOVING, /* the VFs are about to be removed */
	SAVED_VFS_CREATING, /* `numvfs` VFs are about to be created */
	SAVED_VFS_CREATED,  /* vfstate created the existing VFs */
};

/* Writes the file of a PF: 0, or -errno. `numvfs` is for SAVED_VFS_CREATING. */
int saved_vfs_write(struct kernel *kernel, struct arena *arena, const struct root *run,
		    struct pci_address pf, const struct saved_vfs *saved,
		    enum saved_vfs_step step, int numvfs);

/* Reads the saved values of a PF, which has `numvfs` VFs now. NULL if they are not for
 * these VFs or for those created next, or if `run` is NULL. A file that cannot be used is
 * a warning in `diags`. */
const struct saved_vfs *saved_vfs_read(struct kernel *kernel, struct arena *arena,
				       struct diags *diags, const struct root *run,
				       struct pci_address pf, int numvfs);

void saved_vfs_remove(const struct root *run, struct pci_address pf);

/* Removes the file of a PF if it is certainly of no use any more: it is damaged, it is
 * from another boot or for another device, or somebody else has created the existing VFs
 * or removed those that it is for. The caller must hold the lock. */
void saved_vfs_remove_void(struct kernel *kernel, const struct root *run,
			   struct pci_address pf);
