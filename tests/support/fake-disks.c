/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Disks of VFs: 259:1 is nvme1n1, that of VF 1 of the first PF. */
#include <stdlib.h>
#include <string.h>

#include "fake-parts.h"

static const char link_prefix[] = "dev/block/259:", file_prefix[] = "/dev/nvme",
		  loop_prefix[] = "block/loop";

static struct fake_vf *vf_of_disk(struct fake_kernel *fake, unsigned int minor)
{
	struct fake_pf *pf = &fake->pfs[minor / FAKE_VFS_MAX];
	int v = (int)(minor % FAKE_VFS_MAX);

	return fake->has_proc && minor / FAKE_VFS_MAX < fake->n_pfs && v < pf->numvfs &&
			       pf->vfs[v].is_bound && !pf->vfs[v].is_vfio &&
			       pf->vfs[v].disk != FAKE_NO_DISK
		       ? &pf->vfs[v]
		       : NULL;
}

/* The disk whose number stands between the two in the path; NULL where there is none. */
static struct fake_vf *find(struct fake_kernel *fake, const char *path,
			    const char *prefix, const char *suffix,
			    unsigned int *ret_minor)
{
	char *rest;

	if (strncmp(path, prefix, strlen(prefix)) != 0)
		return NULL;
	*ret_minor = (unsigned int)strtoul(path + strlen(prefix), &rest, 10);
	return strcmp(rest, suffix) == 0 ? vf_of_disk(fake, *ret_minor) : NULL;
}

int fake_list_disks(struct fake_kernel *fake, const char *path,
		    int (*visit)(void *data, const char *name), void *data)
{
	bool is_loop = strcmp(path, "block") == 0;
	char name[16];
	int r = 0;

	for (unsigned int i = 0; i < FAKE_PFS_MAX * FAKE_VFS_MAX && r == 0; i++) {
		const struct fake_vf *vf = vf_of_disk(fake, i);

		if (!vf || (is_loop && vf->disk != FAKE_DISK_EXPORTED))
			continue;
		snprintf(name, sizeof(name), "%s%u", is_loop ? "loop" : "259:", i);
		r = visit(data, name);
	}
	return r;
}

bool fake_link_disk(struct fake_kernel *fake, const char *path,
		    char target[FAKE_LINE_MAX])
{
	unsigned int minor;
	const struct fake_vf *vf = find(fake, path, link_prefix, "", &minor);
	char pci[PCI_ADDRESS_TEXT];

	if (!vf)
		return false;
	pci_address_format(vf->pci, pci);
	snprintf(target, FAKE_LINE_MAX,
		 "../../devices/pci0000:00/%s/nvme/nvme%u/nvme%un1", pci, minor, minor);
	return true;
}

bool fake_read_disk(struct fake_kernel *fake, const char *path, char text[FAKE_LINE_MAX])
{
	unsigned int minor;
	const struct fake_vf *vf =
		find(fake, path, loop_prefix, "/loop/backing_file", &minor);

	if (!vf || vf->disk != FAKE_DISK_EXPORTED)
		return false;
	snprintf(text, FAKE_LINE_MAX, "/dev/nvme%un1", minor);
	return true;
}

bool fake_disk_is_claimed(struct fake_kernel *fake, const char *path)
{
	unsigned int minor;
	const struct fake_vf *vf = find(fake, path, file_prefix, "n1", &minor);

	return vf && vf->disk == FAKE_DISK_CLAIMED;
}

bool fake_device_of_disk(struct fake_kernel *fake, const char *path,
			 struct device_number *ret_number)
{
	unsigned int minor;

	if (!find(fake, path, file_prefix, "n1", &minor))
		return false;
	*ret_number = (struct device_number){true, 259, minor};
	return true;
}
