/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "publish/libvirt-xml.h"

#include <libxml/tree.h>
#include <stdlib.h>

#include "support/guard.h"

const char libvirt_xml_marker[] =
	"<!-- Written by vfstate. Changes made here are lost. -->\n";

GUARD_DEFINE(xml_doc, xmlDocPtr, xmlFreeDoc)
GUARD_DEFINE(xml_buffer, xmlBufferPtr, xmlBufferFree)

static xmlNodePtr add(xmlNodePtr parent, const char *name)
{
	xmlNodePtr node = xmlNewChild(parent, NULL, BAD_CAST name, NULL);

	if (!node)
		abort();
	return node;
}

static void set(xmlNodePtr node, const char *name, const char *value)
{
	if (!xmlNewProp(node, BAD_CAST name, BAD_CAST value))
		abort();
}

/* <address .../> of the host's device, in <source>. */
static void add_source(struct arena *arena, xmlNodePtr parent, struct pci_address pci,
		       bool with_type)
{
	xmlNodePtr address = add(add(parent, "source"), "address");

	if (with_type)
		set(address, "type", "pci");
	set(address, "domain", arena_printf(arena, "0x%04x", pci.domain));
	set(address, "bus", arena_printf(arena, "0x%02x", pci.bus));
	set(address, "slot", arena_printf(arena, "0x%02x", pci.device));
	set(address, "function", arena_printf(arena, "0x%x", pci.function));
}

static void build_interface(struct arena *arena, xmlNodePtr root,
			    const struct libvirt_device *device)
{
	char mac[MAC_ADDRESS_TEXT];

	mac_address_format(device->mac, mac);
	set(root, "type", "hostdev");
	set(root, "managed", device->managed ? "yes" : "no");
	set(add(root, "mac"), "address", mac);
	add_source(arena, root, device->pci, true);
	if (device->vlan.id)
		set(add(add(root, "vlan"), "tag"), "id",
		    arena_printf(arena, "%u", device->vlan.id));
}

static void build_hostdev(struct arena *arena, xmlNodePtr root,
			  const struct libvirt_device *device)
{
	set(root, "mode", "subsystem");
	set(root, "type", "pci");
	set(root, "managed", device->managed ? "yes" : "no");
	add_source(arena, root, device->pci, false);
}

/* What both elements have alike. */
static void add_common(struct arena *arena, xmlNodePtr root,
		       const struct libvirt_device *device)
{
	xmlNodePtr teaming;

	if (device->teaming) {
		teaming = add(root, "teaming");
		set(teaming, "type", "transient");
		set(teaming, "persistent", device->teaming);
	}
	if (device->boot_order)
		set(add(root, "boot"), "order",
		    arena_printf(arena, "%u", device->boot_order));
	if (device->alias)
		set(add(root, "alias"), "name", device->alias);
}

const char *libvirt_xml_build(struct arena *arena, const struct libvirt_device *device)
{
	_cleanup_(guard_xml_doc) xmlDocPtr doc = xmlNewDoc(BAD_CAST "1.0");
	_cleanup_(guard_xml_buffer) xmlBufferPtr buffer = xmlBufferCreate();
	bool is_hostdev = device->type == BINDING_HOSTDEV;
	xmlNodePtr root;

	root = doc ? xmlNewDocNode(doc, NULL,
				   BAD_CAST(is_hostdev ? "hostdev" : "interface"), NULL)
		   : NULL;
	if (!root || !buffer)
		abort();
	xmlDocSetRootElement(doc, root);
	if (is_hostdev)
		build_hostdev(arena, root, device);
	else
		build_interface(arena, root, device);
	add_common(arena, root, device);
	if (xmlNodeDump(buffer, doc, root, 0, 1) < 0)
		abort();
	return arena_printf(arena, "%s%s\n", libvirt_xml_marker,
			    (const char *)xmlBufferContent(buffer));
}
