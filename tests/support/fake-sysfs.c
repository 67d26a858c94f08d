/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fake kernel's sysfs: reads, lists and writes of PCI devices; what is of other kinds
 * goes to the file for it. */
#include <errno.h>
#include <linux/pci_regs.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "fake-parts.h"

int fake_sysfs_put(char *buffer, size_t size, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(buffer, size, format, args);
	va_end(args);
	return (size_t)length < size ? length : -EMSGSIZE;
}

/* A PCI configuration with the MSI-X capability, and another one before it. */
static int read_config(const struct fake_vf *vf, char *buffer, size_t size)
{
	unsigned char config[256] = {[PCI_STATUS] = PCI_STATUS_CAP_LIST,
				     [PCI_CAPABILITY_LIST] = 0x40,
				     [0x40] = PCI_CAP_ID_EXP,
				     [0x41] = 0x80,
				     [0x80] = PCI_CAP_ID_MSIX};

	if (size <= sizeof(config))
		return -EMSGSIZE;
	config[0x80 + PCI_MSIX_FLAGS] = (unsigned char)(vf->msix_vectors - 1);
	config[0x80 + PCI_MSIX_FLAGS + 1] = (unsigned char)((vf->msix_vectors - 1) >> 8);
	memcpy(buffer, config, sizeof(config));
	return sizeof(config);
}

static int read_node_guid(const struct fake_vf *vf, char *buffer, size_t size)
{
	const uint8_t *bytes = vf->rdma_guid.bytes;

	return fake_sysfs_put(buffer, size, "%02x%02x:%02x%02x:%02x%02x:%02x%02x",
			      bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5],
			      bytes[6], bytes[7]);
}

int fake_read(void *self, const char *path, char *buffer, size_t size)
{
	struct fake_kernel *fake = self;
	struct place place;
	char text[FAKE_LINE_MAX];
	int length;

	if (fake_begin(fake, false, "read %s", path) != FAKE_GOES)
		return -fake->fault_error;
	if (fake_files_find(fake, path))
		return fake_files_read(path, fake_files_find(fake, path)->text, buffer,
				       size);
	if (fake_read_disk(fake, path, text))
		return fake_sysfs_put(buffer, size, "%s", text);
	if (fake_proc_read(fake, path, buffer, size, &length))
		return length;
	if (!fake_place_find(fake, path, &place)) {
		fake_place_miss_netdev(fake, path);
		return -ENOENT;
	}
	if (place.is_net)
		return fake_netdevs_read(fake, &place, path, buffer, size);
	if (strcmp(place.file, "uevent") == 0)
		return fake_sysfs_put(buffer, size, "DRIVER=x");
	if (strcmp(place.file, "vendor") == 0)
		return fake_sysfs_put(buffer, size, "0x8086");
	if (strcmp(place.file, "numa_node") == 0)
		return fake_sysfs_put(buffer, size, "%d", (int)fake->n_pfs - 2);
	if (strcmp(place.file, "device") == 0)
		return fake_sysfs_put(buffer, size, place.vf ? "0x10ca" : "0x10c9");
	if (strcmp(place.file, "class") == 0)
		return fake_sysfs_put(buffer, size, "0x020000");
	if (place.vf && strcmp(place.file, "driver_override") == 0)
		return fake_sysfs_put(buffer, size, "%s",
				      place.vf->override[0] ? place.vf->override
							    : "(null)");
	if (place.vf && strcmp(place.file, "config") == 0)
		return read_config(place.vf, buffer, size);
	if (place.vf && strcmp(place.file, "infiniband/rdma0/node_guid") == 0)
		return read_node_guid(place.vf, buffer, size);
	if (place.vf && strcmp(place.file, "enable") == 0)
		return fake_sysfs_put(buffer, size, "%d", place.vf->enable);
	if (!place.vf && strncmp(place.file, "net/arep", strlen("net/arep")) == 0)
		return fake_sysfs_put(buffer, size, "pf0vf%d",
				      atoi(place.file + strlen("net/arep")));
	/* The live kernel's read would hang (sriov_numvfs_show), so its door is shut. */
	if (!place.vf && strcmp(place.file, "sriov_numvfs") == 0 && place.pf->is_written)
		return -EWOULDBLOCK;
	if (!place.vf && strcmp(place.file, "sriov_numvfs") == 0)
		return fake_sysfs_put(buffer, size, "%d", place.pf->numvfs);
	if (place.vf || place.pf->personality->no_pci)
		return place.file[0] ? -ENOENT : -EISDIR;
	if (strcmp(place.file, "sriov_totalvfs") == 0)
		return fake_sysfs_put(buffer, size, "%d", place.pf->totalvfs);
	if (strcmp(place.file, "sriov_drivers_autoprobe") == 0)
		return fake_sysfs_put(buffer, size, "%d", place.pf->autoprobe);
	if (strcmp(place.file, "sriov_vf_total_msix") == 0 && place.pf->is_written)
		snprintf(fake->violation, sizeof(fake->violation),
			 "a read of sriov_vf_total_msix hangs behind a write");
	if (strcmp(place.file, "sriov_vf_total_msix") == 0)
		return fake_sysfs_put(buffer, size, "%d",
				      place.pf->personality->msix_vectors);
	return place.file[0] ? -ENOENT : -EISDIR;
}

