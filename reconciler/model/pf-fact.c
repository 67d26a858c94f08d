/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/pf-fact.h"

const struct pf_fact_info pf_fact_info[PF_FACT_COUNT] = {
	[PF_FACT_VENDOR] =
		{.name = "vendor",
		 .kind = VALUE_PCI_ID,
		 .help = "PCI vendor id: four hex digits in quotes, as lspci -n "
			 "prints them",
		 .phrase = "of the vendor"},
	[PF_FACT_DEVICE] = {.name = "device",
			    .kind = VALUE_PCI_ID,
			    .help = "PCI device id: four hex digits in quotes",
			    .phrase = "with the device id"},
	[PF_FACT_NUMA_NODE] =
		{.name = "numa_node",
		 .kind = VALUE_NUMBER,
		 .help = "NUMA node that the PF is next to, as numactl counts them",
		 .phrase = "on the NUMA node",
		 .max = NUMA_NODE_MAX},
};
