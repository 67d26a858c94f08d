/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/in-use.h"
#include "observe/observe.h"

#include <ctype.h>
#include <errno.h>
#include <linux/if_infiniband.h>
#include <net/if.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "observe/run-record.h"
#include "observe/devlink.h"
#include "observe/disk-claims.h"
#include "observe/hidden-users.h"
#include "observe/holders.h"
#include "observe/iommu-groups.h"
#include "observe/msix.h"
#include "observe/pf-find.h"
#include "observe/pf-users.h"
#include "observe/saved-vfs.h"
#include "observe/vf-impact.h"
#include "observe/vf-netlink.h"
#include "support/guard.h"
#include "support/text.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

enum {
	VF_LIST_TIMEOUT_MS = 2000,
	VF_LIST_RETRY_MS = 50,
	NAME_BUFFER = 256
};

void observe_pf_dir(const struct observed_pf *pf, char dir[PF_DIR_MAX])
{
	char pci[PCI_ADDRESS_TEXT];

	if (pf->has_pci) {
		pci_address_format(pf->pci, pci);
		snprintf(dir, PF_DIR_MAX, "bus/pci/devices/%s", pci);
	} else {
		snprintf(dir, PF_DIR_MAX, "class/net/%s/device", pf->netdev);
	}
}

/* That something is not there is an answer; that it cannot be read is a fault of the
 * host. A device that goes away meanwhile answers ENODEV. */
void observe_tell_unreadable(struct diags *diags, const char *dir, const char *name,
			     int r)
{
	if (diags && r < 0 && r != -ENOENT && r != -ENODEV)
		diag_error(diags, SPAN_NONE, "observe", "cannot read /sys/%s/%s: %s", dir,
			   name,
			   r == -EWOULDBLOCK ? "a write to it has not ended"
					     : strerror(-r));
}

static int read_int(struct kernel *kernel, const char *dir, const char *name,
		    int otherwise)
{
	long number;

	return kernel_read_number(kernel, &number, "%s/%s", dir, name) == 0 ? (int)number
									    : otherwise;
}

/* The same for what a decision hangs on. */
static int read_vital(struct kernel *kernel, struct diags *diags, const char *dir,
		      const char *name, int otherwise)
{
	long number;
	int r = kernel_read_number(kernel, &number, "%s/%s", dir, name);

	observe_tell_unreadable(diags, dir, name, r);
	return r == 0 ? (int)number : otherwise;
}

static const char *link_name(struct kernel *kernel, struct arena *arena, const char *dir,
			     const char *name)
{
	char target[NAME_BUFFER];

	if (kernel_link_name(kernel, target, sizeof(target), "%s/%s", dir, name) < 0)
		return NULL;
	return arena_strdup(arena, target);
}

const char *observe_driver(struct kernel *kernel, struct arena *arena,
			   struct diags *diags, const char *dir)
{
	char target[NAME_BUFFER];
	int r = kernel_link_name(kernel, target, sizeof(target), "%s/driver", dir);

	observe_tell_unreadable(diags, dir, "driver", r);
	if (r == -ENOENT)
		return NULL;
	/* A driver that cannot be told may well be there. */
	return r < 0 ? OBSERVE_UNKNOWN : arena_strdup(arena, target);
}

struct netdev_search {
	struct kernel *kernel;
	struct arena *arena;
	const char *dir;
	const char **names;
	size_t n;
};

bool observe_is_representor(const char *phys_port_name)
{
	const char *vf = strstr(phys_port_name, "vf");
	const char *pf = strstr(phys_port_name, "pf");

	return pf && vf && vf > pf && isdigit((unsigned char)vf[2]);
}

static int visit_netdev(void *data, const char *name)
{
	struct netdev_search *search = data;
	char port[NAME_BUFFER];

	if (kernel_read(search->kernel, port, sizeof(port), "%s/net/%s/phys_port_name",
			search->dir, name) > 0 &&
	    observe_is_representor(port))
		return 0;
	search->names = arena_grow(search->arena, search->names, search->n,
				   sizeof(*search->names));
	search->names[search->n++] = arena_strdup(search->arena, name);
	/* Several ports of one function: the first by name, so that every run agrees. */
	if (strcmp(name, search->names[0]) < 0) {
		search->names[search->n - 1] = search->names[0];
		search->names[0] = arena_strdup(search->arena, name);
	}
	return 0;
}

