/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fake kernel's device files of VFs, and process 900, which has some of them open. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fake-parts.h"

/* Device files of VFs are numbered through: 226:0 is that of VF 0 of the first PF. NULL
 * where there is no such file. */
static struct fake_vf *vf_of_device(struct fake_kernel *fake, unsigned int minor)
{
	struct fake_pf *pf = &fake->pfs[minor / FAKE_VFS_MAX];
	int v = (int)(minor % FAKE_VFS_MAX);

	return fake->has_proc && minor / FAKE_VFS_MAX < fake->n_pfs && v < pf->numvfs &&
			       !pf->personality->no_pci && pf->vfs[v].is_bound &&
			       (pf->vfs[v].is_opened || pf->personality->has_device_files)
		       ? &pf->vfs[v]
		       : NULL;
}

static bool is_device_path(const char *path, const char *prefix, unsigned int *ret_minor)
{
	size_t length = strlen(prefix);

	if (strncmp(path, prefix, length) != 0 || !path[length])
		return false;
	*ret_minor = (unsigned int)atoi(path + length);
	return true;
}

static const char device_prefix[] = "dev/char/226:", fd_prefix[] = "/proc/900/fd/";

bool fake_devices_link(struct fake_kernel *fake, const char *path, char *buffer,
		       size_t size, int *ret_result)
{
	const struct fake_vf *vf;
	char pci[PCI_ADDRESS_TEXT];
	unsigned int minor;

	if (!is_device_path(path, device_prefix, &minor))
		return false;
	*ret_result = -ENOENT;
	vf = vf_of_device(fake, minor);
	if (!vf)
		return true;
	pci_address_format(vf->pci, pci);
	*ret_result =
		fake_sysfs_put(buffer, size, "../../devices/pci0000:00/%s/drm/card%u",
			       pci, minor) < 0
			? -EMSGSIZE
			: 0;
	return true;
}

static int find_device(struct fake_kernel *fake, const char *path,
		       struct device_number *ret_number)
{
	struct device_number number = {0};
	const struct fake_file *file;
	unsigned int minor;
	char type;

	if (is_device_path(path, fd_prefix, &minor)) {
		*ret_number = (struct device_number){.major = 226, .minor = minor};
		return vf_of_device(fake, minor) ? 0 : -ENOENT;
	}
	if (fake_device_of_disk(fake, path, ret_number))
		return 0;
	file = fake_files_find(fake, path);
	if (!file)
		return -ENOENT;
	if (sscanf(file->text, "%c %u:%u", &type, &number.major, &number.minor) != 3)
		return -ENODEV;
	number.is_block = type == 'b';
	*ret_number = number;
	return 0;
}

/* Process 900 has every file open that is, by a path that nobody knows. */
int fake_device(void *self, const char *path, struct device_number *ret_number)
{
	struct fake_kernel *fake = self;

	if (fake_begin(fake, false, "device %s", path) != FAKE_GOES)
		return -fake->fault_error;
	return find_device(fake, path, ret_number);
}

/* Claims it and lets go at once (bd_prepare_to_claim, block/bdev.c). */
int fake_claim(void *self, const char *path, const struct device_number *number)
{
	struct fake_kernel *fake = self;
	const struct fake_file *file = fake_files_find(fake, path);
	struct device_number found;
	int r;

	if (fake_begin(fake, false, "claim %s", path) != FAKE_GOES)
		return -fake->fault_error;
	r = find_device(fake, path, &found);
	if (r < 0 || !device_number_is_equal(&found, number))
		return r < 0 ? r : -ENODEV;
	if (!file)
		return fake_disk_is_claimed(fake, path) ? -EBUSY : 0;
	return strstr(file->text, " claimed") && (!fake->claimed_until ||
						  fake->now_ms < fake->claimed_until)
		       ? -EBUSY
		       : 0;
}

int fake_devices_list(struct fake_kernel *fake, bool is_fd,
		      int (*visit)(void *data, const char *name), void *data)
{
	char name[16];
	int r = 0;

	for (unsigned int i = 0; i < FAKE_PFS_MAX * FAKE_VFS_MAX && r == 0; i++) {
		const struct fake_vf *vf = vf_of_device(fake, i);

		if (!vf || (is_fd && !vf->is_opened))
			continue;
		snprintf(name, sizeof(name), "%s%u", is_fd ? "" : "226:", i);
		r = visit(data, name);
	}
	return r;
}
