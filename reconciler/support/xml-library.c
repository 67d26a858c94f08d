/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/xml-library.h"

#include <stdbool.h>
#include <stddef.h>

#include "support/guard.h"
#include "support/library.h"

static const struct library_symbol symbols[] = {
	{"xmlNewDoc", offsetof(struct xml_library, new_doc)},
	{"xmlFreeDoc", offsetof(struct xml_library, free_doc)},
	{"xmlNewDocNode", offsetof(struct xml_library, new_doc_node)},
	{"xmlDocSetRootElement", offsetof(struct xml_library, set_root)},
	{"xmlNewChild", offsetof(struct xml_library, new_child)},
	{"xmlNewProp", offsetof(struct xml_library, new_prop)},
	{"xmlBufferCreate", offsetof(struct xml_library, buffer_create)},
	{"xmlBufferFree", offsetof(struct xml_library, buffer_free)},
	{"xmlBufferContent", offsetof(struct xml_library, buffer_content)},
	{"xmlNodeDump", offsetof(struct xml_library, dump)},
	{"xmlReadMemory", offsetof(struct xml_library, read_memory)},
};

const struct xml_library *xml_library_load(const char **ret_text)
{
	static struct xml_library library;
	static bool is_loaded;

	if (is_loaded)
		return &library;
	*ret_text = library_load(XML_SONAME, symbols, ARRAY_SIZE(symbols), &library);
	is_loaded = !*ret_text;
	return is_loaded ? &library : NULL;
}
