/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/vf-attr.h"

#include <string.h>

/* In the order in which the kernel applies them (do_setvfinfo, net/core/rtnetlink.c).
 * Rates are u32 in its ifla_vf_rate, but drivers take an int (ndo_set_vf_rate). */
const struct attr_info vf_attr_info[VF_KEY_COUNT] = {
	[VF_ATTR_MAC] = {"mac", VALUE_MAC, STAGE_VF_ATTR,
			 .help = "MAC address that the VF starts with"},
	[VF_ATTR_VLAN] = {"vlan", VALUE_VLAN, STAGE_VF_ATTR,
			  .help = "VLAN that the NIC tags the VF's frames with",
			  .max = VLAN_ID_MAX},
	[VF_ATTR_MIN_TX_RATE] =
		{"min_tx_rate", VALUE_RATE, STAGE_VF_ATTR,
		 .help = "transmit rate that the VF is guaranteed, in Mbit/s",
		 .max = INT32_MAX},
	[VF_ATTR_MAX_TX_RATE] =
		{"max_tx_rate", VALUE_RATE, STAGE_VF_ATTR,
		 .help = "transmit rate that the VF is limited to, in Mbit/s",
		 .max = INT32_MAX},
	[VF_ATTR_SPOOFCHK] =
		{"spoofchk", VALUE_BOOL, STAGE_VF_ATTR,
		 .help = "drop frames that the VF sends with a foreign MAC or VLAN"},
	[VF_ATTR_LINK_STATE] = {"link_state", VALUE_LINK_STATE, STAGE_VF_ATTR,
				.help = "link that the VF sees: auto, enable or disable"},
	[VF_ATTR_QUERY_RSS] = {"query_rss", VALUE_BOOL, STAGE_VF_ATTR,
			       .help = "let the VF read the PF's RSS configuration"},
	[VF_ATTR_TRUST] = {"trust", VALUE_BOOL, STAGE_VF_ATTR,
			   .help = "let the VF change its MAC and use promiscuous modes"},
	[VF_ATTR_NODE_GUID] = {"node_guid", VALUE_GUID, STAGE_VF_ATTR,
			       .help = "InfiniBand node GUID"},
	[VF_ATTR_PORT_GUID] = {"port_guid", VALUE_GUID, STAGE_VF_ATTR,
			       .help = "InfiniBand port GUID"},
	[VF_ATTR_DRIVER] =
		{"driver", VALUE_TEXT, STAGE_VF_DRIVER,
		 .help = "driver of the VF on the host: default, none, or its name"},
	[VF_ATTR_MSIX_VECTORS] = {"msix_vectors", VALUE_NUMBER, STAGE_VF_MSIX,
				  .help = "interrupt vectors (MSI-X) that the VF gets",
				  .min = 1, .max = MSIX_VECTORS_MAX},
	[VF_ATTR_MTU] = {"mtu", VALUE_NUMBER, STAGE_VF_NETDEV,
			 .help = "MTU of the VF's own network interface", .min = MTU_MIN,
			 .max = MTU_MAX},
	[VF_ATTR_LINK] =
		{"link", VALUE_LINK, STAGE_VF_NETDEV,
		 .help = "up or down: the VF's own network interface on this host"},
};

bool vf_attr_is_no_driver(const char *driver)
{
	return strcmp(driver, VF_DRIVER_NONE) == 0;
}

bool vf_attr_is_default_driver(const char *driver)
{
	return strcmp(driver, VF_DRIVER_DEFAULT) == 0;
}
