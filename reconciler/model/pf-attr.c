/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/pf-attr.h"

#include <string.h>

#include "model/vf-attr.h"

/* The names that devlink uses, indexed by DEVLINK_ESWITCH_* of
 * include/uapi/linux/devlink.h. */
static const char *const modes[] = {"legacy", PF_ESWITCH_SWITCHDEV, NULL};
static const char *const inline_modes[] = {"none", "link", "network", "transport", NULL};
static const char *const encap_modes[] = {"none", "basic", NULL};

/* In the order in which every report prints them. */
const struct attr_info pf_attr_info[PF_ATTR_COUNT] = {
	[PF_ATTR_NUMVFS] = {"numvfs", VALUE_NUMBER, STAGE_NUMVFS,
			    .help = "number of VFs, or max; 0 turns SR-IOV off",
			    .max = VF_INDEX_MAX + 1},
	[PF_ATTR_ESWITCH_MODE] =
		{"eswitch mode", VALUE_TEXT, STAGE_ESWITCH,
		 .help = "legacy, or switchdev, where each VF has a representor on the "
			 "host",
		 .group = "eswitch", .key = "mode", .words = modes},
	[PF_ATTR_ESWITCH_INLINE_MODE] =
		{"eswitch inline_mode", VALUE_TEXT, STAGE_ESWITCH,
		 .help = "how much of the headers the VFs' drivers hand to the NIC",
		 .group = "eswitch", .key = "inline_mode", .words = inline_modes},
	[PF_ATTR_ESWITCH_ENCAP_MODE] =
		{"eswitch encap_mode", VALUE_TEXT, STAGE_ESWITCH,
		 .help = "whether the NIC encapsulates (VXLAN and the like)",
		 .group = "eswitch", .key = "encap_mode", .words = encap_modes},
	[PF_ATTR_PRIVATE_FLAGS] =
		{"ethtool private_flags", VALUE_FLAGS, STAGE_PF_ATTR,
		 .help = "switches of the driver, as ethtool --show-priv-flags names "
			 "them",
		 .group = "ethtool", .key = "private_flags"},
	[PF_ATTR_FEATURES] = {"ethtool features", VALUE_FLAGS, STAGE_PF_ATTR,
			      .help = "features of the PF's interface, as ethtool "
				      "--show-features names them",
			      .group = "ethtool", .key = "features"},
	[PF_ATTR_MTU] = {"mtu", VALUE_NUMBER, STAGE_PF_ATTR,
			 .help = "MTU of the PF, in bytes", .min = MTU_MIN,
			 .max = MTU_MAX},
	[PF_ATTR_LINK] = {"link", VALUE_LINK, STAGE_PF_UP,
			  .help = "administrative state of the PF: up, down, or keep"},
	[PF_ATTR_AUTOPROBE] = {"drivers_autoprobe", VALUE_BOOL, STAGE_AUTOPROBE_ON,
			       .help = "whether the kernel binds new VFs to drivers by "
				       "itself"},
};

const char *pf_attr_key(enum pf_attr attr)
{
	const struct attr_info *info = &pf_attr_info[attr];

	return info->key ? info->key : info->name;
}

bool pf_attr_is_first_word(enum pf_attr attr, struct value value)
{
	return strcmp(value.text, pf_attr_info[attr].words[0]) == 0;
}