/* Everything in class/net, or below bus/pci/devices. */
static int list_all(struct fake_kernel *fake, bool is_net,
		    int (*visit)(void *data, const char *name), void *data)
{
	char text[PCI_ADDRESS_TEXT];
	int r = 0;

	for (size_t i = 0; i < fake->n_pfs && r == 0; i++) {
		struct fake_pf *pf = &fake->pfs[i];

		pci_address_format(pf->pci, text);
		if (is_net && pf->netdev[0])
			r = visit(data, pf->netdev);
		else if (!is_net && !pf->personality->no_pci)
			r = visit(data, text);
		for (int v = 0; v < pf->numvfs && r == 0; v++) {
			pci_address_format(pf->vfs[v].pci, text);
			if (is_net && fake_vf_has_netdev(fake, &pf->vfs[v]))
				r = visit(data, pf->vfs[v].netdev);
			else if (!is_net && !pf->personality->no_pci)
				r = visit(data, text);
		}
	}
	return r;
}

int fake_list(void *self, const char *path, int (*visit)(void *data, const char *name),
	      void *data)
{
	struct fake_kernel *fake = self;
	struct place place;
	char name[16];
	int r;

	if (fake_begin(fake, false, "list %s", path) != FAKE_GOES)
		return -fake->fault_error;
	if (strcmp(path, "class/iommu") == 0)
		return fake->iommu ? visit(data, "dmar0") : -ENOENT;
	if (strcmp(path, "bus/pci/drivers") == 0)
		return visit(data, "vfio-pci");
	if (strcmp(path, "bus/pci/devices") == 0 || strcmp(path, "class/net") == 0)
		return list_all(fake, path[0] == 'c', visit, data);
	if (fake->has_proc &&
	    (strcmp(path, "/proc/900/fd") == 0 || strcmp(path, "dev/char") == 0))
		return fake_devices_list(fake, path[0] == '/', visit, data);
	r = fake_files_list(fake, path, visit, data);
	if (fake->has_proc && (r == 0 || r == -ENOENT) &&
	    (strcmp(path, "dev/block") == 0 || strcmp(path, "block") == 0))
		return fake_list_disks(fake, path, visit, data);
	fake->n_walks += strcmp(path, "/proc") == 0;
	if (strcmp(path, "/proc") == 0)
		return fake_proc_list(fake, r, visit, data);
	if (r != -ENOENT)
		return r;
	if (!fake_place_find(fake, path, &place)) {
		fake_place_miss_netdev(fake, path);
		return -ENOENT;
	}
	if (place.file[0] == '\0' && place.is_net &&
	    (place.vf ? place.vf->has_upper : place.pf->has_upper) &&
	    (place.vf || strcmp(path + strlen("class/net/"), place.pf->netdev) == 0))
		return visit(data, "upper_br0");
	if (place.file[0] == '\0' && !place.is_net && place.pf->personality->is_virtio) {
		fake_place_virtio_name(place.pf, place.vf, name);
		if (!place.vf || place.vf->is_bound)
			r = visit(data, name);
		return r > 0 ? r : visit(data, "uevent");
	}
	if (place.file[0] == '\0')
		return visit(data, "uevent");
	if (place.is_net && !place.vf && strcmp(place.file, "device") == 0)
		return visit(data, place.pf->personality->is_virtio ? "uevent"
								    : "sriov_numvfs");
	if (!place.is_net && place.vf && strcmp(place.file, "infiniband") == 0)
		return place.pf->personality->is_infiniband &&
				       fake_vf_has_netdev(fake, place.vf)
			       ? visit(data, "rdma0")
			       : -ENOENT;
	if (place.is_net || strcmp(place.file, "net") != 0)
		return -ENOENT;
	if (!place.vf)
		return fake_netdevs_list_pf(place.pf, visit, data);
	fake->looked_pf = 1 + (size_t)(place.pf - fake->pfs);
	fake->looked_vf = (int)(place.vf - place.pf->vfs);
	if (place.vf->second_netdev[0] && fake_vf_has_netdev(fake, place.vf))
		visit(data, place.vf->second_netdev);
	return fake_vf_has_netdev(fake, place.vf) ? visit(data, place.vf->netdev)
						  : -ENOENT;
}

bool fake_sysfs_must_fail(const struct fake_kernel *fake, const char *path)
{
	size_t length = strlen(path), end;

	if (!fake->fail_write_path)
		return false;
	end = strlen(fake->fail_write_path);
	return length >= end && strcmp(path + length - end, fake->fail_write_path) == 0;
}

int fake_write(void *self, const char *path, const char *text)
{
	struct fake_kernel *fake = self;
	enum fake_verdict verdict = fake_begin(fake, true, "write %s %s", path,
					       strcmp(text, "\n") == 0 ? "-" : text);
	struct place place;

	if (verdict != FAKE_GOES)
		return verdict == FAKE_FAILS ? -fake->fault_error : 0;
	if (fake_sysfs_must_fail(fake, path))
		return -fake->fail_write_error;
	if (strcmp(path, "bus/pci/drivers_probe") == 0)
		return fake_binding_write_probe(fake, text);
	if (!fake_place_find(fake, path, &place))
		return -ENOENT;
	if (place.vf)
		return fake_binding_write_vf(fake, &place, text);
	/* kstrtou16 */
	if (strcmp(place.file, "sriov_numvfs") == 0)
		return text[0] >= '0' && text[0] <= '9'
			       ? fake_set_numvfs(fake, place.pf, atoi(text))
			       : -EINVAL;
	if (strcmp(place.file, "sriov_drivers_autoprobe") != 0 ||
	    place.pf->personality->no_pci)
		return -ENOENT;
	place.pf->autoprobe = atoi(text);
	return 0;
}
