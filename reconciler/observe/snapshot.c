/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>

#include "model/value-read.h"
#include "observe/snapshot-text.h"
#include "observe/snapshot-values.h"
#include "support/guard.h"

/* Readers whose target is the whole struct, for values that two members hold. */
#define WHOLE 0

static void read_vf_pci(struct keys *keys, const struct key *key,
			const struct tree_node *value, void *target)
{
	struct observed_vf *vf = target;

	vf->has_pci = value_parse_pci(keys, key, value, &vf->pci);
}

static void read_pf_pci(struct keys *keys, const struct key *key,
			const struct tree_node *value, void *target)
{
	struct observed_pf *pf = target;

	pf->has_pci = value_parse_pci(keys, key, value, &pf->pci);
}

static void read_netdev_mac(struct keys *keys, const struct key *key,
			    const struct tree_node *value, void *target)
{
	struct observed_vf *vf = target;

	vf->has_netdev_mac = value_parse_any_mac(keys, key, value, &vf->netdev_mac);
}

static void read_pf_mac(struct keys *keys, const struct key *key,
			const struct tree_node *value, void *target)
{
	struct observed_pf *pf = target;

	pf->has_mac = value_parse_any_mac(keys, key, value, &pf->mac);
}

static void read_permanent_mac(struct keys *keys, const struct key *key,
			       const struct tree_node *value, void *target)
{
	struct observed_pf *pf = target;

	pf->has_permanent_mac = value_parse_any_mac(keys, key, value, &pf->permanent_mac);
}

static void read_guid(struct keys *keys, const struct key *key,
		      const struct tree_node *value, void *target)
{
	struct observed_pf *pf = target;
	struct field guid = {0};

	value_read_guid(keys, key, value, &guid);
	pf->has_guid = guid.set;
	pf->guid = guid.value.guid;
}

static void read_up(struct keys *keys, const struct key *key,
		    const struct tree_node *value, void *target)
{
	struct field link = {0};

	value_read_link(keys, key, value, &link);
	*(bool *)target = link.set && link.value.on;
}

static void read_autoprobe(struct keys *keys, const struct key *key,
			   const struct tree_node *value, void *target)
{
	bool on;

	if (keys_parse_bool(keys, key, value, &on))
		*(int *)target = on;
}

static void read_altnames(struct keys *keys, const struct key *key,
			  const struct tree_node *value, void *target)
{
	struct observed_pf *pf = target;

	if (value->type != TREE_LIST) {
		keys_wrong_type(keys, key, value, "a list of names");
		return;
	}
	pf->altnames = arena_calloc(keys->arena, value->n_items, sizeof(*pf->altnames));
	for (size_t i = 0; i < value->n_items; i++) {
		const char *name = NULL;

		keys_read_text(keys, key, value->items[i].value, &name);
		if (name)
			pf->altnames[pf->n_altnames++] = name;
	}
}

#define VF(member) offsetof(struct observed_vf, member)

static const char *const holder_words[] = {"process",  "libvirt", "macvtap", "block",
					   "upper",    "netdev",  "address", "route",
					   "autoconf", "unknown", NULL};

static const struct key holder_keys[] = {
	{.name = "kind",
	 .read = keys_read_words,
	 .offset = offsetof(struct holder, kind),
	 .words = holder_words,
	 .required = true},
	{.name = "who",
	 .read = keys_read_text,
	 .offset = offsetof(struct holder, who),
	 .required = true},
	{.name = "vm", .read = keys_read_text, .offset = offsetof(struct holder, vm)},
};

static void read_holder_list(struct keys *keys, const struct key *key,
			     const struct tree_node *value, struct holder **holders,
			     size_t *n_holders)
{
	if (value->type != TREE_LIST) {
		keys_wrong_type(keys, key, value, "a list of holders");
		return;
	}
	*n_holders = value->n_items;
	*holders = arena_calloc(keys->arena, value->n_items, sizeof(**holders));
	for (size_t i = 0; i < value->n_items; i++) {
		(*holders)[i].who = "";
		keys_read(keys, value->items[i].value, holder_keys,
			  ARRAY_SIZE(holder_keys), &(*holders)[i]);
	}
}

