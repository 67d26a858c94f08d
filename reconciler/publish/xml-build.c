/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "publish/xml-build.h"

#include <stdlib.h>

#include "support/guard.h"

static const struct xml_library *xml;

static void free_buffer(xmlBufferPtr buffer)
{
	xml->buffer_free(buffer);
}

GUARD_DEFINE(xml_buffer, xmlBufferPtr, free_buffer)

xmlNodePtr xml_build_start(struct arena *arena, const char *root, const char **ret_text)
{
	const char *fault;
	xmlNodePtr node;
	xmlDocPtr doc;

	xml = xml_library_load(&fault);
	if (!xml) {
		*ret_text = arena_strdup(arena, fault);
		return NULL;
	}
	doc = xml->new_doc(BAD_CAST "1.0");
	node = doc ? xml->new_doc_node(doc, NULL, BAD_CAST root, NULL) : NULL;
	if (!node)
		abort();
	xml->set_root(doc, node);
	return node;
}

xmlNodePtr xml_build_add(xmlNodePtr parent, const char *name)
{
	xmlNodePtr node = xml->new_child(parent, NULL, BAD_CAST name, NULL);

	if (!node)
		abort();
	return node;
}

void xml_build_add_text(xmlNodePtr parent, const char *name, const char *text)
{
	if (!xml->new_text_child(parent, NULL, BAD_CAST name, BAD_CAST text))
		abort();
}

void xml_build_set(xmlNodePtr node, const char *name, const char *value)
{
	if (!xml->new_prop(node, BAD_CAST name, BAD_CAST value))
		abort();
}

void xml_build_set_address(struct arena *arena, xmlNodePtr node, struct pci_address pci)
{
	xml_build_set(node, "domain", arena_printf(arena, "0x%04x", pci.domain));
	xml_build_set(node, "bus", arena_printf(arena, "0x%02x", pci.bus));
	xml_build_set(node, "slot", arena_printf(arena, "0x%02x", pci.device));
	xml_build_set(node, "function", arena_printf(arena, "0x%x", pci.function));
}

const char *xml_build_end(struct arena *arena, xmlNodePtr root)
{
	_cleanup_(guard_xml_buffer) xmlBufferPtr buffer = xml->buffer_create();
	const char *text;

	if (!buffer || xml->dump(buffer, root->doc, root, 0, 1) < 0)
		abort();
	text = arena_printf(arena, "%s\n", (const char *)xml->buffer_content(buffer));
	xml->free_doc(root->doc);
	return text;
}