/* The directory of a virtio device below its PCI device: "virtio3". */
static int visit_virtio(void *data, const char *name)
{
	struct netdev_search *search = data;

	if (strncmp(name, "virtio", strlen("virtio")) != 0 ||
	    !isdigit((unsigned char)name[strlen("virtio")]))
		return 0;
	search->dir = arena_printf(search->arena, "%s/%s", search->dir, name);
	return 1;
}

/* Turns to the virtio device of a device that virtio-pci has; false where it has none. */
static bool find_virtio(struct netdev_search *search, struct diags *diags)
{
	const char *dir = search->dir;
	char driver[NAME_BUFFER];
	int r = kernel_link_name(search->kernel, driver, sizeof(driver), "%s/driver",
				 dir);

	observe_tell_unreadable(diags, dir, "driver", r);
	if (r < 0 || strcmp(driver, "virtio-pci") != 0)
		return false;
	r = kernel_list(search->kernel, visit_virtio, search, "%s", dir);
	observe_tell_unreadable(diags, dir, "virtio", r);
	return r == 1;
}

size_t observe_netdevs(struct kernel *kernel, struct arena *arena, struct diags *diags,
		       const char *dir, const char ***ret_names)
{
	struct netdev_search search = {.kernel = kernel, .arena = arena, .dir = dir};
	int r = kernel_list(kernel, visit_netdev, &search, "%s/net", dir);

	observe_tell_unreadable(diags, dir, "net", r);
	/* virtio_pci has no netdev of its own: its virtio device has
	 * (virtio_device_register, drivers/virtio/virtio.c). */
	if (r == -ENOENT && find_virtio(&search, diags)) {
		r = kernel_list(kernel, visit_netdev, &search, "%s/net", search.dir);
		observe_tell_unreadable(diags, search.dir, "net", r);
	}
	*ret_names = search.names;
	return search.n;
}

const char *observe_netdev(struct kernel *kernel, struct arena *arena,
			   struct diags *diags, const char *dir)
{
	const char **names;

	return observe_netdevs(kernel, arena, diags, dir, &names) > 0 ? names[0] : NULL;
}

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

/* The port's GUID ends the address of an IPoIB netdev, as in vf-netlink.c. */
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
	kernel_list(kernel, visit_rdma, &search, "%s/infiniband", dir);
}

static void read_vf_netdev(struct kernel *kernel, struct diags *diags, const char *device,
			   struct observed_vf *vf)
{
	char dir[NAME_BUFFER], text[NAME_BUFFER];
	int r;

	snprintf(dir, sizeof(dir), "class/net/%.32s", vf->netdev);
	/* Where it cannot be read, it may be in use. */
	vf->netdev_up = read_vital(kernel, diags, dir, "flags", IFF_UP) & IFF_UP;
	r = kernel_read(kernel, text, sizeof(text), "%s/address", dir);
	observe_tell_unreadable(diags, dir, "address", r);
	vf->has_netdev_mac = r > 0 && mac_address_parse(text, &vf->netdev_mac);
	if (r > 0 && !vf->has_netdev_mac)
		read_guids(kernel, device, text, vf);
	vf->netdev_mtu = read_int(kernel, dir, "mtu", -1);
}

static int read_iommu_group(struct kernel *kernel, struct arena *arena, const char *dir)
{
	const char *group = link_name(kernel, arena, dir, "iommu_group");

	return group ? atoi(group) : -1;
}

static struct observed_netdev *read_ifindexes(struct kernel *kernel, struct arena *arena,
					      const char *const *names, size_t n)
{
	struct observed_netdev *netdevs = arena_calloc(arena, n, sizeof(*netdevs));

	for (size_t i = 0; i < n; i++) {
		long ifindex;
		int r = kernel_read_number(kernel, &ifindex, "class/net/%s/ifindex",
					   names[i]);

		netdevs[i] = (struct observed_netdev){
			.name = names[i], .ifindex = r < 0 ? r : (int)ifindex};
	}
	return netdevs;
}

