/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fake kernel's sysfs: the PCI core and the drivers of VFs. */
#include <errno.h>
#include <linux/pci_regs.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "fake-parts.h"
#include "support/text.h"

static bool find_pci(struct fake_kernel *fake, struct pci_address pci,
		     struct place *place)
{
	for (size_t i = 0; i < fake->n_pfs; i++) {
		struct fake_pf *pf = &fake->pfs[i];

		if (pf->personality->no_pci)
			continue;
		place->pf = pf;
		place->vf = NULL;
		if (pci_address_compare(pf->pci, pci) == 0)
			return true;
		for (int v = 0; v < pf->numvfs; v++) {
			place->vf = &pf->vfs[v];
			if (pci_address_compare(place->vf->pci, pci) == 0)
				return true;
		}
	}
	return false;
}

static bool find_net(struct fake_kernel *fake, const char *name, struct place *place)
{
	for (size_t i = 0; i < fake->n_pfs; i++) {
		struct fake_pf *pf = &fake->pfs[i];

		place->pf = pf;
		place->vf = NULL;
		if (pf->netdev[0] && (strcmp(pf->netdev, name) == 0 ||
				      strcmp(pf->second_netdev, name) == 0))
			return true;
		for (int v = 0; v < pf->numvfs; v++) {
			place->vf = &pf->vfs[v];
			if (fake_vf_has_netdev(fake, place->vf) &&
			    (strcmp(place->vf->netdev, name) == 0 ||
			     strcmp(place->vf->second_netdev, name) == 0))
				return true;
		}
	}
	return false;
}

void fake_miss_netdev(struct fake_kernel *fake, const char *path)
{
	static const char prefix[] = "class/net/";
	size_t length;

	if (strncmp(path, prefix, strlen(prefix)) != 0)
		return;
	path += strlen(prefix);
	length = strcspn(path, "/");
	for (size_t i = 0; i < fake->n_pfs; i++) {
		for (int v = 0; v < fake->pfs[i].numvfs; v++) {
			struct fake_vf *vf = &fake->pfs[i].vfs[v];

			if (vf->in_netns && strlen(vf->netdev) == length &&
			    strncmp(vf->netdev, path, length) == 0)
				vf->was_missed = true;
		}
	}
}

/* "virtio17" of the PF's or VF's device. */
static void virtio_name(const struct fake_pf *pf, const struct fake_vf *vf, char name[16])
{
	snprintf(name, 16, "virtio%u",
		 (unsigned int)(16 * pf->ifindex + (vf ? 1 + (int)(vf - pf->vfs) : 0)) &
			 0xffffu);
}

/* A file in the virtioN of a virtio device: that of its PCI device does not have "net".
 */
static void enter_virtio(struct fake_kernel *fake, struct place *place)
{
	char name[16];

	(void)fake;
	if (!place->pf->personality->is_virtio)
		return;
	virtio_name(place->pf, place->vf, name);
	if (strncmp(place->file, "net", 3) == 0)
		place->file = "none";
	else if (strncmp(place->file, name, strlen(name)) == 0 &&
		 place->file[strlen(name)] == '/')
		place->file += strlen(name) + 1;
}

/* bus/pci/devices/BDF[/net/NAME]/FILE and class/net/NAME[/device]/FILE. */
bool fake_find_place(struct fake_kernel *fake, const char *path, struct place *place)
{
	static const char pci_prefix[] = "bus/pci/devices/", net_prefix[] = "class/net/";
	char name[64];
	struct pci_address pci;
	size_t length;

	*place = (struct place){.is_net = strncmp(path, net_prefix, strlen(net_prefix)) ==
					  0};
	if (place->is_net)
		path += strlen(net_prefix);
	else if (strncmp(path, pci_prefix, strlen(pci_prefix)) == 0)
		path += strlen(pci_prefix);
	else
		return false;
	length = strcspn(path, "/");
	if (length >= sizeof(name))
		return false;
	memcpy(name, path, length);
	name[length] = '\0';
	place->file = path[length] == '/' ? path + length + 1 : "";
	if (!place->is_net &&
	    (!pci_address_parse(name, &pci) || !find_pci(fake, pci, place)))
		return false;
	if (!place->is_net) {
		enter_virtio(fake, place);
		return true;
	}
	if (!find_net(fake, name, place))
		return false;
	if (strncmp(place->file, "device/", strlen("device/")) == 0) {
		place->is_net = false;
		place->file += strlen("device/");
	}
	return true;
}

