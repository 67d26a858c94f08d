/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/xml-library.h"

#include <stdbool.h>
#include <stddef.h>

#include "support/guard.h"
#include "support/library.h"

#define FUNCTIONS(X)                                                                     \
	X(xmlNewDoc, new_doc)                                                            \
	X(xmlFreeDoc, free_doc)                                                          \
	X(xmlNewDocNode, new_doc_node)                                                   \
	X(xmlDocSetRootElement, set_root)                                                \
	X(xmlNewChild, new_child)                                                        \
	X(xmlNewTextChild, new_text_child)                                               \
	X(xmlNewProp, new_prop)                                                          \
	X(xmlBufferCreate, buffer_create)                                                \
	X(xmlBufferFree, buffer_free)                                                    \
	X(xmlBufferContent, buffer_content)                                              \
	X(xmlNodeDump, dump)                                                             \
	X(xmlReadMemory, read_memory)

#ifdef LINK_LIBXML2
#define MEMBER(name, member) .member = name,

const struct xml_library *xml_library_load(const char **ret_text)
{
	static const struct xml_library library = {FUNCTIONS(MEMBER)};

	(void)ret_text;
	return &library;
}
#else
#define SYMBOL(name, member) {#name, offsetof(struct xml_library, member)},

LIBRARY_NOTE("libvirt", "XML that hands VFs to libvirt's VMs", "recommended", XML_SONAME);

const struct xml_library *xml_library_load(const char **ret_text)
{
	static const struct library_symbol symbols[] = {FUNCTIONS(SYMBOL)};
	static struct xml_library library;
	static bool is_loaded;

	if (is_loaded)
		return &library;
	*ret_text = library_load(XML_SONAME, symbols, ARRAY_SIZE(symbols), &library);
	is_loaded = !*ret_text;
	return is_loaded ? &library : NULL;
}
#endif