static void read_holders(struct keys *keys, const struct key *key,
			 const struct tree_node *value, void *target)
{
	struct observed_vf *vf = target;

	read_holder_list(keys, key, value, &vf->holders, &vf->n_holders);
}

static void read_pf_holders(struct keys *keys, const struct key *key,
			    const struct tree_node *value, void *target)
{
	struct observed_pf *pf = target;

	read_holder_list(keys, key, value, &pf->holders, &pf->n_holders);
}

#define BINDING(member) offsetof(struct observed_binding, member)

static void read_binding_type(struct keys *keys, const struct key *key,
			      const struct tree_node *value, void *target)
{
	int type = 0;

	keys_read_words(keys, key, value, &type);
	*(bool *)target = type == 1;
}

/* Indexed like observed_binding.is_hostdev. */
static const char *const binding_words[] = {"interface", "hostdev", NULL};

static const struct key binding_keys[] = {
	{.name = "type",
	 .read = read_binding_type,
	 .offset = BINDING(is_hostdev),
	 .words = binding_words},
	{.name = "managed", .read = keys_read_bool, .offset = BINDING(managed)},
	{.name = "alias", .read = value_read_text, .offset = BINDING(alias)},
	{.name = "boot_order",
	 .read = value_read_number,
	 .offset = BINDING(boot_order),
	 .max = INT_MAX},
	{.name = "teaming", .read = value_read_text, .offset = BINDING(teaming)},
	{.name = "others", .read = keys_read_text, .offset = BINDING(others)},
};

static void read_binding(struct keys *keys, const struct key *key,
			 const struct tree_node *value, void *target)
{
	struct observed_binding *binding = arena_alloc(keys->arena, sizeof(*binding));
	struct key rows[ARRAY_SIZE(binding_keys) + 2], attrs[VF_ATTR_COUNT];

	(void)key;
	memcpy(rows, binding_keys, sizeof(binding_keys));
	snapshot_vf_attr_keys(0, attrs);
	attrs[VF_ATTR_MAC].offset = BINDING(mac);
	attrs[VF_ATTR_VLAN].offset = BINDING(vlan);
	rows[ARRAY_SIZE(binding_keys)] = attrs[VF_ATTR_MAC];
	rows[ARRAY_SIZE(binding_keys) + 1] = attrs[VF_ATTR_VLAN];
	keys_read(keys, value, rows, ARRAY_SIZE(rows), binding);
	*(const struct observed_binding **)target = binding;
}

static const struct key vf_keys[] = {
	{.name = "index",
	 .read = keys_read_int,
	 .offset = VF(index),
	 .max = VF_INDEX_MAX,
	 .required = true},
	{.name = "pci", .read = read_vf_pci, .offset = WHOLE},
	{.name = "driver", .read = keys_read_text, .offset = VF(driver)},
	{.name = "driver_owed", .read = keys_read_bool, .offset = VF(driver_owed)},
	{.name = "driver_override",
	 .read = keys_read_text,
	 .offset = VF(driver_override)},
	{.name = "iommu_group",
	 .read = keys_read_int,
	 .offset = VF(iommu_group),
	 .max = INT_MAX},
	{.name = "netdev", .read = keys_read_text, .offset = VF(netdev)},
	{.name = "netdev_link", .read = read_up, .offset = VF(netdev_up)},
	{.name = "netdev_raised_by",
	 .read = keys_read_text,
	 .offset = VF(netdev_raised_by)},
	{.name = "netdev_mac", .read = read_netdev_mac, .offset = WHOLE},
	{.name = "rdma_guid", .read = value_read_guid, .offset = VF(rdma_guid)},
	{.name = "netdev_guid", .read = value_read_guid, .offset = VF(netdev_guid)},
	{.name = "netdev_mtu",
	 .read = keys_read_int,
	 .offset = VF(netdev_mtu),
	 .max = INT_MAX},
	{.name = "msix_vectors",
	 .read = keys_read_int,
	 .offset = VF(msix_vectors),
	 .max = INT_MAX},
	{.name = "enable", .read = keys_read_int, .offset = VF(enable), .max = INT_MAX},
	{.name = "device_files",
	 .read = keys_read_int,
	 .offset = VF(device_files),
	 .max = INT_MAX},
	{.name = "holders", .read = read_holders, .offset = WHOLE},
	{.name = "reported", .read = keys_read_bool, .offset = VF(reported)},
	{.name = "vm", .read = keys_read_text, .offset = VF(vm)},
	{.name = "interface", .read = keys_read_text, .offset = VF(interface)},
	{.name = "binding", .read = read_binding, .offset = VF(binding)},
};