static void read_netdevs(struct kernel *kernel, struct arena *arena, struct diags *diags,
			 const char *dir, struct observed_vf *vf)
{
	const char **names;

	vf->n_netdevs = observe_netdevs(kernel, arena, diags, dir, &names);
	vf->netdevs = read_ifindexes(kernel, arena, names, vf->n_netdevs);
	vf->netdev = vf->n_netdevs > 0 ? names[0] : NULL;
}

static void read_vf_device(struct kernel *kernel, struct arena *arena,
			   struct diags *diags, const char *dir, struct observed_vf *vf)
{
	char override[NAME_BUFFER];
	int r;

	vf->driver = observe_driver(kernel, arena, diags, dir);
	r = kernel_read(kernel, override, sizeof(override), "%s/driver_override", dir);
	observe_tell_unreadable(diags, dir, "driver_override", r);
	/* Where none is set the kernel prints a NULL pointer (driver_override_show). */
	if (r > 0 && strcmp(override, "(null)") != 0)
		vf->driver_override = arena_strdup(arena, override);
	vf->iommu_group = read_iommu_group(kernel, arena, dir);
	vf->enable = read_vital(kernel, diags, dir, "enable", -1);
	read_netdevs(kernel, arena, diags, dir, vf);
	if (vf->netdev)
		read_vf_netdev(kernel, diags, dir, vf);
}

/* `users` is NULL where nobody is looked for, `uppers` where other network namespaces are
 * not to be asked. */
static void read_vf(struct kernel *kernel, struct arena *arena, struct diags *diags,
		    const struct root *run, const char *pf_dir,
		    struct device_users *users, struct netns_uppers *uppers,
		    struct observed_vf *vf)
{
	char dir[NAME_BUFFER], pci[NAME_BUFFER], link[32];
	int r;

	vf->iommu_group = vf->enable = vf->device_files = -1;
	vf->netdev_mtu = vf->msix_vectors = -1;
	/* netdevsim's VFs are no devices; hundreds of them are not looked for. */
	if (strncmp(pf_dir, "bus/pci/", strlen("bus/pci/")) != 0)
		return;
	snprintf(link, sizeof(link), "virtfn%u", vf->index);
	r = kernel_link_name(kernel, pci, sizeof(pci), "%s/%s", pf_dir, link);
	observe_tell_unreadable(diags, pf_dir, link, r);
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
	read_vf(kernel, arena, diags, run, pf_dir, users ? &users->devices : NULL,
		users ? &users->uppers : NULL, vf);
}

/* Whether the kernel told of every VF that it could tell of. */
static bool is_complete(const struct observed_pf *pf)
{
	size_t n = 0;

	for (size_t i = 0; i < pf->n_vfs; i++)
		n += pf->vfs[i].reported;
	return n == (observed_pf_is_capped(pf) ? OBSERVED_VF_LIST_MAX : pf->n_vfs);
}

/* What rtnetlink says of the PF and its VFs. The kernel leaves out a VF whose driver is
 * busy (rtnl_fill_vfinfo), so an incomplete list is asked for again, a bounded number of
 * times. */
static int read_link(struct kernel *kernel, struct arena *arena, struct observed_pf *pf)
{
	int64_t deadline = kernel_now_ms(kernel) + VF_LIST_TIMEOUT_MS;
	int num_vf, r;

	for (;;) {
		_cleanup_(guard_msg) struct nl_msg *msg =
			vf_netlink_get_request(pf->ifindex);
		struct kernel_reply reply;

		r = kernel_ask(kernel, KERNEL_ROUTE, arena, msg, &reply);
		if (r == 0 && !reply.message)
			r = -EBADMSG;
		if (r == 0)
			r = vf_netlink_parse(arena, reply.message, pf, &num_vf);
		if (r < 0)
			return r;
		/* No list at all: a driver without ndo_get_vf_config (rtnl_fill_vf). */
		if (num_vf < 0 || is_complete(pf) || kernel_now_ms(kernel) >= deadline)
			return 0;
		kernel_wait(kernel, VF_LIST_RETRY_MS);
	}
}

