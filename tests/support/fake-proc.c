/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fake kernel's /proc and /run: who uses VFs without a trace in sysfs. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fake-parts.h"

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
			return fake_sysfs_put(buffer, size, "[device]\nmanaged=true\n%s",
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

	r = fake_sysfs_put(buffer, size,
			   "sk RefCnt Type Proto  Iface R Rmem   User   Inode");
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

	r = fake_sysfs_put(buffer, size, "7f00-7f10 r-xp 0 00:01 7    /bin/dpdk");
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

bool fake_proc_read(struct fake_kernel *fake, const char *path, char *buffer, size_t size,
		    int *ret_length)
{
	if (strncmp(path, nm_records, strlen(nm_records)) == 0)
		*ret_length = read_nm_record(fake, atoi(path + strlen(nm_records)),
					     buffer, size);
	else if (fake->has_proc && strcmp(path, "/proc/900/maps") == 0)
		*ret_length = read_maps(fake, buffer, size);
	else if (strcmp(path, "/proc/net/packet") == 0)
		*ret_length = read_packet_sockets(fake, buffer, size);
	else if (strcmp(path, "/proc/sys/kernel/random/boot_id") == 0)
		*ret_length = fake_sysfs_put(buffer, size, "5ca1ab1e-%04d", fake->boot);
	else if (strcmp(path, "/proc/self/mountinfo") == 0 && !fake->no_proc)
		*ret_length = fake_sysfs_put(buffer, size, "%s", "");
	else
		return false;
	return true;
}

int fake_proc_list(const struct fake_kernel *fake, int r,
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
