/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/disk-claims.h"

#include <errno.h>
#include <string.h>

/* Claims a disk by the name that devtmpfs gives its device file. If the unit has a /dev
 * of its own, that of process 1 has the file. "cciss!c0d0" is /dev/cciss/c0d0
 * (device_get_devnode, drivers/base/core.c). */
static int claim(struct kernel *kernel, struct arena *arena,
		 const struct observed_disk *disk)
{
	char *name = arena_strdup(arena, disk->name), *at;
	int r;

	while ((at = strchr(name, '!')))
		*at = '/';
	r = kernel_claim(kernel, &disk->number, "/dev/%s", name);
	if (r == -ENOENT)
		r = kernel_claim(kernel, &disk->number, "/proc/1/root/dev/%s", name);
	return r;
}

void disk_claims_add_to_vf(struct kernel *kernel, struct arena *arena,
			   struct observed_vf *vf)
{
	for (size_t i = 0; i < vf->n_disks && vf->n_holders == 0; i++) {
		const struct observed_disk *disk = &vf->disks[i];
		int r = claim(kernel, arena, disk);

		if (r == -EBUSY)
			observed_vf_add_holder(
				arena, vf, HOLDER_BLOCK,
				arena_printf(arena,
					     "%s claimed by a part of the kernel or a "
					     "program that cannot be named",
					     disk->name));
		/* ENXIO: it went away. ENOMEDIUM: there is nothing in the drive. */
		else if (r < 0 && r != -ENXIO && r != -ENOMEDIUM)
			observed_vf_add_holder(
				arena, vf, HOLDER_UNKNOWN,
				arena_printf(arena,
					     "whether its disk %s is claimed cannot be "
					     "told: %s",
					     disk->name, strerror(-r)));
	}
}