/* A PF that can have VFs and does not tell how many is not one without: -1. */
static int read_numvfs(struct kernel *kernel, struct diags *diags, const char *dir,
		       int totalvfs)
{
	long number;
	int r = kernel_read_number(kernel, &number, "%s/sriov_numvfs", dir);

	observe_tell_unreadable(diags, dir, "sriov_numvfs", r);
	if (r == 0)
		return (int)number;
	return r == -ENOENT && totalvfs < 0 ? 0 : -1;
}

static void read_pf_sysfs(struct kernel *kernel, struct arena *arena, struct diags *diags,
			  const char *dir, struct observed_pf *pf)
{
	char net[NAME_BUFFER];

	pf->driver = observe_driver(kernel, arena, diags, dir);
	pf->iommu_group = pf->has_pci ? read_iommu_group(kernel, arena, dir) : -1;
	pf->vendor = read_int(kernel, dir, "vendor", -1);
	pf->device = read_int(kernel, dir, "device", -1);
	pf->totalvfs = read_vital(kernel, diags, dir, "sriov_totalvfs", -1);
	pf->numvfs = read_numvfs(kernel, diags, dir, pf->totalvfs);
	pf->autoprobe = read_vital(kernel, diags, dir, "sriov_drivers_autoprobe", -1);
	/* 0: the driver has no sriov_get_vf_total_msix. Reading it takes the lock that a
	 * write to sriov_numvfs holds (sriov_vf_total_msix_show, drivers/pci/iov.c), and
	 * would hang behind one. */
	pf->msix_vectors =
		pf->numvfs < 0 ? -1 : read_int(kernel, dir, "sriov_vf_total_msix", -1);
	pf->speed_mbps = -1;
	if (!pf->netdev)
		return;
	snprintf(net, sizeof(net), "class/net/%s", pf->netdev);
	pf->ifindex = read_vital(kernel, diags, net, "ifindex", 0);
	pf->speed_mbps = read_int(kernel, net, "speed", -1);
}

static void read_pf_netdevs(struct kernel *kernel, struct arena *arena,
			    struct diags *diags, const char *dir, struct observed_pf *pf)
{
	const char **names;
	size_t n = observe_netdevs(kernel, arena, diags, dir, &names);

	pf->netdev = n > 0 ? names[0] : NULL;
	pf->n_other_netdevs = n > 1 ? n - 1 : 0;
	pf->other_netdevs = read_ifindexes(kernel, arena, names + 1, pf->n_other_netdevs);
}

/* Fills in everything but the key, which `pf` has: a PCI address, or a netdev. -EIO where
 * the number of VFs cannot be read. */
static int observe_pf(struct kernel *kernel, struct arena *arena, struct diags *diags,
		      const struct root *run, struct netns_uppers *uppers,
		      struct observed_pf *pf)
{
	struct device_users users = {0};
	char dir[PF_DIR_MAX];
	size_t n_missing = 0;
	int r;

