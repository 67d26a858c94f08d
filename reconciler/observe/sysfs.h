/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Single values in a device's directory below /sys (`dir`). */
#pragma once

#include "model/observed.h"
#include "support/arena.h"
#include "support/diag.h"
#include "support/kernel.h"

/* Adds an error if `r`, the result of reading dir/name below /sys, is -errno. A file that
 * does not exist is not an error, nor is a device that went away meanwhile (-ENODEV).
 * `diags` may be NULL. */
void sysfs_tell_unreadable(struct diags *diags, const char *dir, const char *name, int r);

/* The number in dir/name, or `otherwise` where it cannot be read. */
int sysfs_int(struct kernel *kernel, const char *dir, const char *name, int otherwise);

/* The same for a value that decisions depend on: an error in `diags` if it cannot be
 * read. */
int sysfs_vital(struct kernel *kernel, struct diags *diags, const char *dir,
		const char *name, int otherwise);

/* A VALUE_NUMBER; not set for a negative number (unknown). */
struct field sysfs_number_field(int number);

/* The number in a file; not set: it cannot be read. */
struct field sysfs_number(struct kernel *kernel, const char *dir, const char *name);

/* Reads the name of a device's driver; NULL if none is bound. Returns 0, or -errno with
 * *ret_driver untouched. */
int sysfs_read_driver(struct kernel *kernel, struct arena *arena, struct diags *diags,
		      const char *dir, const char **ret_driver);

/* The same, but an error counts as no driver. */
const char *sysfs_driver(struct kernel *kernel, struct arena *arena, const char *dir);

/* Whether a driver is bound; true if that cannot be read. */
bool sysfs_may_have_driver(struct kernel *kernel, const char *dir);

/* VALUE_NUMBER; not set: none, or unknown. */
struct field sysfs_iommu_group(struct kernel *kernel, struct arena *arena,
			       const char *dir);
