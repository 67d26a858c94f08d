/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Attributes of a PF that can be configured: one row each. */
#pragma once

#include "model/attr.h"

enum pf_attr {
	PF_ATTR_NUMVFS, /* sriov_numvfs */
	PF_ATTR_ESWITCH_MODE,
	PF_ATTR_ESWITCH_INLINE_MODE,
	PF_ATTR_ESWITCH_ENCAP_MODE,
	PF_ATTR_PRIVATE_FLAGS, /* ethtool --set-priv-flags */
	PF_ATTR_FEATURES,      /* ethtool --features */
	PF_ATTR_MTU,
	PF_ATTR_LINK,	   /* IFF_UP */
	PF_ATTR_AUTOPROBE, /* sriov_drivers_autoprobe */
	PF_ATTR_COUNT,
};

enum {
	PF_ATTR_ESWITCH_FIRST = PF_ATTR_ESWITCH_MODE,
	PF_ATTR_ESWITCH_END = PF_ATTR_ESWITCH_ENCAP_MODE + 1
};

#define PF_ESWITCH_SWITCHDEV "switchdev"

extern const struct attr_info pf_attr_info[PF_ATTR_COUNT];

/* The key of an attribute in YAML and JSON, within its group if it has one. */
const char *pf_attr_key(enum pf_attr attr);

/* For an attribute with words: whether the value is the first word, the default of
 * NICs. */
bool pf_attr_is_first_word(enum pf_attr attr, struct value value);
