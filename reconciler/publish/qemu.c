/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/in-use.h"
#include "publish/publisher.h"

bool publisher_wants_vfio(const struct published *published)
{
	const struct field *driver = &published->desired->attrs[VF_ATTR_DRIVER];

	return field_is_given(driver) && in_use_is_vfio(driver->value.text);
}

/* The properties of how the VM sees the device; "rombar" and "acpi-index" are those of
 * any PCI device (pci_props in hw/pci/pci.c). The VF's `driver` is what libvirt's driver
 * model is. */
static const char *pci_properties(struct arena *arena,
				  const struct passthrough *passthrough)
{
	const char *rom = "", *index = "";

	if (passthrough->rom_bar.set)
		rom = passthrough->rom_bar.value.on ? ",rombar=1" : ",rombar=0";
	if (passthrough->acpi_index.set)
		index = arena_printf(arena, ",acpi-index=%u",
				     passthrough->acpi_index.value.number);
	return arena_printf(arena, "%s%s", rom, index);
}

/* Properties of vfio-pci: vfio_pci_dev_properties in hw/vfio/pci.c, "bootindex" in
 * vfio_instance_init there, and failover_pair_id in hw/pci/pci.c. The MAC and the VLAN
 * are set on the PF. An alias has no comma, which would end a property. Each device has
 * an iommufd object of its own, so that its file suffices. */
static int build(struct arena *arena, const struct published *published,
		 const char **ret_bytes, const char **ret_text)
{
	const struct desired_binding *binding = published->binding;
	const struct pci_address *pci = &published->vf->pci;
	const char *alias = binding->alias.value.text;
	const char *boot = "", *failover = "", *object = "", *iommufd = "";

	(void)ret_text;
	if (binding->boot_order.set)
		boot = arena_printf(arena, ",bootindex=%u",
				    (unsigned int)binding->boot_order.value.number);
	if (binding->teaming.set)
		failover = arena_printf(arena, ",failover_pair_id=%s",
					binding->teaming.value.text);
	if (field_is_on(&binding->passthrough.iommufd)) {
		object = arena_printf(arena, "-object iommufd,id=iommufd-%s\n", alias);
		iommufd = arena_printf(arena, ",iommufd=iommufd-%s", alias);
	}
	*ret_bytes = arena_printf(
		arena, "%s-device vfio-pci,host=%04x:%02x:%02x.%x,id=%s%s%s%s%s\n",
		object, pci->domain, pci->bus, pci->device, pci->function, alias, boot,
		failover, pci_properties(arena, &binding->passthrough), iommufd);
	return 0;
}

const struct publisher qemu_publisher = {
	.directory = "qemu",
	.suffix = ".args",
	.marker = "# Written by vfstate. Changes made here are lost.\n",
	.wants = publisher_wants_vfio,
	.build = build,
	.removed = "no VF with a VFIO driver is bound to it any more",
};
