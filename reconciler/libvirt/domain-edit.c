/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libvirt/domain-edit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "libvirt/device.h"

struct editing {
	struct arena *arena;
	struct diags *diags;
	const char *name;
	const struct published_device *devices;
	size_t n_devices;
	const struct desired *desired;
	xmlNodePtr parent; /* <devices> */
	struct domain_edit edit;
};

static void add_edit(struct editing *editing, enum edit_action action, const char *name,
		     const char *text)
{
	struct domain_edit *edit = &editing->edit;

	edit->edits = arena_grow(editing->arena, edit->edits, edit->n_edits,
				 sizeof(*edit->edits));
	edit->edits[edit->n_edits++] =
		(struct definition_edit){.action = action, .name = name, .text = text};
}

static const struct published_device *find_published(const struct editing *editing,
						     const char *alias)
{
	for (size_t i = 0; alias && i < editing->n_devices; i++) {
		if (strcmp(editing->devices[i].alias, alias) == 0)
			return &editing->devices[i];
	}
	return NULL;
}

static bool is_configured(const struct editing *editing, const char *alias)
{
	const struct desired *desired = editing->desired;

	for (size_t i = 0; i < desired->n_bindings; i++) {
		const struct desired_binding *binding = &desired->bindings[i];

		if (strcmp(binding->vm, editing->name) == 0 && binding->alias.set &&
		    strcmp(binding->alias.value.text, alias) == 0)
			return true;
	}
	return false;
}

static bool is_own(const xmlNode *node)
{
	const char *alias = device_is_one(node) ? device_alias(node) : NULL;

	return alias && strncmp(alias, DOMAIN_OWN_ALIAS, strlen(DOMAIN_OWN_ALIAS)) == 0;
}

static void remove_device(struct editing *editing, xmlNodePtr node)
{
	const char *alias = arena_strdup(editing->arena, device_alias(node));
	const char *name = alias + strlen(DOMAIN_OWN_ALIAS);

	if (!editing->desired) {
		diag_hint(editing->diags,
			  diag_warning(editing->diags, SPAN_NONE, "not-removed",
				       "domain %s: the device %s is not published, and "
				       "stays, since the configuration cannot be read",
				       editing->name, alias),
			  "vfstate check shows why; without a configuration, remove the "
			  "device with virsh edit %s",
			  editing->name);
		return;
	}
	if (is_configured(editing, alias))
		return;
	xmlUnlinkNode(node);
	xmlFreeNode(node);
	add_edit(editing, EDIT_REMOVE, name, "no longer configured");
}

static void remove_stale(struct editing *editing)
{
	xmlNodePtr next;

	for (xmlNodePtr node = xml_element(editing->parent->children); node;
	     node = next) {
		next = xml_element(node->next);
		if (is_own(node) && !find_published(editing, device_alias(node)))
			remove_device(editing, node);
	}
}

/* Adds a device behind the last one of its kind. */
static void append(struct editing *editing, const xmlNode *published)
{
	xmlNodePtr made = xmlDocCopyNode((xmlNodePtr)published, editing->parent->doc, 1);
	xmlNodePtr last = NULL;

	for (xmlNodePtr node = editing->parent->children; node; node = node->next) {
		if (xml_is_element(node, (const char *)published->name))
			last = node;
	}
	if (!made ||
	    !(last ? xmlAddNextSibling(last, made) : xmlAddChild(editing->parent, made)))
		abort();
}

static int put_device(struct editing *editing, const struct published_device *device)
{
	_cleanup_xml_ xmlDocPtr doc = xml_parse(device->text);
	const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
	const char *text;

	if (!root || !device_is_one(root))
		return -EINVAL;
	for (xmlNodePtr node = xml_element(editing->parent->children); node;
	     node = xml_element(node->next)) {
		const char *alias = device_alias(node);

		if (!alias || strcmp(alias, device->alias) != 0)
			continue;
		if (!device_is_one(node)) {
			diag_error(editing->diags, SPAN_NONE, "domain-conflict",
				   "domain %s: its <%s> has the alias %s of interface %s",
				   editing->name, (const char *)node->name, alias,
				   device->interface);
			return -EINVAL;
		}
		text = device_merge(editing->arena, node, root);
		if (text)
			add_edit(editing, EDIT_CHANGE, device->interface, text);
		return 0;
	}
	append(editing, root);
	add_edit(editing, EDIT_ADD, device->interface, NULL);
	return 0;
}