	observe_pf_dir(pf, dir);
	if (pf->has_pci)
		read_pf_netdevs(kernel, arena, diags, dir, pf);
	read_pf_sysfs(kernel, arena, diags, dir, pf);
	pf->autoprobe_saved =
		pf->has_pci ? run_record_read(run, RUN_RECORD_AUTOPROBE, pf->pci) : -1;
	/* Its names and MACs still say which PF it is. */
	if (pf->numvfs < 0 && pf->ifindex > 0)
		read_link(kernel, arena, pf);
	if (pf->numvfs < 0)
		return -EIO;
	pf->n_vfs = (size_t)pf->numvfs;
	pf->vfs = arena_calloc(arena, pf->n_vfs, sizeof(*pf->vfs));
	for (size_t i = 0; i < pf->n_vfs; i++)
		pf->vfs[i].index = (unsigned int)i;
	if (pf->has_pci)
		pf->saved =
			saved_vfs_read(kernel, arena, diags, run, pf->pci, pf->numvfs);
	r = pf->ifindex > 0 ? read_link(kernel, arena, pf) : 0;
	if (r < 0)
		diag_error(diags, SPAN_NONE, "observe",
			   "cannot read the link of %s from the kernel: %s", pf->netdev,
			   strerror(-r));
	/* What cannot be read may be up, and in use. */
	pf->link |= r < 0 || (pf->netdev && pf->ifindex <= 0);
	/* read_link may wait, so users are looked for after it. */
	for (size_t i = 0; i < pf->n_vfs; i++) {
		read_vf(kernel, arena, diags, run, dir, &users, uppers, &pf->vfs[i]);
		n_missing += !pf->vfs[i].has_pci;
		pf->vfs[i].driver_owed =
			pf->vfs[i].has_pci &&
			run_record_exists(run, RUN_RECORD_DRIVER, pf->vfs[i].pci);
		if (pf->vfs[i].has_pci && pf->msix_vectors > 0)
			pf->vfs[i].msix_vectors = msix_read(kernel, pf->vfs[i].pci);
	}
	if (pf->has_pci && n_missing > 0)
		diag_error(diags, SPAN_NONE, "observe",
			   "%zu of the %d VFs below /sys/%s have no virtfn link",
			   n_missing, pf->numvfs, dir);
	devlink_observe(kernel, arena, diags, dir, pf);
	return 0;
}

int observe_pf_again(struct kernel *kernel, struct arena *arena, struct diags *diags,
		     const struct root *run, const struct observed_pf *key,
		     struct observed_pf *ret_pf)
{
	struct observed_pf pf = {
		.has_pci = key->has_pci,
		.pci = key->pci,
		.name = key->name,
		.netdev = key->netdev,
	};
	/* Before VFs are taken away apply_is_idle asks for these. */
	struct netns_uppers uppers = {.own.is_read = true, .files.is_read = true};
	char dir[PF_DIR_MAX];
	int r;

	observe_pf_dir(&pf, dir);
	if (!kernel_has(kernel, "%s/uevent", dir))
		return -ENODEV;
	r = observe_pf(kernel, arena, diags, run, &uppers, &pf);
	if (r == 0)
		*ret_pf = pf;
	return r;
}

static int visit_one(void *data, const char *name)
{
	(void)name;
	*(bool *)data = true;
	return 1;
}

struct driver_search {
	struct arena *arena;
	struct observed *observed;
};

static int visit_driver(void *data, const char *name)
{
	struct driver_search *search = data;
	struct observed *observed = search->observed;

	if (!in_use_is_vfio(name))
		return 0;
	observed->vfio_drivers =
		arena_grow(search->arena, observed->vfio_drivers,
			   observed->n_vfio_drivers, sizeof(*observed->vfio_drivers));
	observed->vfio_drivers[observed->n_vfio_drivers++] =
		arena_strdup(search->arena, name);
	return 0;
}

/* Whether an entry means the PF: by a name that found it, whatever of it cannot be read,
 * or by what it is. */
static bool is_meant(const struct desired *desired, const struct observed_pf *pf)
{
	for (size_t i = 0; desired && i < desired->n_pfs; i++) {
		if (pf_match_holds(&desired->pfs[i].match, pf))
			return true;
	}
	return !desired || pf->is_named;
}

/* Whether a VM's interface has its MAC from the host. */
static bool needs_host_id(const struct desired *desired)
{
	for (size_t i = 0; desired && i < desired->n_bindings; i++) {
		const struct desired_binding *binding = &desired->bindings[i];
		const struct field *mac =
			&desired_pf_vf(binding->pf, binding->vf)->attrs[VF_ATTR_MAC];

		if (mac->set && mac->value.source == VALUE_OF_VM)
			return true;
	}
	return !desired;
}

static void read_host_id(struct kernel *kernel, struct arena *arena, struct diags *diags,
			 struct observed *observed)
{
	char id[HOST_ID_TEXT];
	int r = kernel_host_id(kernel, id);

