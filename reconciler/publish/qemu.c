/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/in-use.h"
#include "publish/publisher.h"

/* QEMU opens devices that are bound to a VFIO driver, and does not bind them itself. */
static bool wants(const struct published *published)
{
	const struct field *driver = &published->desired->attrs[VF_ATTR_DRIVER];

	return field_is_given(driver) && in_use_is_vfio(driver->value.text);
}

/* Properties of vfio-pci: vfio_pci_dev_properties in hw/vfio/pci.c, "bootindex" in
 * vfio_instance_init there, and failover_pair_id in hw/pci/pci.c. The MAC and the VLAN
 * are set on the PF. An alias has no comma, which would end a property. */
static int build(struct arena *arena, const struct published *published,
		 const char **ret_bytes, const char **ret_text)
{
	const struct desired_binding *binding = published->binding;
	const struct pci_address *pci = &published->vf->pci;
	const char *boot = "", *failover = "";

	(void)ret_text;
	if (binding->boot_order.set)
		boot = arena_printf(arena, ",bootindex=%u",
				    (unsigned int)binding->boot_order.value.number);
	if (binding->teaming.set)
		failover = arena_printf(arena, ",failover_pair_id=%s",
					binding->teaming.value.text);
	*ret_bytes =
		arena_printf(arena, "-device vfio-pci,host=%04x:%02x:%02x.%x,id=%s%s%s\n",
			     pci->domain, pci->bus, pci->device, pci->function,
			     binding->alias.value.text, boot, failover);
	return 0;
}

const struct publisher qemu_publisher = {
	.directory = "qemu",
	.suffix = ".args",
	.marker = "# Written by vfstate. Changes made here are lost.\n",
	.wants = wants,
	.build = build,
	.removed = "no VF with a VFIO driver is bound to it any more",
};
