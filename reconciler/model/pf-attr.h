/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a PF can be asked to be, besides how many VFs it has and what the plan is built
 * around: one row each. */
#pragma once

#include "model/value.h"

enum pf_attr {
	PF_ATTR_ESWITCH_MODE,
	PF_ATTR_ESWITCH_INLINE_MODE,
	PF_ATTR_ESWITCH_ENCAP_MODE,
	PF_ATTR_MTU,
	PF_ATTR_COUNT,
};

struct pf_attr_info {
	const char *name; /* as plans print it: "eswitch mode" */
	enum value_kind kind;
};

extern const struct pf_attr_info pf_attr_info[PF_ATTR_COUNT];
