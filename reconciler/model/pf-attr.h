/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a PF can be asked to be: one row each. */
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

/* The key that it stands under in YAML and JSON, in its group or by itself. */
const char *pf_attr_key(enum pf_attr attr);

/* Of one that has words: whether the value is the first of them, as NICs start. */
bool pf_attr_is_first_word(enum pf_attr attr, struct value value);
