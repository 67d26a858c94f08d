/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Facts that tell PFs apart and cannot be set: one row each, named like its file in the
 * PCI device's directory below /sys. */
#pragma once

#include "model/value.h"

enum pf_fact {
	PF_FACT_VENDOR,
	PF_FACT_DEVICE,
	PF_FACT_NUMA_NODE, /* the kernel has -1 where there is none */
	PF_FACT_COUNT,
};

/* MAX_NUMNODES is at most 1 << 10 (include/linux/numa.h, arch Kconfigs). */
enum {
	NUMA_NODE_MAX = 1023
};

struct pf_fact_info {
	const char *name; /* the key of `match`, and of a snapshot */
	enum value_kind kind;
	const char *help;   /* one sentence */
	const char *phrase; /* "a PF ... of the vendor", before the value */
	uint32_t max;	    /* of a number */
};

extern const struct pf_fact_info pf_fact_info[PF_FACT_COUNT];
