/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Single values of a device's directory below /sys (`dir`). */
#pragma once

#include "model/observed.h"
#include "support/arena.h"
#include "support/diag.h"
#include "support/kernel.h"

/* The diagnostic for dir/name below /sys that answered -errno; none for 0, and where it
 * is not there: that is an answer. A device that goes away meanwhile answers ENODEV.
 * `diags` may be NULL. */
void sysfs_tell_unreadable(struct diags *diags, const char *dir, const char *name, int r);

/* The number in dir/name, or `otherwise` where it cannot be read. */
int sysfs_int(struct kernel *kernel, const char *dir, const char *name, int otherwise);

/* The same for what a decision hangs on: that it cannot be read goes to `diags`. */
int sysfs_vital(struct kernel *kernel, struct diags *diags, const char *dir,
		const char *name, int otherwise);

/* VALUE_NUMBER of a number that is below 0 where it is not known. */
struct field sysfs_number_field(int number);

/* What the driver of a device is called; NULL where none is bound. -errno where that
 * cannot be read, and *ret_driver is untouched. */
int sysfs_read_driver(struct kernel *kernel, struct arena *arena, struct diags *diags,
		      const char *dir, const char **ret_driver);

/* The same where -errno is nothing else than no driver. */
const char *sysfs_driver(struct kernel *kernel, struct arena *arena, const char *dir);

/* Whether a driver is bound; also where that cannot be read. */
bool sysfs_may_have_driver(struct kernel *kernel, const char *dir);

/* VALUE_NUMBER; not set: none, or unknown. */
struct field sysfs_iommu_group(struct kernel *kernel, struct arena *arena,
			       const char *dir);
