/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who has a device file of a VF open, by the number of the device: the path does not
 * matter, so that a file in a container, in a chroot, or a deleted one counts. */
#pragma once

#include "model/observed.h"
#include "observe/block-exports.h"
#include "support/kernel.h"

/* A device with a number: an entry of /sys/dev/char or /sys/dev/block. */
struct device_file {
	struct device_number number;
	const char *path; /* where the entry leads: ".../0000:01:10.0/drm/renderD129" */
};

/* What one look at the host found; all of it is read once, when first needed. */
struct device_users {
	bool are_files_read, are_processes_read;
	bool is_incomplete;	   /* some process could not be looked at */
	struct device_file *files; /* by number */
	size_t n_files;
	int files_error; /* -errno where /sys/dev cannot be read */
	struct device_user *items;
	size_t n;
	bool are_mounts_read;
	const char **mounts; /* of each mount namespace, the lines of its mountinfo */
	size_t n_mounts;
	int mounts_error;
	struct block_exports exports;
};

/* Sets vf->device_files and vf->disks, and adds to vf->holders who has one open:
 * processes, and the kernel of a block device. The VFIO group of a VF with a VFIO driver
 * counts as a file of the VF. `dir` is the VF's directory below /sys. */
void device_users_find(struct kernel *kernel, struct arena *arena,
		       struct device_users *users, const char *dir,
		       struct observed_vf *vf);
