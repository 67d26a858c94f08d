/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The description of an attribute of a PF (pf-attr.h) or a VF (vf-attr.h). */
#pragma once

#include "model/value.h"

/* In the order in which an apply runs them; docs/ARCHITECTURE.md says why. */
enum stage {
	STAGE_PF_ATTR,
	STAGE_PF_UP,
	STAGE_AUTOPROBE_OFF,
	STAGE_ESWITCH_WITHOUT_VFS, /* for drivers that change the mode only without VFs */
	STAGE_NUMVFS,
	STAGE_ESWITCH,
	STAGE_VF_ATTR,
	STAGE_VF_MSIX,	   /* unbinds the VF from its driver */
	STAGE_VF_OVERRIDE, /* binds a driver by name, or none */
	STAGE_AUTOPROBE_ON,
	STAGE_VF_DRIVER, /* binds the driver that the kernel picks */
	STAGE_AUTOPROBE_BACK_OFF,
	STAGE_VF_NETDEV, /* MTU and link of the netdev */
	STAGE_PF_DOWN,	 /* last: rates and VF drivers need the link */
	STAGE_COUNT,
};

struct attr_info {
	const char *name; /* in plans; also the key in YAML and JSON if `key` is NULL */
	enum value_kind kind;
	enum stage stage;  /* of its changes, unless the planner sets another */
	const char *help;  /* one sentence */
	uint32_t min, max; /* of a number; MTU in bytes, rates in Mbit/s */
	/* For an attribute inside a mapping: the key of the mapping, and its key
	 * there. */
	const char *group, *key;
	const char *const *words; /* allowed texts; NULL: any */
};
