/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What can be set per VF through its PF: one row each here, and a writer and a reader in
 * observe/vf-netlink.c; its unit test takes every attribute there and back. */
#pragma once

#include "model/value.h"

/* sriov_numvfs is u16 (drivers/pci/iov.c). */
enum {
	VF_INDEX_MAX = UINT16_MAX - 1
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
	VF_ATTR_COUNT,
};

struct vf_attr_info {
	const char *name; /* the key in YAML and JSON, ip link's word */
	enum value_kind kind;
	const char *help; /* one sentence */
};

extern const struct vf_attr_info vf_attr_info[VF_ATTR_COUNT];
