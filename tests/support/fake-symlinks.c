/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fake kernel's symbolic links: where those of sysfs lead. */
#include <errno.h>
#include <string.h>

#include "fake-parts.h"

static const char virtio_prefix[] = "bus/virtio/devices/";

/* .../0000:01:00.0/virtio16 */
static int link_virtio(const struct fake_kernel *fake, const char *name, char *buffer,
		       size_t size)
{
	char pci[PCI_ADDRESS_TEXT], own[16];

	for (size_t i = 0; i < fake->n_pfs; i++) {
		const struct fake_pf *pf = &fake->pfs[i];

		if (!pf->personality->is_virtio)
			continue;
		for (int v = -1; v < pf->numvfs; v++) {
			const struct fake_vf *vf = v < 0 ? NULL : &pf->vfs[v];

			fake_place_virtio_name(pf, vf, own);
			if (strcmp(own, name) != 0)
				continue;
			pci_address_format(vf ? vf->pci : pf->pci, pci);
			return fake_sysfs_put(buffer, size,
					      "../../../devices/pci0000:00/%s/%s", pci,
					      own) < 0
				       ? -EMSGSIZE
				       : 0;
		}
	}
	return -ENOENT;
}

int fake_link(void *self, const char *path, char *buffer, size_t size)
{
	struct fake_kernel *fake = self;
	char text[PCI_ADDRESS_TEXT], disk[FAKE_LINE_MAX];
	struct place place;
	unsigned int vf;
	int r = -ENOENT;

	if (fake_begin(fake, false, "link %s", path) != FAKE_GOES)
		return -fake->fault_error;
	if (fake_files_find(fake, path)) {
		r = fake_sysfs_put(buffer, size, "%s", fake_files_find(fake, path)->text);
		return r < 0 ? r : 0;
	}
	if (fake_link_disk(fake, path, disk))
		return fake_sysfs_put(buffer, size, "%s", disk) < 0 ? -EMSGSIZE : 0;
	if (fake_devices_link(fake, path, buffer, size, &r))
		return r;
	r = -ENOENT;
	if (strncmp(path, virtio_prefix, strlen(virtio_prefix)) == 0)
		return link_virtio(fake, path + strlen(virtio_prefix), buffer, size);
	if (!fake_place_find(fake, path, &place))
		return -ENOENT;
	if (place.is_net && strcmp(place.file, "device") == 0) {
		pci_address_format(place.vf ? place.vf->pci : place.pf->pci, text);
		if (place.pf->personality->no_pci)
			fake_place_netdevsim_name(place.pf, text);
		if (place.pf->personality->is_virtio)
			fake_place_virtio_name(place.pf, place.vf, text);
		r = fake_sysfs_put(buffer, size, "%s", text);
	} else if (strcmp(place.file, "subsystem") == 0) {
		r = fake_sysfs_put(buffer, size,
				   place.pf->personality->no_pci      ? "netdevsim"
				   : place.pf->personality->is_virtio ? "virtio"
								      : "pci");
	} else if (strcmp(place.file, "driver") == 0 && !place.vf && place.pf->driver) {
		r = fake_sysfs_put(buffer, size, "%s", place.pf->driver);
	} else if (strcmp(place.file, "driver") == 0 && place.vf && place.vf->is_bound) {
		r = fake_sysfs_put(buffer, size, "%s",
				   place.vf->is_vfio ? "vfio-pci"
						     : place.pf->personality->vf_driver);
	} else if (strcmp(place.file, "iommu_group") == 0 && fake->iommu) {
		r = fake_sysfs_put(buffer, size, "%d",
				   place.vf ? (int)(place.vf - place.pf->vfs) : 40);
	} else if (!place.vf && !place.pf->personality->no_pci &&
		   sscanf(place.file, "virtfn%u", &vf) == 1 &&
		   (int)vf < place.pf->numvfs) {
		pci_address_format(place.pf->vfs[vf].pci, text);
		r = fake_sysfs_put(buffer, size, "%s", text);
	}
	return r < 0 ? r : 0;
}

/* Of a device, or where a link to one leads. */
int fake_identity(void *self, const char *path, uint64_t *ret_identity)
{
	struct fake_kernel *fake = self;
	struct place place;
	unsigned int vf;

	if (fake_begin(fake, false, "identity %s", path) != FAKE_GOES)
		return -fake->fault_error;
	if (!fake_place_find(fake, path, &place) || place.is_net)
		return -ENOENT;
	if (!place.vf && sscanf(place.file, "virtfn%u", &vf) == 1) {
		if ((int)vf >= place.pf->numvfs)
			return -ENOENT;
		place.vf = &place.pf->vfs[vf];
	} else if (place.file[0]) {
		return -ENOENT;
	}
	*ret_identity = place.vf ? place.vf->identity : (uint64_t)place.pf->device << 32;
	return 0;
}