static void read_vfs(struct keys *keys, const struct key *key,
		     const struct tree_node *value, void *target)
{
	struct key rows[ARRAY_SIZE(vf_keys) + VF_ATTR_COUNT];
	struct observed_pf *pf = target;

	if (value->type != TREE_LIST) {
		keys_wrong_type(keys, key, value, "a list of VFs");
		return;
	}
	memcpy(rows, vf_keys, sizeof(vf_keys));
	snapshot_vf_attr_keys(VF(attrs), rows + ARRAY_SIZE(vf_keys));
	pf->n_vfs = value->n_items;
	pf->vfs = arena_calloc(keys->arena, pf->n_vfs, sizeof(*pf->vfs));
	for (size_t i = 0; i < pf->n_vfs; i++) {
		struct observed_vf *vf = &pf->vfs[i];

		vf->iommu_group = vf->enable = vf->device_files = -1;
		vf->netdev_mtu = vf->msix_vectors = -1;
		if (keys_read(keys, value->items[i].value, rows, ARRAY_SIZE(rows), vf) &&
		    vf->index != i)
			diag_error(
				keys->diags, value->items[i].value->at, "snapshot",
				"VF %u in the place of VF %zu; they are listed by index",
				vf->index, i);
	}
}

#define PF(member) offsetof(struct observed_pf, member)

static const struct key owner_keys[] = {
	{.name = "tool",
	 .read = keys_read_text,
	 .offset = offsetof(struct pf_owner, tool),
	 .required = true},
	{.name = "path",
	 .read = keys_read_text,
	 .offset = offsetof(struct pf_owner, path),
	 .required = true},
	{.name = "line",
	 .read = keys_read_int,
	 .offset = offsetof(struct pf_owner, line),
	 .max = INT_MAX},
};

static void read_owners(struct keys *keys, const struct key *key,
			const struct tree_node *value, void *target)
{
	struct observed_pf *pf = target;

	if (value->type != TREE_LIST) {
		keys_wrong_type(keys, key, value, "a list of files");
		return;
	}
	pf->n_owners = value->n_items;
	pf->owners = arena_calloc(keys->arena, pf->n_owners, sizeof(*pf->owners));
	for (size_t i = 0; i < pf->n_owners; i++) {
		pf->owners[i] = (struct pf_owner){"", "", 0};
		keys_read(keys, value->items[i].value, owner_keys, ARRAY_SIZE(owner_keys),
			  &pf->owners[i]);
	}
}

static void read_eswitch(struct keys *keys, const struct key *key,
			 const struct tree_node *value, void *target)
{
	(void)key;
	keys_read(keys, value, value_eswitch_keys, PF_ATTR_ESWITCH_COUNT, target);
}