static int put(char *buffer, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static int put(char *buffer, size_t size, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(buffer, size, format, args);
	va_end(args);
	return (size_t)length < size ? length : -EMSGSIZE;
}

static const struct fake_file *find_file(const struct fake_kernel *fake, const char *path)
{
	for (size_t i = 0; i < fake->n_files; i++) {
		if (strcmp(fake->files[i].path, path) == 0)
			return &fake->files[i];
	}
	return NULL;
}

/* The names in a directory of the other files, each once. -ENOENT where there is none. */
static int list_files(const struct fake_kernel *fake, const char *path,
		      int (*visit)(void *data, const char *name), void *data)
{
	size_t length = strlen(path);
	char last[80] = "";
	int r = -ENOENT;

	for (size_t i = 0; i < fake->n_files; i++) {
		const char *file = fake->files[i].path;
		char name[80];

		if (strncmp(file, path, length) != 0 || file[length] != '/')
			continue;
		strcpy(name, file + length + 1);
		name[strcspn(name, "/")] = '\0';
		if (strcmp(name, last) == 0)
			continue;
		strcpy(last, name);
		r = visit(data, name);
		if (r != 0)
			return r;
	}
	return r;
}

int fake_vf_ifindex(const struct fake_pf *pf, const struct fake_vf *vf)
{
	return 1000 * (pf->ifindex + 100 * vf->probe) + (int)(vf - pf->vfs);
}

static int read_net(struct fake_kernel *fake, const struct place *place, const char *path,
		    char *buffer, size_t size)
{
	bool up = place->vf ? place->vf->netdev_up : place->pf->link;
	bool is_second = !place->vf && place->pf->second_netdev[0] &&
			 strstr(path, place->pf->second_netdev) != NULL;
	char mac[MAC_ADDRESS_TEXT], guid[GUID_TEXT];

	if (place->vf && place->vf->second_netdev[0])
		up |= strstr(path, place->vf->second_netdev) != NULL;
	if (strcmp(place->file, "flags") == 0)
		return put(buffer, size, "0x%x", 0x1002u | (up || is_second));
	if (strcmp(place->file, "ifindex") == 0 && is_second)
		return put(buffer, size, "%d", fake_second_ifindex(place->pf));
	if (strcmp(place->file, "address") == 0 && place->vf &&
	    place->pf->personality->is_infiniband) {
		text_format_bytes(place->vf->netdev_guid.bytes, sizeof(struct guid),
				  guid);
		return put(buffer, size, "00:00:00:00:fe:80:00:00:00:00:00:00:%s", guid);
	}
	if (strcmp(place->file, "address") == 0 && place->vf) {
		mac_address_format(place->vf->netdev_mac, mac);
		return put(buffer, size, "%s", mac);
	}
	if (strcmp(place->file, "mtu") == 0 && place->vf)
		return put(buffer, size, "%u", place->vf->netdev_mtu);
	if (strcmp(place->file, "ifindex") == 0)
		return put(buffer, size, "%d",
			   place->vf ? fake_vf_ifindex(place->pf, place->vf)
				     : place->pf->ifindex);
	if (strcmp(place->file, "carrier") == 0 && !place->vf)
		return place->pf->link ? put(buffer, size, "%d",
					     fake_has_carrier(fake, place->pf))
				       : -EINVAL;
	if (strcmp(place->file, "speed") == 0 && !place->vf)
		return fake_has_carrier(fake, place->pf) ? put(buffer, size, "1000")
							 : -EINVAL;
	return place->file[0] ? -ENOENT : -EISDIR;
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

	return put(buffer, size, "%02x%02x:%02x%02x:%02x%02x:%02x%02x", bytes[0],
		   bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]);
}

static const char nm_records[] = "/run/NetworkManager/devices/";

/* Of all VFs that are there, one after the other; NULL behind the last one. */
static struct fake_vf *next_vf(struct fake_kernel *fake, size_t *i, int *v,
			       struct fake_pf **ret_pf)
{
	for (; *i < fake->n_pfs; (*i)++, *v = 0) {
		*ret_pf = &fake->pfs[*i];
		if (*v < (*ret_pf)->numvfs)
			return &(*ret_pf)->vfs[(*v)++];
	}
	return NULL;
}

