/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "publish/libvirt-xml.h"

#include "publish/xml-build.h"

static void set_switch(xmlNodePtr node, const char *name, const struct field *field,
		       const char *on, const char *off)
{
	if (field->set)
		xml_build_set(node, name, field->value.on ? on : off);
}

/* Adds <driver>: `model` since libvirt 10.0, `iommufd` since 12.1. */
static void add_driver(xmlNodePtr parent, const struct libvirt_device *device)
{
	const struct passthrough *passthrough = device->passthrough;
	xmlNodePtr driver;

	if (!passthrough || (!passthrough->driver_model.set && !passthrough->iommufd.set))
		return;
	driver = xml_build_add(parent, "driver");
	if (passthrough->driver_model.set)
		xml_build_set(driver, "model", passthrough->driver_model.value.text);
	set_switch(driver, "iommufd", &passthrough->iommufd, "yes", "no");
}

/* Adds <source> with the <address> of the host's device. */
static void add_source(struct arena *arena, xmlNodePtr parent, struct pci_address pci,
		       bool with_type)
{
	xmlNodePtr address = xml_build_add(xml_build_add(parent, "source"), "address");

	if (with_type)
		xml_build_set(address, "type", "pci");
	xml_build_set_address(arena, address, pci);
}

static void build_interface(struct arena *arena, xmlNodePtr root,
			    const struct libvirt_device *device)
{
	char mac[MAC_ADDRESS_TEXT];

	mac_address_format(device->mac, mac);
	xml_build_set(root, "type", "hostdev");
	xml_build_set(root, "managed", device->managed ? "yes" : "no");
	xml_build_set(xml_build_add(root, "mac"), "address", mac);
	add_driver(root, device);
	add_source(arena, root, device->pci, true);
	if (device->vlan.id)
		xml_build_set(xml_build_add(xml_build_add(root, "vlan"), "tag"), "id",
			      arena_printf(arena, "%u", device->vlan.id));
}

static void build_hostdev(struct arena *arena, xmlNodePtr root,
			  const struct libvirt_device *device)
{
	xml_build_set(root, "mode", "subsystem");
	xml_build_set(root, "type", "pci");
	xml_build_set(root, "managed", device->managed ? "yes" : "no");
	add_driver(root, device);
	add_source(arena, root, device->pci, false);
}

/* Adds what the VM sees of the PCI device. */
static void add_pci(struct arena *arena, xmlNodePtr root,
		    const struct passthrough *passthrough)
{
	if (passthrough->rom_bar.set)
		set_switch(xml_build_add(root, "rom"), "bar", &passthrough->rom_bar, "on",
			   "off");
	if (passthrough->acpi_index.set)
		xml_build_set(
			xml_build_add(root, "acpi"), "index",
			arena_printf(arena, "%u", passthrough->acpi_index.value.number));
}

/* Adds what <interface> and <hostdev> have in common, in the order in which libvirt
 * prints it (virDomainDeviceInfoFormat, src/conf/domain_conf.c). */
static void add_common(struct arena *arena, xmlNodePtr root,
		       const struct libvirt_device *device)
{
	xmlNodePtr teaming;

	if (device->teaming) {
		teaming = xml_build_add(root, "teaming");
		xml_build_set(teaming, "type", "transient");
		xml_build_set(teaming, "persistent", device->teaming);
	}
	if (device->boot_order)
		xml_build_set(xml_build_add(root, "boot"), "order",
			      arena_printf(arena, "%u", device->boot_order));
	if (device->alias)
		xml_build_set(xml_build_add(root, "alias"), "name", device->alias);
	if (device->passthrough)
		add_pci(arena, root, device->passthrough);
}

const char *libvirt_xml_build(struct arena *arena, const struct libvirt_device *device,
			      const char **ret_text)
{
	bool is_hostdev = device->type == BINDING_HOSTDEV;
	xmlNodePtr root =
		xml_build_start(arena, is_hostdev ? "hostdev" : "interface", ret_text);

	if (!root)
		return NULL;
	if (is_hostdev)
		build_hostdev(arena, root, device);
	else
		build_interface(arena, root, device);
	add_common(arena, root, device);
	return xml_build_end(arena, root);
}