static const struct key pf_keys[] = {
	{.name = "pci", .read = read_pf_pci, .offset = WHOLE},
	{.name = "name", .read = keys_read_text, .offset = PF(name)},
	{.name = "driver", .read = keys_read_text, .offset = PF(driver)},
	{.name = "holders", .read = read_pf_holders, .offset = WHOLE},
	{.name = "owners", .read = read_owners, .offset = WHOLE},
	{.name = "netdev", .read = keys_read_text, .offset = PF(netdev)},
	{.name = "altnames", .read = read_altnames, .offset = WHOLE},
	{.name = "vendor", .read = value_read_pci_id, .offset = PF(vendor)},
	{.name = "device", .read = value_read_pci_id, .offset = PF(device)},
	{.name = "mac", .read = read_pf_mac, .offset = WHOLE},
	{.name = "permanent_mac", .read = read_permanent_mac, .offset = WHOLE},
	{.name = "guid", .read = read_guid, .offset = WHOLE},
	{.name = "link", .read = read_up, .offset = PF(link)},
	{.name = "carrier", .read = keys_read_bool, .offset = PF(carrier)},
	{.name = "speed",
	 .read = keys_read_int,
	 .offset = PF(speed_mbps),
	 .max = INT_MAX},
	{.name = "mtu",
	 .read = value_read_number,
	 .offset = PF(attrs[PF_ATTR_MTU]),
	 .max = INT_MAX},
	{.name = "iommu_group",
	 .read = keys_read_int,
	 .offset = PF(iommu_group),
	 .max = INT_MAX},
	{.name = "infiniband", .read = keys_read_bool, .offset = PF(is_infiniband)},
	{.name = "eswitch", .read = read_eswitch, .offset = PF(attrs)},
	{.name = "msix_vectors",
	 .read = keys_read_int,
	 .offset = PF(msix_vectors),
	 .max = INT_MAX},
	{.name = "totalvfs",
	 .read = keys_read_int,
	 .offset = PF(totalvfs),
	 .max = VF_INDEX_MAX + 1},
	{.name = "numvfs",
	 .read = keys_read_int,
	 .offset = PF(numvfs),
	 .max = VF_INDEX_MAX + 1,
	 .required = true},
	{.name = "drivers_autoprobe", .read = read_autoprobe, .offset = PF(autoprobe)},
	{.name = "drivers_autoprobe_saved",
	 .read = read_autoprobe,
	 .offset = PF(autoprobe_saved)},
	{.name = "vfs", .read = read_vfs, .offset = WHOLE, .required = true},
};

static void read_pfs(struct keys *keys, const struct key *key,
		     const struct tree_node *value, void *target)
{
	struct observed *observed = target;

	if (value->type != TREE_LIST) {
		keys_wrong_type(keys, key, value, "a list of PFs");
		return;
	}
	observed->pfs = arena_calloc(keys->arena, value->n_items, sizeof(*observed->pfs));
	for (size_t i = 0; i < value->n_items; i++) {
		const struct tree_node *node = value->items[i].value;
		struct observed_pf *pf = &observed->pfs[observed->n_pfs++];

		pf->vendor = pf->device = pf->speed_mbps = pf->totalvfs = -1;
		pf->msix_vectors = pf->iommu_group = -1;
		pf->autoprobe = pf->autoprobe_saved = -1;
		if (!keys_read(keys, node, pf_keys, ARRAY_SIZE(pf_keys), pf))
			continue;
		/* What the live kernel has too: whom to send netlink messages to. */
		pf->ifindex = pf->netdev ? (int)i + 1 : 0;
		if ((size_t)pf->numvfs != pf->n_vfs)
			diag_error(keys->diags, node->at, "snapshot",
				   "numvfs is %d and %zu VFs are listed", pf->numvfs,
				   pf->n_vfs);
		if (!pf->has_pci && !pf->netdev)
			diag_error(keys->diags, node->at, "snapshot",
				   "a PF with neither a PCI address nor a netdev");
	}
}

static void read_vfio_drivers(struct keys *keys, const struct key *key,
			      const struct tree_node *value, void *target)
{
	struct observed *observed = target;

	if (value->type != TREE_LIST) {
		keys_wrong_type(keys, key, value, "a list of names");
		return;
	}
	observed->knows_vfio_drivers = true;
	observed->vfio_drivers =
		arena_calloc(keys->arena, value->n_items, sizeof(char *));
	for (size_t i = 0; i < value->n_items; i++)
		keys_read_text(keys, key, value->items[i].value,
			       &observed->vfio_drivers[observed->n_vfio_drivers++]);
}

#define DEVICE(member) offsetof(struct iommu_device, member)

static void read_device_pci(struct keys *keys, const struct key *key,
			    const struct tree_node *value, void *target)
{
	value_parse_pci(keys, key, value, target);
}

