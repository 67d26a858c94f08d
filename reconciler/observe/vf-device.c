/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/vf-device.h"

#include <linux/if_infiniband.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "observe/hidden-users.h"
#include "observe/holders.h"
#include "observe/netdevs.h"
#include "observe/observe.h"
#include "observe/sysfs.h"
#include "support/text.h"

enum {
	NAME_BUFFER = 256
};

struct guid_search {
	struct kernel *kernel;
	const char *dir;
	struct field *guid;
};

/* "248a:0703:0000:0001" (node_guid_show, drivers/infiniband/core/sysfs.c). */
static int visit_rdma(void *data, const char *name)
{
	struct guid_search *search = data;
	unsigned int parts[4];
	char text[NAME_BUFFER];

	if (kernel_read(search->kernel, text, sizeof(text),
			"%s/infiniband/%.64s/node_guid", search->dir, name) <= 0 ||
	    sscanf(text, "%4x:%4x:%4x:%4x", &parts[0], &parts[1], &parts[2], &parts[3]) !=
		    4)
		return 0;
	search->guid->set = true;
	for (int i = 0; i < 8; i++)
		search->guid->value.guid.bytes[i] =
			(uint8_t)(parts[i / 2] >> (i % 2 ? 0 : 8));
	return 1;
}

/* The address of an IPoIB netdev ends with the GUID of its port, as in vf-netlink.c. */
static void read_guids(struct kernel *kernel, const char *dir, const char *address,
		       struct observed_vf *vf)
{
	struct guid_search search = {
		.kernel = kernel, .dir = dir, .guid = &vf->rdma_guid};
	uint8_t bytes[INFINIBAND_ALEN];
	struct guid *guid = &vf->netdev_guid.value.guid;

	if (!text_parse_bytes(address, bytes, sizeof(bytes)))
		return;
	vf->netdev_guid.set = true;
	memcpy(guid->bytes, bytes + sizeof(bytes) - sizeof(guid->bytes),
	       sizeof(guid->bytes));
	(void)kernel_list(kernel, visit_rdma, &search, "%s/infiniband", dir);
}

static void read_vf_netdev(struct kernel *kernel, struct diags *diags, const char *device,
			   struct observed_vf *vf)
{
	char dir[NAME_BUFFER], text[NAME_BUFFER];
	int r;

	snprintf(dir, sizeof(dir), "class/net/%.32s", vf->netdev);
	/* A netdev that cannot be read may be in use. */
	vf->attrs[VF_ATTR_LINK] = (struct field){
		.set = true,
		.value.on = sysfs_vital(kernel, diags, dir, "flags", IFF_UP) & IFF_UP};
	r = kernel_read(kernel, text, sizeof(text), "%s/address", dir);
	sysfs_tell_unreadable(diags, dir, "address", r);
	vf->netdev_mac.set = r > 0 && mac_address_parse(text, &vf->netdev_mac.value.mac);
	if (r > 0 && !vf->netdev_mac.set)
		read_guids(kernel, device, text, vf);
	vf->attrs[VF_ATTR_MTU] = sysfs_number_field(sysfs_int(kernel, dir, "mtu", -1));
}

static void read_netdevs(struct kernel *kernel, struct arena *arena, struct diags *diags,
			 const char *dir, struct observed_vf *vf)
{
	const char **names;

	vf->n_netdevs = observe_netdevs(kernel, arena, diags, dir, &names);
	vf->netdevs = netdevs_with_ifindexes(kernel, arena, names, vf->n_netdevs);
	vf->netdev = vf->n_netdevs > 0 ? names[0] : NULL;
}

static void read_vf_device(struct kernel *kernel, struct arena *arena,
			   struct diags *diags, const char *dir, struct observed_vf *vf)
{
	char override[NAME_BUFFER];
	const char *driver = NULL;
	int r;

	vf->driver_unread = sysfs_read_driver(kernel, arena, diags, dir, &driver) < 0;
	vf->attrs[VF_ATTR_DRIVER] =
		(struct field){.set = driver != NULL, .value.text = driver};
	r = kernel_read(kernel, override, sizeof(override), "%s/driver_override", dir);
	sysfs_tell_unreadable(diags, dir, "driver_override", r);
	/* Without an override the kernel prints a NULL pointer (driver_override_show). */
	if (r > 0 && strcmp(override, "(null)") != 0)
		vf->driver_override = arena_strdup(arena, override);
	vf->iommu_group = sysfs_iommu_group(kernel, arena, dir);
	vf->enable = sysfs_number_field(sysfs_vital(kernel, diags, dir, "enable", -1));
	read_netdevs(kernel, arena, diags, dir, vf);
	if (vf->netdev)
		read_vf_netdev(kernel, diags, dir, vf);
}

void vf_device_read(struct kernel *kernel, struct arena *arena, struct diags *diags,
		    const struct root *run, const char *pf_dir,
		    struct device_users *users, struct netns_uppers *uppers,
		    struct observed_vf *vf)
{
	char dir[NAME_BUFFER], pci[NAME_BUFFER], link[32];
	int r;

	/* netdevsim's VFs are not PCI devices, so there are no links to look for. */
	if (strncmp(pf_dir, "bus/pci/", strlen("bus/pci/")) != 0)
		return;
	snprintf(link, sizeof(link), "virtfn%u", vf->index);
	r = kernel_link_name(kernel, pci, sizeof(pci), "%s/%s", pf_dir, link);
	sysfs_tell_unreadable(diags, pf_dir, link, r);
	if (r < 0 || !pci_address_parse(pci, &vf->pci))
		return;
	vf->has_pci = true;
	snprintf(dir, sizeof(dir), "bus/pci/devices/%.32s", pci);
	read_vf_device(kernel, arena, diags, dir, vf);
	if (users)
		observe_holders(kernel, arena, run, pf_dir, dir, users, vf);
	if (uppers)
		hidden_users_add_to_vf(kernel, arena, uppers, vf);
}

bool vf_users_are_read(const struct vf_users *users)
{
	return users->devices.are_files_read || users->uppers.is_read;
}

void observe_vf(struct kernel *kernel, struct arena *arena, struct diags *diags,
		const struct root *run, const char *pf_dir, struct vf_users *users,
		struct observed_vf *vf)
{
	vf_device_read(kernel, arena, diags, run, pf_dir, users ? &users->devices : NULL,
		       users ? &users->uppers : NULL, vf);
}
