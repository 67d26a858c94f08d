/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Attributes of a VF that can be configured: one row each. Those below VF_ATTR_COUNT are
 * set through the PF; each has a writer and a reader in netlink/vf-attr-netlink.c, whose
 * unit test converts every one in both directions. */
#pragma once

#include "model/attr.h"

/* The number of VFs fits sriov_numvfs, a u16 (drivers/pci/iov.c). The smallest MTU is
 * that of IPv4 (ETH_MIN_MTU, include/uapi/linux/if_ether.h). A device has at most 2048
 * MSI-X vectors (PCI_MSIX_FLAGS_QSIZE). */
enum {
	VF_INDEX_MAX = UINT16_MAX - 1,
	MTU_MIN = 68,
	MTU_MAX = UINT16_MAX,
	MSIX_VECTORS_MAX = 2048,
};

enum vf_attr {
	VF_ATTR_MAC,
	VF_ATTR_VLAN,
	VF_ATTR_MIN_TX_RATE,
	VF_ATTR_MAX_TX_RATE,
	VF_ATTR_SPOOFCHK,
	VF_ATTR_LINK_STATE,
	VF_ATTR_QUERY_RSS,
	VF_ATTR_TRUST,
	VF_ATTR_NODE_GUID,
	VF_ATTR_PORT_GUID,
	VF_ATTR_COUNT,
	/* Attributes of the VF's own PCI device and netdev. */
	VF_ATTR_DRIVER = VF_ATTR_COUNT,
	VF_ATTR_MSIX_VECTORS,
	VF_ATTR_MTU,
	VF_ATTR_LINK,
	VF_KEY_COUNT,
};

/* A set of attributes. */
#define VF_ATTR_BIT(attr) (1u << (attr))
#define VF_ATTRS_ALL (VF_ATTR_BIT(VF_ATTR_COUNT) - 1)
/* Attributes that the driver of the VF reads only when it starts. */
#define VF_ATTRS_OF_START (VF_ATTR_BIT(VF_ATTR_MAC) | VF_ATTRS_GUID)
#define VF_ATTRS_GUID (VF_ATTR_BIT(VF_ATTR_NODE_GUID) | VF_ATTR_BIT(VF_ATTR_PORT_GUID))
/* Attributes that an interface of a VM can have: the first ones. */
enum {
	VF_ATTRS_OF_INTERFACE = VF_ATTR_TRUST + 1
};
/* Attributes that must differ between VFs. */
#define VF_ATTRS_IDENTITY (VF_ATTRS_GUID | VF_ATTR_BIT(VF_ATTR_MAC))

/* Special values of `driver`: no driver, or the one that the kernel picks. */
#define VF_DRIVER_NONE "none"
#define VF_DRIVER_DEFAULT "default"
bool vf_attr_is_no_driver(const char *driver);
bool vf_attr_is_default_driver(const char *driver);

extern const struct attr_info vf_attr_info[VF_KEY_COUNT];