static const struct key device_keys[] = {
	{.name = "group",
	 .read = keys_read_int,
	 .offset = DEVICE(group),
	 .max = INT_MAX,
	 .required = true},
	{.name = "pci", .read = read_device_pci, .offset = DEVICE(pci), .required = true},
	{.name = "driver", .read = keys_read_text, .offset = DEVICE(driver)},
};

static void read_iommu_devices(struct keys *keys, const struct key *key,
			       const struct tree_node *value, void *target)
{
	struct observed *observed = target;

	if (value->type != TREE_LIST) {
		keys_wrong_type(keys, key, value, "a list of devices");
		return;
	}
	observed->n_iommu_devices = value->n_items;
	observed->iommu_devices = arena_calloc(keys->arena, value->n_items,
					       sizeof(*observed->iommu_devices));
	for (size_t i = 0; i < value->n_items; i++)
		keys_read(keys, value->items[i].value, device_keys,
			  ARRAY_SIZE(device_keys), &observed->iommu_devices[i]);
}

static void read_version(struct keys *keys, const struct key *key,
			 const struct tree_node *value, void *target)
{
	int64_t version;
	struct diag *diag;

	(void)target;
	if (!keys_parse_number(keys, key, value, 0, INT_MAX, &version) ||
	    version == SNAPSHOT_VERSION)
		return;
	diag = diag_error(keys->diags, value->at, "snapshot",
			  "a snapshot of version %d; this vfstate reads version %d",
			  (int)version, SNAPSHOT_VERSION);
	diag_hint(keys->diags, diag, "take a new one with vfstate show --format json");
}

static void refuse_selection(struct keys *keys, const struct key *key,
			     const struct tree_node *value, void *target)
{
	struct diag *diag;

	(void)key;
	(void)target;
	diag = diag_error(keys->diags, value->at, "snapshot",
			  "this is a part of a host (vfstate show '%s'), not all of it",
			  value->type == TREE_SCALAR ? value->text : "");
	diag_hint(keys->diags, diag, "take it with vfstate show --format json alone");
}

static const struct key snapshot_keys[] = {
	{.name = "version", .read = read_version, .required = true},
	{.name = "selection", .read = refuse_selection, .offset = WHOLE},
	{.name = "host",
	 .read = keys_read_text,
	 .offset = offsetof(struct observed, host)},
	{.name = "taken",
	 .read = keys_read_text,
	 .offset = offsetof(struct observed, taken)},
	{.name = "vfstate",
	 .read = keys_read_text,
	 .offset = offsetof(struct observed, vfstate)},
	{.name = "kernel",
	 .read = keys_read_text,
	 .offset = offsetof(struct observed, kernel)},
	{.name = "host_id",
	 .read = keys_read_text,
	 .offset = offsetof(struct observed, host_id)},
	{.name = "iommu",
	 .read = keys_read_bool,
	 .offset = offsetof(struct observed, iommu)},
	{.name = "iommu_devices", .read = read_iommu_devices, .offset = WHOLE},
	{.name = "vfio_drivers", .read = read_vfio_drivers, .offset = WHOLE},
	{.name = "pfs", .read = read_pfs, .offset = WHOLE, .required = true},
};

struct observed *snapshot_read(struct arena *arena, struct diags *diags, const char *path)
{
	_cleanup_fd_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct keys keys = {.arena = arena, .diags = diags, .ignores_unknown = true};
	struct observed *observed = arena_alloc(arena, sizeof(*observed));
	unsigned int n_errors = diags->n_errors;
	const struct source *source = NULL;
	const struct tree_node *root;
	int error = fd < 0 ? -errno : 0;

	if (fd >= 0)
		source = tree_read_source(arena, fd, path, NULL, &error);
	if (!source) {
		diag_error(diags, SPAN_NONE, "unreadable", "cannot read %s: %s", path,
			   strerror(-error));
		return NULL;
	}
	root = tree_parse(arena, diags, snapshot_source(arena, source));
	if (root)
		keys_read(&keys, root, snapshot_keys, ARRAY_SIZE(snapshot_keys),
			  observed);
	return diags->n_errors == n_errors ? observed : NULL;
}