static int report_twice(struct editing *editing, struct pci_address pci,
			const struct published_device *device, const xmlNode *other)
{
	const char *alias = device_alias(other), *name = (const char *)other->name;
	char address[PCI_ADDRESS_TEXT];
	struct diag *diag;

	pci_address_format(pci, address);
	diag = diag_error(editing->diags, SPAN_NONE, "domain-conflict",
			  "domain %s: VF %s of interface %s is also in its <%s> %s%s",
			  editing->name, address, device->interface, name,
			  alias ? "with the alias " : "without an alias",
			  alias ? alias : "");
	diag_hint(editing->diags, diag,
		  "virsh edit %s: remove that <%s>, or give it <alias name='%s'/> so "
		  "that vfstate takes it over",
		  editing->name, name, device->alias);
	return -EINVAL;
}

/* A domain with a VF twice does not start, and libvirt 9 accepts it. */
static int check_sources(struct editing *editing)
{
	struct pci_address pci, other;

	for (xmlNodePtr a = xml_element(editing->parent->children); a;
	     a = xml_element(a->next)) {
		const struct published_device *device =
			find_published(editing, device_alias(a));

		if (!device || !device_source(a, &pci))
			continue;
		for (xmlNodePtr b = xml_element(editing->parent->children); b;
		     b = xml_element(b->next)) {
			if (b != a && device_is_one(b) && device_source(b, &other) &&
			    pci_address_compare(pci, other) == 0)
				return report_twice(editing, pci, device, b);
		}
	}
	return 0;
}

/* libvirt refuses a domain with both kinds of boot order, in words that name neither. */
static int check_boot(struct editing *editing)
{
	const xmlNode *os = xml_find(editing->parent->parent, "os");

	for (xmlNodePtr node = xml_element(editing->parent->children); node;
	     node = xml_element(node->next)) {
		const struct published_device *device =
			find_published(editing, device_alias(node));

		if (!device || !xml_find(node, "boot") || !xml_find(os, "boot"))
			continue;
		diag_hint(
			editing->diags,
			diag_error(editing->diags, SPAN_NONE, "domain-conflict",
				   "domain %s: interface %s has a boot order, and the "
				   "domain has <boot dev='%s'/> in its <os>",
				   editing->name, device->interface,
				   xml_attribute(xml_find(os, "boot"), "dev")),
			"virsh edit %s: replace it by <boot order='...'/> in the devices",
			editing->name);
		return -EINVAL;
	}
	return 0;
}

static int edit_devices(struct editing *editing)
{
	int r;

	remove_stale(editing);
	for (size_t i = 0; i < editing->n_devices; i++) {
		r = put_device(editing, &editing->devices[i]);
		if (r < 0)
			return r;
	}
	r = check_sources(editing);
	return r < 0 ? r : check_boot(editing);
}

int domain_edit(struct arena *arena, struct diags *diags, const char *name,
		const char *xml, const struct published_device *devices, size_t n_devices,
		const struct desired *desired, struct domain_edit *ret_edit)
{
	struct editing editing = {.arena = arena,
				  .diags = diags,
				  .name = name,
				  .devices = devices,
				  .n_devices = n_devices,
				  .desired = desired};
	_cleanup_xml_ xmlDocPtr doc = xml_parse(xml);
	xmlNodePtr root = doc ? xmlDocGetRootElement(doc) : NULL;
	int r;

	if (!root || !xml_is_element(root, "domain")) {
		diag_error(diags, SPAN_NONE, "libvirt-failed",
			   "domain %s: libvirt's XML cannot be read", name);
		return -EINVAL;
	}
	editing.edit.before = xml_format(arena, doc);
	editing.parent = xml_find(root, "devices");
	if (!editing.parent)
		editing.parent = xmlNewChild(root, NULL, BAD_CAST "devices", NULL);
	if (!editing.parent)
		abort();
	r = edit_devices(&editing);
	if (r < 0)
		return r;
	editing.edit.after =
		editing.edit.n_edits > 0 ? xml_format(arena, doc) : editing.edit.before;
	*ret_edit = editing.edit;
	return 0;
}