static int read_nm_record(struct fake_kernel *fake, int ifindex, char *buffer,
			  size_t size)
{
	struct fake_pf *pf;
	struct fake_vf *vf;
	size_t i = 0;
	int v = 0;

	while ((vf = next_vf(fake, &i, &v, &pf))) {
		if (vf->netdev_up && fake_vf_ifindex(pf, vf) == ifindex)
			return put(buffer, size, "[device]\nmanaged=true\n%s",
				   vf->is_raised ? "" : "connection-uuid=1\n");
	}
	return -ENOENT;
}

static int read_packet_sockets(struct fake_kernel *fake, char *buffer, size_t size)
{
	struct fake_pf *pf;
	struct fake_vf *vf;
	size_t i = 0;
	int v = 0, r;

	r = put(buffer, size, "sk RefCnt Type Proto  Iface R Rmem   User   Inode");
	while (r > 0 && (vf = next_vf(fake, &i, &v, &pf))) {
		if (vf->has_packet_socket && strlen(buffer) + 64 < size)
			sprintf(buffer + strlen(buffer),
				"\n0000000000000000 3 3 0003 %d 1 0 0 1",
				fake_vf_ifindex(pf, vf));
	}
	return r < 0 ? r : (int)strlen(buffer);
}

/* What process 900 has in its memory. */
static int read_maps(struct fake_kernel *fake, char *buffer, size_t size)
{
	char pci[PCI_ADDRESS_TEXT];
	struct fake_pf *pf;
	struct fake_vf *vf;
	size_t i = 0;
	int v = 0, r;

	r = put(buffer, size, "7f00-7f10 r-xp 0 00:01 7    /bin/dpdk");
	while (r > 0 && (vf = next_vf(fake, &i, &v, &pf))) {
		if (!vf->is_mapped)
			continue;
		pci_address_format(vf->pci, pci);
		if (strlen(buffer) + 96 < size)
			sprintf(buffer + strlen(buffer),
				"\n7f10-7f20 rw-s 0 00:17 9   "
				"/sys/devices/pci0000:00/%s/resource0",
				pci);
	}
	return r < 0 ? r : (int)strlen(buffer);
}

/* The words of a command line are lines in the test. */
static int read_file(const char *path, const char *text, char *buffer, size_t size)
{
	int r = put(buffer, size, "%s", text);

	for (int i = 0; i < r && strstr(path, "/cmdline"); i++) {
		if (buffer[i] == '\n')
			buffer[i] = '\0';
	}
	return r;
}

int fake_read(void *self, const char *path, char *buffer, size_t size)
{
	struct fake_kernel *fake = self;
	struct place place;
	char text[FAKE_LINE_MAX];

	if (fake_begin(fake, false, "read %s", path) != FAKE_GOES)
		return -fake->fault_error;
	if (find_file(fake, path))
		return read_file(path, find_file(fake, path)->text, buffer, size);
	if (fake_read_disk(fake, path, text))
		return put(buffer, size, "%s", text);
	if (strncmp(path, nm_records, strlen(nm_records)) == 0)
		return read_nm_record(fake, atoi(path + strlen(nm_records)), buffer,
				      size);
	if (fake->has_proc && strcmp(path, "/proc/900/maps") == 0)
		return read_maps(fake, buffer, size);
	if (strcmp(path, "/proc/net/packet") == 0)
		return read_packet_sockets(fake, buffer, size);
	if (strcmp(path, "/proc/sys/kernel/random/boot_id") == 0)
		return put(buffer, size, "5ca1ab1e-%04d", fake->boot);
	if (strcmp(path, "/proc/self/mountinfo") == 0 && !fake->no_proc)
		return put(buffer, size, "%s", "");
	if (!fake_find_place(fake, path, &place)) {
		fake_miss_netdev(fake, path);
		return -ENOENT;
	}
	if (place.is_net)
		return read_net(fake, &place, path, buffer, size);
	if (strcmp(place.file, "uevent") == 0)
		return put(buffer, size, "DRIVER=x");
	if (strcmp(place.file, "vendor") == 0)
		return put(buffer, size, "0x8086");
	if (strcmp(place.file, "device") == 0)
		return put(buffer, size, place.vf ? "0x10ca" : "0x10c9");
	if (strcmp(place.file, "class") == 0)
		return put(buffer, size, "0x020000");
	if (place.vf && strcmp(place.file, "driver_override") == 0)
		return put(buffer, size, "%s",
			   place.vf->override[0] ? place.vf->override : "(null)");
	if (place.vf && strcmp(place.file, "config") == 0)
		return read_config(place.vf, buffer, size);
	if (place.vf && strcmp(place.file, "infiniband/rdma0/node_guid") == 0)
		return read_node_guid(place.vf, buffer, size);
	if (place.vf && strcmp(place.file, "enable") == 0)
		return put(buffer, size, "%d", place.vf->enable);
	if (!place.vf && strncmp(place.file, "net/arep", strlen("net/arep")) == 0)
		return put(buffer, size, "pf0vf%d",
			   atoi(place.file + strlen("net/arep")));
	/* The live kernel's read would hang (sriov_numvfs_show), so its door is shut. */
	if (!place.vf && strcmp(place.file, "sriov_numvfs") == 0 && place.pf->is_written)
		return -EWOULDBLOCK;
	if (!place.vf && strcmp(place.file, "sriov_numvfs") == 0)
		return put(buffer, size, "%d", place.pf->numvfs);
	if (place.vf || place.pf->personality->no_pci)
		return place.file[0] ? -ENOENT : -EISDIR;
	if (strcmp(place.file, "sriov_totalvfs") == 0)
		return put(buffer, size, "%d", place.pf->totalvfs);
	if (strcmp(place.file, "sriov_drivers_autoprobe") == 0)
		return put(buffer, size, "%d", place.pf->autoprobe);
	if (strcmp(place.file, "sriov_vf_total_msix") == 0 && place.pf->is_written)
		snprintf(fake->violation, sizeof(fake->violation),
			 "a read of sriov_vf_total_msix hangs behind a write");
	if (strcmp(place.file, "sriov_vf_total_msix") == 0)
		return put(buffer, size, "%d", place.pf->personality->msix_vectors);
	return place.file[0] ? -ENOENT : -EISDIR;
}

