/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libvirt/device.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "support/guard.h"

/* What a device keeps when it becomes one of the other kind. */
static const char *const common[] = {"teaming", "boot", "rom", "acpi", "address"};

bool device_is_one(const xmlNode *node)
{
	return xml_is_element(node, "interface") || xml_is_element(node, "hostdev");
}

const char *device_alias(const xmlNode *node)
{
	return xml_attribute(xml_find(node, "alias"), "name");
}

static bool read_number(const xmlNode *node, const char *name, unsigned long max,
			unsigned long *ret_number)
{
	const char *text = xml_attribute(node, name);
	char *end;

	if (!text || text[0] < '0' || text[0] > '9')
		return false;
	*ret_number = strtoul(text, &end, 0);
	return !*end && *ret_number <= max;
}

bool device_source(const xmlNode *node, struct pci_address *ret_pci)
{
	const xmlNode *address = xml_find(xml_find(node, "source"), "address");
	unsigned long domain = 0, bus, slot, function;

	if (!address ||
	    !(xml_is_element(node, "interface") || xml_has(node, "type", "pci")))
		return false;
	(void)read_number(address, "domain", UINT32_MAX, &domain);
	if (!read_number(address, "bus", UINT8_MAX, &bus) ||
	    !read_number(address, "slot", 31, &slot) ||
	    !read_number(address, "function", 7, &function))
		return false;
	*ret_pci = (struct pci_address){.domain = (uint32_t)domain,
					.bus = (uint8_t)bus,
					.device = (uint8_t)slot,
					.function = (uint8_t)function};
	return true;
}

static xmlNodePtr copy(const xmlNode *node, xmlDocPtr doc)
{
	xmlNodePtr made = xmlDocCopyNode((xmlNodePtr)node, doc, 1);

	if (!made)
		abort();
	return made;
}

static void drop(xmlNodePtr node)
{
	xmlUnlinkNode(node);
	xmlFreeNode(node);
}

/* Adds a child where libvirt writes most of them: before the alias. */
static void add_child(xmlNodePtr device, xmlNodePtr child)
{
	xmlNodePtr alias = xml_find(device, "alias");

	if (!(alias ? xmlAddPrevSibling(alias, child) : xmlAddChild(device, child)))
		abort();
}

static void note(struct arena *arena, const char **names, const char *name)
{
	*names = *names ? arena_printf(arena, "%s, %s", *names, name)
			: arena_strdup(arena, name);
}

/* Returns whether the attribute differed. */
static bool merge_attribute(xmlNodePtr to, const xmlAttr *attr, const xmlNode *from)
{
	const char *name = (const char *)attr->name;
	const char *value = xml_attribute(from, name), *own = xml_attribute(to, name);

	if (!value || (own ? xml_is_same_value(own, value) : xml_is_default(name, value)))
		return false;
	if (!xmlSetProp(to, attr->name, BAD_CAST value))
		abort();
	return true;
}

/* Returns whether anything differed. */
static bool merge(xmlNodePtr to, const xmlNode *from)
{
	bool differed = false;

	for (const xmlAttr *attr = from->properties; attr; attr = attr->next)
		differed |= merge_attribute(to, attr, from);
	for (xmlNodePtr child = xml_element(from->children); child;
	     child = xml_element(child->next)) {
		xmlNodePtr own = xml_find(to, (const char *)child->name);

		if (own) {
			differed |= merge(own, child);
		} else {
			if (!xmlAddChild(to, copy(child, to->doc)))
				abort();
			differed = true;
		}
	}
	return differed;
}

/* A VLAN is as published, with no other tag. */
static bool merge_vlan(xmlNodePtr device, const xmlNode *published)
{
	xmlNodePtr own = xml_find(device, "vlan");
	const xmlNode *vlan = xml_find(published, "vlan");

	if (own ? vlan && xml_is_same(own, vlan) : !vlan)
		return false;
	if (own && vlan)
		xmlFreeNode(xmlReplaceNode(own, copy(vlan, device->doc)));
	else if (own)
		drop(own);
	else
		add_child(device, copy(vlan, device->doc));
	return true;
}

static bool merge_child(xmlNodePtr device, const xmlNode *child)
{
	xmlNodePtr own = xml_find(device, (const char *)child->name);

	if (own)
		return merge(own, child);
	add_child(device, copy(child, device->doc));
	return true;
}

static bool is_same_kind(const xmlNode *a, const xmlNode *b)
{
	const char *type = xml_attribute(b, "type");

	return strcmp((const char *)a->name, (const char *)b->name) == 0 && type &&
	       xml_has(a, "type", type);
}

static void replace(xmlNodePtr device, const xmlNode *published)
{
	xmlNodePtr made = copy(published, device->doc);

	for (size_t i = 0; i < ARRAY_SIZE(common); i++) {
		xmlNodePtr own = xml_find(device, common[i]);

		if (own && !xml_find(made, common[i]) &&
		    !xmlAddChild(made, copy(own, device->doc)))
			abort();
	}
	xmlFreeNode(xmlReplaceNode(device, made));
}

const char *device_merge(struct arena *arena, xmlNodePtr device, const xmlNode *published)
{
	const char *names = NULL;

	if (!is_same_kind(device, published)) {
		replace(device, published);
		return "type";
	}
	for (const xmlAttr *attr = published->properties; attr; attr = attr->next) {
		if (merge_attribute(device, attr, published))
			note(arena, &names, (const char *)attr->name);
	}
	for (xmlNodePtr child = xml_element(published->children); child;
	     child = xml_element(child->next)) {
		if (!xml_is_element(child, "vlan") && merge_child(device, child))
			note(arena, &names, (const char *)child->name);
	}
	if (merge_vlan(device, published))
		note(arena, &names, "vlan");
	return names;
}
