/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/vf-attr.h"

/* In the order in which the kernel applies them (do_setvfinfo, net/core/rtnetlink.c). */
const struct vf_attr_info vf_attr_info[VF_ATTR_COUNT] = {
	[VF_ATTR_MAC] = {"mac", VALUE_MAC, "MAC address that the VF starts with"},
	[VF_ATTR_VLAN] = {"vlan", VALUE_VLAN,
			  "VLAN that the NIC tags the VF's frames with"},
	[VF_ATTR_MIN_TX_RATE] = {"min_tx_rate", VALUE_RATE,
				 "transmit rate that the VF is guaranteed, in Mbit/s"},
	[VF_ATTR_MAX_TX_RATE] = {"max_tx_rate", VALUE_RATE,
				 "transmit rate that the VF is limited to, in Mbit/s"},
	[VF_ATTR_SPOOFCHK] = {"spoofchk", VALUE_BOOL,
			      "drop frames that the VF sends with a foreign MAC or VLAN"},
	[VF_ATTR_LINK_STATE] = {"link_state", VALUE_LINK_STATE,
				"link that the VF sees: auto, enable or disable"},
	[VF_ATTR_QUERY_RSS] = {"query_rss", VALUE_BOOL,
			       "let the VF read the PF's RSS configuration"},
	[VF_ATTR_TRUST] = {"trust", VALUE_BOOL,
			   "let the VF change its MAC and use promiscuous modes"},
};
