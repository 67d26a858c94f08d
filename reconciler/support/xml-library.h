/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libxml2, loaded for the first snippet or the first libvirt domain. With its
 * dependencies (ICU, C++) it costs more time than everything else that vfstate links, and
 * most runs do not need it. */
#pragma once

#include <libxml/parser.h>
#include <libxml/tree.h>

struct xml_library {
	typeof(xmlNewDoc) *new_doc;
	typeof(xmlFreeDoc) *free_doc;
	typeof(xmlNewDocNode) *new_doc_node;
	typeof(xmlDocSetRootElement) *set_root;
	typeof(xmlNewChild) *new_child;
	typeof(xmlNewTextChild) *new_text_child;
	typeof(xmlNewProp) *new_prop;
	typeof(xmlBufferCreate) *buffer_create;
	typeof(xmlBufferFree) *buffer_free;
	typeof(xmlBufferContent) *buffer_content;
	typeof(xmlNodeDump) *dump;
	typeof(xmlReadMemory) *read_memory;
};

/* NULL if it cannot be loaded, with the reason in *ret_text. It stays loaded until the
 * process ends. */
const struct xml_library *xml_library_load(const char **ret_text);
