/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Another number of VFs goes through 0, and what the VFs have goes with them. What is to
 * be carried over is noted in the run directory first, so that the next run can set it
 * where this one is killed. One file per PF, which says how far that run has come: values
 * are only for VFs that vfstate has made for them, or makes next. */
#pragma once

#include "model/observed.h"
#include "support/kernel.h"
#include "support/root.h"

enum saved_vfs_step {
	SAVED_VFS_REMOVING, /* the VFs are about to be removed */
	SAVED_VFS_CREATING, /* so many are about to be made */
	SAVED_VFS_CREATED,  /* the VFs that are there now were made */
};

/* Writes the note of a PF: 0, or -errno. `numvfs` is for SAVED_VFS_CREATING. */
int saved_vfs_write(struct kernel *kernel, struct arena *arena, const struct root *run,
		    struct pci_address pf, const struct saved_vfs *saved,
		    enum saved_vfs_step step, int numvfs);

/* What is noted, where it is for the VFs that the PF has now, of which there are
 * `numvfs`, or will have; NULL otherwise, and where `run` is NULL. A note that cannot be
 * read goes to `diags`. */
const struct saved_vfs *saved_vfs_read(struct kernel *kernel, struct arena *arena,
				       struct diags *diags, const struct root *run,
				       struct pci_address pf, int numvfs);

void saved_vfs_remove(const struct root *run, struct pci_address pf);

/* Removes the note where it is certain that it can be of no use any more: it is of
 * another boot or of another device, or others have made the VFs that are there, or
 * removed those that it is for. Only for whoever has the lock. */
void saved_vfs_remove_void(struct kernel *kernel, const struct root *run,
			   struct pci_address pf);
