/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/snapshot-rows.h"

#include "support/guard.h"

#define AT(member) .offset = offsetof(STRUCT, member)
#define WITH(member) .partner = offsetof(STRUCT, member), .has_partner = true
#define BOOL(name, member) {name, SNAPSHOT_BOOL, AT(member)}
#define TEXT(name, member) {name, SNAPSHOT_TEXT, AT(member)}
#define FIELD(name, member, of) {name, SNAPSHOT_FIELD, AT(member), .kind = of}
#define LIST(name, member, of)                                                           \
	{name, SNAPSHOT_LIST, AT(member), WITH(n_##member), .shape = &of}
#define SHAPE(text, table)                                                               \
	{.of = text, .size = sizeof(STRUCT), .rows = table, .n = ARRAY_SIZE(table)}

#define STRUCT struct holder

/* Indexed like enum holder_kind. */
static const char *const holder_words[] = {
	"process", "libvirt",  "macvtap", "block", "upper",  "netdev",	"address",
	"route",   "autoconf", "netns",	  "xdp",   "packet", "unknown", NULL};

static const struct snapshot_row holder_rows[] = {
	{"kind", SNAPSHOT_WORD, AT(kind), .words = holder_words, .required = true},
	{"who", SNAPSHOT_TEXT, AT(who), .required = true},
	{"vm", SNAPSHOT_TEXT, AT(vm), .is_left_out = true},
	{"netdev", SNAPSHOT_TEXT, AT(netdev), .is_left_out = true},
};
const struct snapshot_shape snapshot_holder = SHAPE("holders", holder_rows);

#undef STRUCT
#define STRUCT struct observed_binding

static const char *const binding_words[] = {"interface", "hostdev", NULL};

static const struct snapshot_row binding_rows[] = {
	{"type", SNAPSHOT_EITHER, AT(is_hostdev), .words = binding_words},
	BOOL("managed", managed),
	FIELD("alias", alias, VALUE_TEXT),
	FIELD("boot_order", boot_order, VALUE_NUMBER),
	FIELD("teaming", teaming, VALUE_TEXT),
	FIELD("rom_bar", passthrough.rom_bar, VALUE_BOOL),
	FIELD("acpi_index", passthrough.acpi_index, VALUE_NUMBER),
	FIELD("driver_model", passthrough.driver_model, VALUE_TEXT),
	FIELD("iommufd", passthrough.iommufd, VALUE_BOOL),
	FIELD("mac", mac, VALUE_MAC),
	FIELD("vlan", vlan, VALUE_VLAN),
	TEXT("others", others),
};
static const struct snapshot_shape binding = SHAPE("bindings", binding_rows);

#undef STRUCT
#define STRUCT struct observed_vf

static const struct snapshot_row vf_rows[] = {
	{"index", SNAPSHOT_NUMBER, AT(index), .max = VF_INDEX_MAX, .required = true},
	{"pci", SNAPSHOT_PCI, AT(pci), WITH(has_pci)},
	FIELD("driver", attrs[VF_ATTR_DRIVER], VALUE_TEXT),
	{"driver_unread", SNAPSHOT_BOOL, AT(driver_unread), .is_left_out = true},
	TEXT("driver_override", driver_override),
	BOOL("driver_pending", driver_pending),
	FIELD("iommu_group", iommu_group, VALUE_NUMBER),
	TEXT("netdev", netdev),
	FIELD("netdev_link", attrs[VF_ATTR_LINK], VALUE_LINK),
	TEXT("netdev_raised_by", netdev_raised_by),
	FIELD("netdev_mac", netdev_mac, VALUE_MAC),
	FIELD("rdma_guid", rdma_guid, VALUE_GUID),
	FIELD("netdev_guid", netdev_guid, VALUE_GUID),
	FIELD("netdev_mtu", attrs[VF_ATTR_MTU], VALUE_NUMBER),
	FIELD("msix_vectors", attrs[VF_ATTR_MSIX_VECTORS], VALUE_NUMBER),
	FIELD("enable", enable, VALUE_NUMBER),
	FIELD("device_files", device_files, VALUE_NUMBER),
	LIST("holders", holders, snapshot_holder),
	BOOL("reported", reported),
	{NULL, SNAPSHOT_VF_ATTRS, AT(attrs)},
	TEXT("vm", vm),
	TEXT("interface", interface),
	{"binding", SNAPSHOT_POINTER, AT(binding), .shape = &binding},
	{"pool", SNAPSHOT_TEXT, AT(pool), .is_left_out = true},
};
const struct snapshot_shape snapshot_vf = SHAPE("VFs", vf_rows);

#undef STRUCT
#define STRUCT struct saved_vf

static const struct snapshot_row saved_vf_rows[] = {
	{"index", SNAPSHOT_NUMBER, AT(index), .max = VF_INDEX_MAX, .required = true},
	{NULL, SNAPSHOT_VF_ATTRS, AT(attrs)},
	FIELD("driver", attrs[VF_ATTR_DRIVER], VALUE_TEXT),
	FIELD("msix_vectors", attrs[VF_ATTR_MSIX_VECTORS], VALUE_NUMBER),
	FIELD("mtu", attrs[VF_ATTR_MTU], VALUE_NUMBER),
	FIELD("link", attrs[VF_ATTR_LINK], VALUE_LINK),
};
const struct snapshot_shape snapshot_saved_vf = SHAPE("VFs", saved_vf_rows);

#undef STRUCT
#define STRUCT struct saved_vfs

static const struct snapshot_row saved_vfs_rows[] = {
	{"numvfs", SNAPSHOT_NUMBER, AT(numvfs), .max = VF_INDEX_MAX + 1,
	 .required = true},
	{"vfs", SNAPSHOT_LIST, AT(vfs), WITH(n_vfs), .shape = &snapshot_saved_vf,
	 .required = true},
};
const struct snapshot_shape snapshot_saved_vfs = SHAPE("notes", saved_vfs_rows);

#undef STRUCT
#define STRUCT struct pf_owner

static const struct snapshot_row owner_rows[] = {
	{"tool", SNAPSHOT_TEXT, AT(tool), .required = true},
	{"path", SNAPSHOT_TEXT, AT(path), .required = true},
	{"line", SNAPSHOT_NUMBER, AT(line), .is_left_out = true},
};
static const struct snapshot_shape owner = SHAPE("files", owner_rows);

#undef STRUCT
#define STRUCT struct observed_pf

static const struct snapshot_row pf_rows[] = {
	{"pci", SNAPSHOT_PCI, AT(pci), WITH(has_pci)},
	TEXT("name", name),
	TEXT("driver", driver),
	TEXT("netdev", netdev),
	{"altnames", SNAPSHOT_TEXTS, AT(altnames), WITH(n_altnames)},
	{NULL, SNAPSHOT_PF_FACTS, AT(facts)},
	TEXT("model", model),
	FIELD("mac", mac, VALUE_MAC),
	FIELD("permanent_mac", permanent_mac, VALUE_MAC),
	FIELD("guid", guid, VALUE_GUID),
	BOOL("carrier", carrier),
	FIELD("speed", speed_mbps, VALUE_NUMBER),
	FIELD("iommu_group", iommu_group, VALUE_NUMBER),
	BOOL("infiniband", is_infiniband),
	FIELD("sriov_offset", vf_offset, VALUE_NUMBER),
	FIELD("sriov_stride", vf_stride, VALUE_NUMBER),
	FIELD("msix_vectors", msix_vectors, VALUE_NUMBER),
	{"totalvfs", SNAPSHOT_FIELD, AT(totalvfs), .kind = VALUE_NUMBER,
	 .max = VF_INDEX_MAX + 1},
	{NULL, SNAPSHOT_PF_ATTRS, AT(attrs)},
	FIELD("drivers_autoprobe_saved", autoprobe_saved, VALUE_BOOL),
	{"vfs_saved", SNAPSHOT_POINTER, AT(saved), .shape = &snapshot_saved_vfs},
	LIST("holders", holders, snapshot_holder),
	LIST("owners", owners, owner),
	{"vfs", SNAPSHOT_LIST, AT(vfs), WITH(n_vfs), .shape = &snapshot_vf,
	 .required = true},
};
const struct snapshot_shape snapshot_pf = SHAPE("PFs", pf_rows);

#undef STRUCT
#define STRUCT struct iommu_device

static const struct snapshot_row device_rows[] = {
	{"group", SNAPSHOT_NUMBER, AT(group), .required = true},
	{"pci", SNAPSHOT_PCI, AT(pci), .required = true}, /* always present */
	{"driver_unread", SNAPSHOT_BOOL, AT(driver_unread), .is_left_out = true},
	TEXT("driver", driver),
};
static const struct snapshot_shape device = SHAPE("devices", device_rows);

#undef STRUCT
#define STRUCT struct assignment

static const struct snapshot_row assignment_rows[] = {
	{"vm", SNAPSHOT_TEXT, AT(vm), .required = true},
	{"interface", SNAPSHOT_TEXT, AT(interface), .required = true},
	FIELD("pf_mac", pf_mac, VALUE_MAC),
	{"pf_pci", SNAPSHOT_PCI, AT(pf_pci), WITH(has_pf_pci)},
	TEXT("pf_netdev", pf_netdev),
	{"vf", SNAPSHOT_NUMBER, AT(vf), .max = VF_INDEX_MAX, .required = true},
	FIELD("mac", mac, VALUE_MAC),
};
const struct snapshot_shape snapshot_assignment = SHAPE("assignments", assignment_rows);

#undef STRUCT
#define STRUCT struct vm_device

static const struct snapshot_row vm_device_rows[] = {
	{"pci", SNAPSHOT_PCI, AT(pci), .required = true}, /* always present */
	{"vm", SNAPSHOT_TEXT, AT(vm), .required = true},
	TEXT("alias", alias),
};
static const struct snapshot_shape vm_device = SHAPE("devices", vm_device_rows);

#undef STRUCT
#define STRUCT struct observed

static const struct snapshot_row host_rows[] = {
	{"version", SNAPSHOT_VERSION_NUMBER, .required = true},
	{"selection", SNAPSHOT_SELECTION, AT(selection), .is_left_out = true},
	TEXT("host", host),
	TEXT("taken", taken),
	TEXT("vfstate", vfstate),
	TEXT("kernel", kernel),
	TEXT("host_id", host_id),
	BOOL("iommu", iommu),
	LIST("iommu_devices", iommu_devices, device),
	{"assignments", SNAPSHOT_LIST, AT(assignments), WITH(n_assignments),
	 .shape = &snapshot_assignment, .is_left_out = true},
	{"assignments_unread", SNAPSHOT_TEXT, AT(assignments_unread),
	 .is_left_out = true},
	{"vm_devices", SNAPSHOT_LIST, AT(vm_devices), WITH(n_vm_devices),
	 .shape = &vm_device, .is_left_out = true},
	{"domains_unread", SNAPSHOT_TEXT, AT(domains_unread), .is_left_out = true},
	{"vfio_drivers", SNAPSHOT_TEXTS, AT(vfio_drivers), WITH(n_vfio_drivers)},
	{"pfs", SNAPSHOT_LIST, AT(pfs), WITH(n_pfs), .shape = &snapshot_pf,
	 .required = true},
};
const struct snapshot_shape snapshot_host = SHAPE("hosts", host_rows);
