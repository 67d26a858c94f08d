/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/domain-xml.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "support/guard.h"
#include "support/xml-library.h"

static const struct xml_library *xml;

static void free_doc(xmlDocPtr doc)
{
	xml->free_doc(doc);
}

GUARD_DEFINE(xml_doc, xmlDocPtr, free_doc)

static bool is_element(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE &&
	       strcmp((const char *)node->name, name) == 0;
}

/* The first element of that name in `node`; NULL. */
static const xmlNode *find(const xmlNode *node, const char *name)
{
	for (node = node ? node->children : NULL; node; node = node->next) {
		if (is_element(node, name))
			return node;
	}
	return NULL;
}

/* The text in an element or an attribute. */
static const char *text_in(const xmlNode *children)
{
	return children && children->type == XML_TEXT_NODE && !children->next
		       ? (const char *)children->content
		       : NULL;
}

static const char *attribute(const xmlNode *node, const char *name)
{
	for (const xmlAttr *attr = node ? node->properties : NULL; attr;
	     attr = attr->next) {
		if (strcmp((const char *)attr->name, name) == 0)
			return text_in(attr->children);
	}
	return NULL;
}

static bool has(const xmlNode *node, const char *name, const char *value)
{
	const char *text = attribute(node, name);

	return text && strcmp(text, value) == 0;
}

/* "0x1f" or "31", at most `max`. */
static bool parse_number(const char *text, unsigned long max, unsigned long *ret_number)
{
	char *end;
	unsigned long number;

	if (!text || text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	number = strtoul(text, &end, 0);
	if (errno || *end || number > max)
		return false;
	*ret_number = number;
	return true;
}

static bool read_source(const xmlNode *node, struct pci_address *ret_pci)
{
	const xmlNode *address = find(find(node, "source"), "address");
	unsigned long domain = 0, bus, slot, function;

	if (!address || (attribute(address, "type") && !has(address, "type", "pci")))
		return false;
	if ((attribute(address, "domain") &&
	     !parse_number(attribute(address, "domain"), UINT32_MAX, &domain)) ||
	    !parse_number(attribute(address, "bus"), UINT8_MAX, &bus) ||
	    !parse_number(attribute(address, "slot"), 31, &slot) ||
	    !parse_number(attribute(address, "function"), 7, &function))
		return false;
	*ret_pci = (struct pci_address){.domain = (uint32_t)domain,
					.bus = (uint8_t)bus,
					.device = (uint8_t)slot,
					.function = (uint8_t)function};
	return true;
}

static struct field switch_field(const xmlNode *node, const char *name, const char *on,
				 const char *off)
{
	return (struct field){.set = has(node, name, on) || has(node, name, off),
			      .value.on = has(node, name, on)};
}

static struct field text_field(struct arena *arena, const char *text)
{
	struct field field = {.set = text};

	if (text)
		field.value.text = arena_strdup(arena, text);
	return field;
}

static void read_passthrough(struct arena *arena, const xmlNode *node,
			     struct passthrough *passthrough)
{
	const xmlNode *driver = find(node, "driver");
	unsigned long index;

	passthrough->rom_bar = switch_field(find(node, "rom"), "bar", "on", "off");
	if (parse_number(attribute(find(node, "acpi"), "index"), ACPI_INDEX_MAX,
			 &index) &&
	    index > 0)
		passthrough->acpi_index =
			(struct field){.set = true, .value.number = (uint32_t)index};
	passthrough->driver_model = text_field(arena, attribute(driver, "model"));
	passthrough->iommufd = switch_field(driver, "iommufd", "yes", "no");
}

/* Reads what <interface> and <hostdev> have in common. */
static void read_common(struct arena *arena, const xmlNode *node,
			struct observed_binding *binding)
{
	const xmlNode *teaming = find(node, "teaming");
	unsigned long order;

	read_passthrough(arena, node, &binding->passthrough);
	binding->managed = has(node, "managed", "yes");
	binding->alias = text_field(arena, attribute(find(node, "alias"), "name"));
	if (has(teaming, "type", "transient"))
		binding->teaming = text_field(arena, attribute(teaming, "persistent"));
	if (parse_number(attribute(find(node, "boot"), "order"), UINT8_MAX, &order) &&
	    order > 0)
		binding->boot_order =
			(struct field){.set = true, .value.number = (uint32_t)order};
}

/* Reads what libvirt sets on the VF when the VM starts. libvirt accepts no more than one
 * tag (virNetDevSetNetConfig, src/util/virnetdev.c). */
static void read_network(const xmlNode *node, struct observed_binding *binding)
{
	const char *mac = attribute(find(node, "mac"), "address");
	const xmlNode *vlan = find(node, "vlan");
	unsigned long id;

	if (mac && mac_address_parse(mac, &binding->mac.value.mac))
		binding->mac.set = true;
	if (parse_number(attribute(find(vlan, "tag"), "id"), VLAN_ID_MAX, &id) && id > 0)
		binding->vlan = (struct field){
			.set = true,
			.value.vlan = {.id = (uint16_t)id, .proto = VLAN_8021Q}};
}

static void add_device(struct arena *arena, const xmlNode *node, struct domain *domain)
{
	bool is_interface = is_element(node, "interface") && has(node, "type", "hostdev");
	bool is_hostdev = is_element(node, "hostdev") && has(node, "type", "pci");
	struct domain_device device = {.binding = {.is_hostdev = is_hostdev}};

	if ((!is_interface && !is_hostdev) || !read_source(node, &device.pci))
		return;
	read_common(arena, node, &device.binding);
	if (is_interface)
		read_network(node, &device.binding);
	domain->devices = arena_grow(arena, domain->devices, domain->n_devices,
				     sizeof(*domain->devices));
	domain->devices[domain->n_devices++] = device;
}

int domain_xml_read(struct arena *arena, const char *text, size_t length,
		    struct domain *ret_domain, const char **ret_text)
{
	_cleanup_(guard_xml_doc) xmlDocPtr doc = NULL;
	struct domain domain = {0};
	const xmlNode *root, *devices;
	const char *name, *fault;

	xml = xml_library_load(&fault);
	if (!xml) {
		*ret_text = arena_strdup(arena, fault);
		return -ELIBACC;
	}
	if (length > INT_MAX)
		return -EINVAL;
	/* No network and no DTD. Entities are not expanded, and text_in() refuses text
	 * with one. */
	doc = xml->read_memory(text, (int)length, NULL, NULL,
			       XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
				       XML_PARSE_NOCDATA);
	if (!doc || doc->intSubset)
		return -EINVAL;
	for (root = doc->children; root && !is_element(root, "domain");)
		root = root->next;
	name = root && find(root, "name") ? text_in(find(root, "name")->children) : NULL;
	if (!name)
		return -EINVAL;
	domain.name = arena_strdup(arena, name);
	devices = find(root, "devices");
	for (const xmlNode *node = devices ? devices->children : NULL; node;
	     node = node->next)
		add_device(arena, node, &domain);
	*ret_domain = domain;
	return 0;
}
