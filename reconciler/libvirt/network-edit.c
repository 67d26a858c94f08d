/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libvirt/network-edit.h"

#include <errno.h>
#include <string.h>

#include "libvirt/xml.h"

/* What is vfstate's alone: if it is not published, it must not be there. */
static const char *const own[] = {"forward", "vlan", "portgroup"};

static bool is_own(const xmlNode *node)
{
	for (size_t i = 0; i < ARRAY_SIZE(own); i++) {
		if (xml_is_element(node, own[i]))
			return true;
	}
	return false;
}

/* Whether `parent` has a child like this one. */
static bool has_same(const xmlNode *parent, const xmlNode *node)
{
	for (xmlNodePtr child = xml_element(parent->children); child;
	     child = xml_element(child->next)) {
		if (xml_is_same(child, node))
			return true;
	}
	return false;
}

static bool differs(const xmlNode *defined, const xmlNode *published)
{
	for (xmlNodePtr child = xml_element(published->children); child;
	     child = xml_element(child->next)) {
		if (!has_same(defined, child))
			return true;
	}
	for (xmlNodePtr child = xml_element(defined->children); child;
	     child = xml_element(child->next)) {
		if (is_own(child) && !has_same(published, child))
			return true;
	}
	return false;
}

int network_edit(struct arena *arena, const char *xml, const char *published,
		 struct network_edit *ret_edit)
{
	_cleanup_xml_ xmlDocPtr doc = xml ? xml_parse(xml) : NULL;
	_cleanup_xml_ xmlDocPtr wanted = xml_parse(published);
	xmlNodePtr root = doc ? xmlDocGetRootElement(doc) : NULL;
	struct network_edit edit = {.differs = true, .before = ""};
	const char *uuid;

	if (!wanted || (xml && !root))
		return -EINVAL;
	if (root) {
		uuid = xml_text(xml_find(root, "uuid"));
		edit.uuid = uuid ? arena_strdup(arena, uuid) : NULL;
		edit.before = xml_format(arena, doc);
		edit.differs = differs(root, xmlDocGetRootElement(wanted));
	}
	for (xmlNodePtr node = wanted->children, next; node; node = next) {
		next = node->next;
		if (node->type == XML_COMMENT_NODE) {
			xmlUnlinkNode(node);
			xmlFreeNode(node);
		}
	}
	edit.after = xml_format(arena, wanted);
	*ret_edit = edit;
	return 0;
}

bool network_is_used(const char *domain_xml, const char *network)
{
	_cleanup_xml_ xmlDocPtr doc = xml_parse(domain_xml);
	const xmlNode *devices =
		doc ? xml_find(xmlDocGetRootElement(doc), "devices") : NULL;

	for (xmlNodePtr node = devices ? devices->children : NULL; node;
	     node = node->next) {
		if (xml_is_element(node, "interface") &&
		    xml_has(xml_find(node, "source"), "network", network))
			return true;
	}
	return false;
}
