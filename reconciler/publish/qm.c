/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>

#include "publish/publisher.h"

/* Proxmox VE has hostpci0 to hostpci15 (PVE::QemuServer::PCI). */
enum {
	HOSTPCI_MAX = 16
};

/* Proxmox VE binds vfio-pci when the VM starts. It has nothing for an alias, an ACPI
 * index or a partner in a team. */
static int build(struct arena *arena, const struct published *published,
		 const char **ret_bytes, const char **ret_text)
{
	const struct pci_address *pci = &published->vf->pci;
	const struct field *rom_bar = &published->binding->passthrough.rom_bar;

	if (published->position >= HOSTPCI_MAX) {
		*ret_text = "Proxmox VE passes through at most 16 devices";
		return -EINVAL;
	}
	*ret_bytes = arena_printf(arena, "--hostpci%u %04x:%02x:%02x.%x%s\n",
				  published->position, pci->domain, pci->bus, pci->device,
				  pci->function,
				  !rom_bar->set	      ? ""
				  : rom_bar->value.on ? ",rombar=1"
						      : ",rombar=0");
	return 0;
}

const struct publisher qm_publisher = {.build = build};
