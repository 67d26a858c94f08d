/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a row of the vocabulary says of an attribute of a PF (pf-attr.h) or a VF
 * (vf-attr.h). */
#pragma once

#include "model/value.h"

/* In the order in which they happen; docs/ARCHITECTURE.md says why. */
enum stage {
	STAGE_PF_ATTR,
	STAGE_PF_UP,
	STAGE_AUTOPROBE_OFF,
	STAGE_ESWITCH_WITHOUT_VFS, /* of drivers that take it only so */
	STAGE_NUMVFS,
	STAGE_ESWITCH,
	STAGE_VF_ATTR,
	STAGE_VF_MSIX,	   /* takes the VF off its driver */
	STAGE_VF_OVERRIDE, /* a driver by its name, or none */
	STAGE_AUTOPROBE_ON,
	STAGE_VF_DRIVER, /* the one that the kernel picks */
	STAGE_AUTOPROBE_BACK_OFF,
	STAGE_VF_NETDEV, /* its MTU, its link */
	STAGE_PF_DOWN,	 /* last: rates and VF drivers need the link */
	STAGE_COUNT,
};

struct attr_info {
	const char *name; /* in plans, and the key in YAML and JSON where `key` is not */
	enum value_kind kind;
	enum stage stage;  /* of its changes, where the planner has no other */
	const char *help;  /* one sentence */
	uint32_t min, max; /* of a number; MTU in bytes, rates in Mbit/s */
	/* Of one that stands in a mapping with others: the mapping's key, and its own. */
	const char *group, *key;
	const char *const *words; /* that a text may be; NULL: any */
};
