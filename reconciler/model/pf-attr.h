/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a PF can be asked to be, besides how many VFs it has and what the plan is built
 * around: one row each. */
#pragma once

#include "model/value.h"

enum pf_attr {
	PF_ATTR_ESWITCH_MODE,
	PF_ATTR_ESWITCH_INLINE_MODE,
	PF_ATTR_ESWITCH_ENCAP_MODE,
	PF_ATTR_ESWITCH_COUNT,
	PF_ATTR_MTU = PF_ATTR_ESWITCH_COUNT,
	PF_ATTR_COUNT,
};

/* DEVLINK_ESWITCH_* of include/uapi/linux/devlink.h by their numbers, in devlink's own
 * words; NULL ends each. */
extern const char *const pf_attr_eswitch_modes[], *const pf_attr_inline_modes[],
							  *const pf_attr_encap_modes[];
extern const char *const *const pf_attr_eswitch_words[PF_ATTR_ESWITCH_COUNT];

#define PF_ESWITCH_SWITCHDEV "switchdev"

struct pf_attr_info {
	const char *name; /* as plans print it: "eswitch mode" */
	enum value_kind kind;
};

extern const struct pf_attr_info pf_attr_info[PF_ATTR_COUNT];
