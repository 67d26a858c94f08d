/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Read-only facts that distinguish PFs: one row each, named like its file in the sysfs
 * directory of the PCI device. */
#pragma once

#include "model/value.h"

enum pf_fact {
	PF_FACT_VENDOR,
	PF_FACT_DEVICE,
	PF_FACT_NUMA_NODE, /* the kernel reports -1 if there is none */
	PF_FACT_COUNT,
};

/* MAX_NUMNODES is at most 1 << 10 (include/linux/numa.h, arch Kconfigs). */
enum {
	NUMA_NODE_MAX = 1023
};

struct pf_fact_info {
	const char *name; /* the key in `match` and in a snapshot */
	enum value_kind kind;
	const char *help;   /* one sentence */
	const char *phrase; /* "a PF ... of the vendor", before the value */
	uint32_t max;	    /* of a number */
};

extern const struct pf_fact_info pf_fact_info[PF_FACT_COUNT];
