/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "publish/libvirt-xml.h"

#include <stdlib.h>

#include "support/xml-library.h"
#include "support/guard.h"

static const struct xml_library *xml;

static void free_doc(xmlDocPtr doc)
{
	xml->free_doc(doc);
}

static void free_buffer(xmlBufferPtr buffer)
{
	xml->buffer_free(buffer);
}

GUARD_DEFINE(xml_doc, xmlDocPtr, free_doc)
GUARD_DEFINE(xml_buffer, xmlBufferPtr, free_buffer)

static xmlNodePtr add(xmlNodePtr parent, const char *name)
{
	xmlNodePtr node = xml->new_child(parent, NULL, BAD_CAST name, NULL);

	if (!node)
		abort();
	return node;
}

static void set(xmlNodePtr node, const char *name, const char *value)
{
	if (!xml->new_prop(node, BAD_CAST name, BAD_CAST value))
		abort();
}

/* Adds <source> with the <address> of the host's device. */
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

/* Adds what <interface> and <hostdev> have in common. */
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

const char *libvirt_xml_build(struct arena *arena, const struct libvirt_device *device,
			      const char **ret_text)
{
	_cleanup_(guard_xml_doc) xmlDocPtr doc = NULL;
	_cleanup_(guard_xml_buffer) xmlBufferPtr buffer = NULL;
	bool is_hostdev = device->type == BINDING_HOSTDEV;
	const char *fault;
	xmlNodePtr root;

	xml = xml_library_load(&fault);
	if (!xml) {
		*ret_text = arena_strdup(arena, fault);
		return NULL;
	}
	doc = xml->new_doc(BAD_CAST "1.0");
	buffer = xml->buffer_create();
	root = doc ? xml->new_doc_node(doc, NULL,
				       BAD_CAST(is_hostdev ? "hostdev" : "interface"),
				       NULL)
		   : NULL;
	if (!root || !buffer)
		abort();
	xml->set_root(doc, root);
	if (is_hostdev)
		build_hostdev(arena, root, device);
	else
		build_interface(arena, root, device);
	add_common(arena, root, device);
	if (xml->dump(buffer, doc, root, 0, 1) < 0)
		abort();
	return arena_printf(arena, "%s\n", (const char *)xml->buffer_content(buffer));
}