void fake_netdevsim_name(const struct fake_pf *pf, char name[PCI_ADDRESS_TEXT])
{
	snprintf(name, PCI_ADDRESS_TEXT, "netdevsim%u",
		 8u + ((unsigned int)pf->ifindex & 15u));
}

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

			virtio_name(pf, vf, own);
			if (strcmp(own, name) != 0)
				continue;
			pci_address_format(vf ? vf->pci : pf->pci, pci);
			return put(buffer, size, "../../../devices/pci0000:00/%s/%s", pci,
				   own) < 0
				       ? -EMSGSIZE
				       : 0;
		}
	}
	return -ENOENT;
}

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

static int link_device(struct fake_kernel *fake, unsigned int minor, char *buffer,
		       size_t size)
{
	struct fake_vf *vf = vf_of_device(fake, minor);
	char pci[PCI_ADDRESS_TEXT];

	if (!vf)
		return -ENOENT;
	pci_address_format(vf->pci, pci);
	return put(buffer, size, "../../devices/pci0000:00/%s/drm/card%u", pci, minor) < 0
		       ? -EMSGSIZE
		       : 0;
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
	file = find_file(fake, path);
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
	const struct fake_file *file = find_file(fake, path);
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

static int list_devices(struct fake_kernel *fake, bool is_fd,
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

int fake_link(void *self, const char *path, char *buffer, size_t size)
{
	struct fake_kernel *fake = self;
	char text[PCI_ADDRESS_TEXT], disk[FAKE_LINE_MAX];
	struct place place;
	unsigned int vf;
	int r = -ENOENT;

	if (fake_begin(fake, false, "link %s", path) != FAKE_GOES)
		return -fake->fault_error;
	if (find_file(fake, path)) {
		r = put(buffer, size, "%s", find_file(fake, path)->text);
		return r < 0 ? r : 0;
	}
	if (fake_link_disk(fake, path, disk))
		return put(buffer, size, "%s", disk) < 0 ? -EMSGSIZE : 0;
	if (is_device_path(path, device_prefix, &vf))
		return link_device(fake, vf, buffer, size);
	if (strncmp(path, virtio_prefix, strlen(virtio_prefix)) == 0)
		return link_virtio(fake, path + strlen(virtio_prefix), buffer, size);
	if (!fake_find_place(fake, path, &place))
		return -ENOENT;
	if (place.is_net && strcmp(place.file, "device") == 0) {
		pci_address_format(place.vf ? place.vf->pci : place.pf->pci, text);
		if (place.pf->personality->no_pci)
			fake_netdevsim_name(place.pf, text);
		if (place.pf->personality->is_virtio)
			virtio_name(place.pf, place.vf, text);
		r = put(buffer, size, "%s", text);
	} else if (strcmp(place.file, "subsystem") == 0) {
		r = put(buffer, size,
			place.pf->personality->no_pci	   ? "netdevsim"
			: place.pf->personality->is_virtio ? "virtio"
							   : "pci");
	} else if (strcmp(place.file, "driver") == 0 && !place.vf && place.pf->driver) {
		r = put(buffer, size, "%s", place.pf->driver);
	} else if (strcmp(place.file, "driver") == 0 && place.vf && place.vf->is_bound) {
		r = put(buffer, size, "%s",
			place.vf->is_vfio ? "vfio-pci"
					  : place.pf->personality->vf_driver);
	} else if (strcmp(place.file, "iommu_group") == 0 && fake->iommu) {
		r = put(buffer, size, "%d",
			place.vf ? (int)(place.vf - place.pf->vfs) : 40);
	} else if (!place.vf && !place.pf->personality->no_pci &&
		   sscanf(place.file, "virtfn%u", &vf) == 1 &&
		   (int)vf < place.pf->numvfs) {
		pci_address_format(place.pf->vfs[vf].pci, text);
		r = put(buffer, size, "%s", text);
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
	if (!fake_find_place(fake, path, &place) || place.is_net)
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

/* Representors share the PF's net/ folder with the uplink. */
static int list_pf_net(const struct fake_pf *pf,
		       int (*visit)(void *data, const char *name), void *data)
{
	char name[16];
	int r = 0;

	int n = fake_is_switchdev(pf) ? pf->numvfs : pf->n_representors;

	for (int i = 0; i < n && r == 0; i++) {
		snprintf(name, sizeof(name), "arep%d", i);
		r = visit(data, name);
	}
	if (r == 0 && pf->second_netdev[0])
		r = visit(data, pf->second_netdev);
	if (r == 0)
		r = pf->netdev[0] ? visit(data, pf->netdev) : -ENOENT;
	return r;
}

/* Beside those of the other files, whose list gave `r`. */
static int list_processes(const struct fake_kernel *fake, int r,
			  int (*visit)(void *data, const char *name), void *data)
{
	char name[16];

	if (r == -ENOENT && !fake->no_proc)
		r = visit(data, "1");
	if (r == 0 && fake->has_proc)
		r = visit(data, "900");
	snprintf(name, sizeof(name), "%d", FAKE_NETNS_PID);
	return r == 0 && fake_has_other_netns(fake) ? visit(data, name) : r;
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
		return list_devices(fake, path[0] == '/', visit, data);
	r = list_files(fake, path, visit, data);
	if (fake->has_proc && (r == 0 || r == -ENOENT) &&
	    (strcmp(path, "dev/block") == 0 || strcmp(path, "block") == 0))
		return fake_list_disks(fake, path, visit, data);
	fake->n_walks += strcmp(path, "/proc") == 0;
	if (strcmp(path, "/proc") == 0)
		return list_processes(fake, r, visit, data);
	if (r != -ENOENT)
		return r;
	if (!fake_find_place(fake, path, &place)) {
		fake_miss_netdev(fake, path);
		return -ENOENT;
	}
	if (place.file[0] == '\0' && place.is_net &&
	    (place.vf ? place.vf->has_upper : place.pf->has_upper) &&
	    (place.vf || strcmp(path + strlen("class/net/"), place.pf->netdev) == 0))
		return visit(data, "upper_br0");
	if (place.file[0] == '\0' && !place.is_net && place.pf->personality->is_virtio) {
		virtio_name(place.pf, place.vf, name);
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
		return list_pf_net(place.pf, visit, data);
	fake->looked_pf = 1 + (size_t)(place.pf - fake->pfs);
	fake->looked_vf = (int)(place.vf - place.pf->vfs);
	if (place.vf->second_netdev[0] && fake_vf_has_netdev(fake, place.vf))
		visit(data, place.vf->second_netdev);
	return fake_vf_has_netdev(fake, place.vf) ? visit(data, place.vf->netdev)
						  : -ENOENT;
}

void fake_probe(struct fake_kernel *fake, struct fake_pf *pf, struct fake_vf *vf)
{
	const struct personality *personality = pf->personality;
	int index = (int)(vf - pf->vfs);

	/* pci_device_can_probe, drivers/pci/pci-driver.c */
	if (vf->is_bound || (!pf->autoprobe && !vf->override[0]))
		return;
	vf->is_vfio = strcmp(vf->override, "vfio-pci") == 0;
	if (!vf->is_vfio && (pf->no_vf_driver || !personality->vf_driver))
		return;
	/* An override matches that driver alone (pci_match_device). */
	if (!vf->is_vfio && vf->override[0] &&
	    strcmp(vf->override, personality->vf_driver) != 0)
		return;
	fake_disturb(fake, pf, vf, "probe");
	vf->is_bound = true;
	vf->probe = ++pf->n_probes;
	if (vf->is_vfio)
		return;
	vf->enable = 1;
	vf->netdev_mtu = 1500;
	vf->rdma_guid = vf->node_guid;
	vf->netdev_guid = vf->port_guid;
	vf->netdev_mac = vf->mac;
	if (mac_address_is_zero(vf->mac))
		vf->netdev_mac = (struct mac_address){{2, 0, 0, 0, 9, (uint8_t)index}};
	/* igbvf_probe, drivers/net/ethernet/intel/igbvf/netdev.c: without an answer of
	 * the PF it makes up a MAC, which the PF takes of a trusted one only
	 * (igb_set_vf_mac_addr). */
	if (pf->deaf_probes > 0) {
		pf->deaf_probes--;
		vf->netdev_mac = (struct mac_address){{2, 0, 0, 0, 8, (uint8_t)index}};
		if (vf->trust)
			vf->mac = vf->netdev_mac;
	} else if (personality->assigns_mac) {
		vf->mac = vf->netdev_mac;
	}
	if (pf->netdev_delay_ms < 0)
		return;
	snprintf(vf->netdev, sizeof(vf->netdev), "%.20sv%d", pf->netdev, index);
	vf->netdev_at = fake->now_ms + pf->netdev_delay_ms;
}

static void unbind(struct fake_kernel *fake, struct fake_pf *pf, struct fake_vf *vf)
{
	fake_disturb(fake, pf, vf, "unbind");
	vf->is_bound = vf->is_vfio = false;
	vf->enable = 0;
	vf->netdev[0] = '\0';
	vf->netdev_up = vf->in_netns = vf->is_opened = false;
	vf->disk = FAKE_NO_DISK;
	vf->has_foreign_upper = vf->has_tunnel = false;
	vf->has_xdp = vf->has_xdp_socket = false;
	vf->is_raised = vf->is_ours = false;
	vf->second_netdev[0] = '\0';
}

bool fake_is_forced_failure(const struct fake_kernel *fake, const char *path)
{
	size_t length = strlen(path), end;

	if (!fake->fail_write_path)
		return false;
	end = strlen(fake->fail_write_path);
	return length >= end && strcmp(path + length - end, fake->fail_write_path) == 0;
}

static int write_probe(struct fake_kernel *fake, const char *text)
{
	struct pci_address pci;
	struct place place;

	if (!pci_address_parse(text, &pci) || !find_pci(fake, pci, &place) || !place.vf)
		return -ENODEV;
	fake_probe(fake, place.pf, place.vf);
	return 0;
}

static int write_vf(struct fake_kernel *fake, const struct place *place, const char *text)
{
	if (strcmp(place->file, "driver_override") == 0) {
		snprintf(place->vf->override, sizeof(place->vf->override), "%s",
			 strcmp(text, "\n") == 0 ? "" : text);
		return 0;
	}
	/* sriov_vf_msix_count_store, drivers/pci/iov.c */
	if (strcmp(place->file, "sriov_vf_msix_count") == 0) {
		if (!place->pf->personality->msix_vectors)
			return -EOPNOTSUPP;
		if (place->vf->is_bound)
			return -EBUSY;
		if (atoi(text) < 1 || atoi(text) > place->pf->personality->msix_vectors)
			return -EINVAL;
		place->vf->msix_vectors = (unsigned int)atoi(text);
		return 0;
	}
	if (strcmp(place->file, "driver/unbind") != 0 || !place->vf->is_bound)
		return -ENOENT;
	unbind(fake, place->pf, place->vf);
	return 0;
}

int fake_write(void *self, const char *path, const char *text)
{
	struct fake_kernel *fake = self;
	enum fake_verdict verdict = fake_begin(fake, true, "write %s %s", path,
					       strcmp(text, "\n") == 0 ? "-" : text);
	struct place place;

	if (verdict != FAKE_GOES)
		return verdict == FAKE_FAILS ? -fake->fault_error : 0;
	if (fake_is_forced_failure(fake, path))
		return -fake->fail_write_error;
	if (strcmp(path, "bus/pci/drivers_probe") == 0)
		return write_probe(fake, text);
	if (!fake_find_place(fake, path, &place))
		return -ENOENT;
	if (place.vf)
		return write_vf(fake, &place, text);
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
