/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/sysfs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	NAME_BUFFER = 256
};

void sysfs_tell_unreadable(struct diags *diags, const char *dir, const char *name, int r)
{
	if (diags && r < 0 && r != -ENOENT && r != -ENODEV)
		diag_error(diags, SPAN_NONE, "observe", "cannot read /sys/%s/%s: %s", dir,
			   name,
			   r == -EWOULDBLOCK ? "a write to it has not ended"
					     : strerror(-r));
}

int sysfs_int(struct kernel *kernel, const char *dir, const char *name, int otherwise)
{
	long number;

	return kernel_read_number(kernel, &number, "%s/%s", dir, name) == 0 ? (int)number
									    : otherwise;
}

int sysfs_vital(struct kernel *kernel, struct diags *diags, const char *dir,
		const char *name, int otherwise)
{
	long number;
	int r = kernel_read_number(kernel, &number, "%s/%s", dir, name);

	sysfs_tell_unreadable(diags, dir, name, r);
	return r == 0 ? (int)number : otherwise;
}

struct field sysfs_number_field(int number)
{
	return number < 0 ? (struct field){0}
			  : (struct field){.set = true, .value.number = (uint32_t)number};
}

static const char *link_name(struct kernel *kernel, struct arena *arena, const char *dir,
			     const char *name)
{
	char target[NAME_BUFFER];

	if (kernel_link_name(kernel, target, sizeof(target), "%s/%s", dir, name) < 0)
		return NULL;
	return arena_strdup(arena, target);
}

int sysfs_read_driver(struct kernel *kernel, struct arena *arena, struct diags *diags,
		      const char *dir, const char **ret_driver)
{
	char target[NAME_BUFFER];
	int r = kernel_link_name(kernel, target, sizeof(target), "%s/driver", dir);

	sysfs_tell_unreadable(diags, dir, "driver", r);
	if (r < 0 && r != -ENOENT)
		return r;
	*ret_driver = r < 0 ? NULL : arena_strdup(arena, target);
	return 0;
}

const char *sysfs_driver(struct kernel *kernel, struct arena *arena, const char *dir)
{
	const char *driver = NULL;

	(void)sysfs_read_driver(kernel, arena, NULL, dir, &driver);
	return driver;
}

bool sysfs_may_have_driver(struct kernel *kernel, const char *dir)
{
	char target[NAME_BUFFER];

	return kernel_link_name(kernel, target, sizeof(target), "%s/driver", dir) !=
	       -ENOENT;
}

struct field sysfs_iommu_group(struct kernel *kernel, struct arena *arena,
			       const char *dir)
{
	const char *group = link_name(kernel, arena, dir, "iommu_group");

	return sysfs_number_field(group ? atoi(group) : -1);
}

struct field sysfs_number(struct kernel *kernel, const char *dir, const char *name)
{
	return sysfs_number_field(sysfs_int(kernel, dir, name, -1));
}