	if (r == 0)
		observed->host_id = arena_strdup(arena, id);
	else if (r == -ELIBACC)
		diag_hint(diags,
			  diag_error(diags, SPAN_NONE, "missing-library",
				     "%s cannot be loaded, which gives this host's id",
				     SYSTEMD_SONAME),
			  "install libsystemd0 (Debian) or systemd-libs (Fedora)");
}

/* Finds the users that take time to find: only where the entry may interrupt them, or all
 * of them where it is NULL, for a snapshot; but for claims, since those who come at that
 * moment meet the question. */
static void observe_users(struct kernel *kernel, struct arena *arena,
			  struct netns_uppers *uppers, const struct desired_pf *desired,
			  struct observed_pf *pf)
{
	if (!desired || pf_users_matter(desired, pf))
		pf_users_observe(kernel, arena, uppers, pf);
	for (size_t i = 0; desired && i < pf->n_vfs; i++) {
		if (vf_impact_is_possible(desired, pf, &pf->vfs[i]))
			disk_claims_add_to_vf(kernel, arena, &pf->vfs[i]);
	}
	if (desired && !hidden_users_matter(desired, pf))
		return;
	for (size_t i = 0; i < pf->n_vfs; i++)
		hidden_users_add_to_vf(kernel, arena, uppers, &pf->vfs[i]);
}

static void observe_all_users(struct kernel *kernel, struct arena *arena,
			      const struct desired *desired, struct observed *observed)
{
	struct netns_uppers uppers = {0};

	for (size_t i = 0; !desired && i < observed->n_pfs; i++)
		observe_users(kernel, arena, &uppers, NULL, &observed->pfs[i]);
	for (size_t i = 0; desired && i < desired->n_pfs; i++) {
		size_t n;
		const struct observed_pf *pf =
			pf_match_find(&desired->pfs[i].match, observed, &n);

		if (n == 1)
			observe_users(kernel, arena, &uppers, &desired->pfs[i],
				      &observed->pfs[pf - observed->pfs]);
	}
}

struct observed *observe(struct kernel *kernel, struct arena *arena, struct diags *diags,
			 const struct root *run, const struct desired *desired)
{
	struct observed *observed = arena_alloc(arena, sizeof(*observed));
	struct driver_search search = {.arena = arena, .observed = observed};
	struct observed_pf *keys;
	struct utsname name;
	size_t n_keys;

	if (uname(&name) == 0) {
		observed->kernel = arena_strdup(arena, name.release);
		observed->host = arena_strdup(arena, name.nodename);
	}
	kernel_list(kernel, visit_one, &observed->iommu, "class/iommu");
	observed->knows_vfio_drivers =
		kernel_list(kernel, visit_driver, &search, "bus/pci/drivers") == 0;
	if (needs_host_id(desired))
		read_host_id(kernel, arena, diags, observed);
	keys = pf_find_keys(kernel, arena, diags, desired, &n_keys);
	observed->pfs = arena_calloc(arena, n_keys, sizeof(*observed->pfs));
	observed->unread = arena_calloc(arena, n_keys, sizeof(*observed->unread));
	for (size_t i = 0; i < n_keys; i++) {
		struct observed_pf *pf = &observed->pfs[observed->n_pfs];
		struct diags own;
		char dir[PF_DIR_MAX];
		int r;

		*pf = keys[i];
		diags_init(&own, arena);
		observe_pf_dir(pf, dir);
		r = observe_pf(kernel, arena, &own, run, NULL, pf);
		if (r < 0) {
			if (own.n_errors == 0)
				diag_error(&own, SPAN_NONE, "observe",
					   "/sys/%s has no sriov_numvfs", dir);
			observed->unread[observed->n_unread++] = *pf;
		}
		/* The faults of a PF that was only looked at to choose from are not ours.
		 */
		if (is_meant(desired, pf))
			diags_add_new(diags, &own);
		observed->n_pfs += r == 0;
	}
	observe_all_users(kernel, arena, desired, observed);
	if (observed->iommu)
		observe_iommu_groups(kernel, arena, desired, observed);
	return observed;
}
