/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds who has a device file of a VF open. Files are compared by device number, not by
 * path, so that files in a container or a chroot count, and so do deleted ones. */
#pragma once

#include "model/observed.h"
#include "observe/block-exports.h"
#include "support/kernel.h"

/* A device with a number: an entry of /sys/dev/char or /sys/dev/block. */
struct device_file {
	struct device_number number;
	const char *path; /* where the entry leads: ".../0000:01:10.0/drm/renderD129" */
};

/* What was found on the host. Each part is read once, when first needed. */
struct device_users {
	bool are_files_read, are_processes_read;
	bool is_incomplete;	   /* the files of some process could not be read */
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

/* Sets vf->device_files and vf->disks, and adds to vf->holders who has one of the files
 * open: processes, and the kernel for block devices. If the VF has a VFIO driver, a
 * process that has its VFIO group open counts too, but the group is not in
 * vf->device_files. `dir` is the VF's directory below /sys. */
void device_users_find(struct kernel *kernel, struct arena *arena,
		       struct device_users *users, const char *dir,
		       struct observed_vf *vf);
