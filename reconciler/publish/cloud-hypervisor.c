/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "publish/publisher.h"

/* --device is given once, with a value for each device. */
static int build(struct arena *arena, const struct published *published,
		 const char **ret_bytes, const char **ret_text)
{
	const struct pci_address *pci = &published->vf->pci;

	(void)ret_text;
	*ret_bytes =
		arena_printf(arena, "%spath=/sys/bus/pci/devices/%04x:%02x:%02x.%x/\n",
			     published->position == 0 ? "--device " : "", pci->domain,
			     pci->bus, pci->device, pci->function);
	return 0;
}

const struct publisher cloud_hypervisor_publisher = {.wants = publisher_wants_vfio,
						     .build = build};
