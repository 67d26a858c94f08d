/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "publish/xml-library.h"

#include <dlfcn.h>
#include <stddef.h>

#include "support/guard.h"

static const struct {
	const char *name;
	size_t offset;
} symbols[] = {
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
};

const struct xml_library *xml_library_load(const char **ret_text)
{
	static struct xml_library library;
	static void *handle;
	void *opened;

	if (handle)
		return &library;
	/* The one whose headers this was built with; XML_SONAME is configure's. */
	opened = dlopen(XML_SONAME, RTLD_NOW | RTLD_LOCAL);
	for (size_t i = 0; opened && i < ARRAY_SIZE(symbols); i++) {
		void *symbol = dlsym(opened, symbols[i].name);

		if (!symbol)
			opened = NULL;
		*(void **)((char *)&library + symbols[i].offset) = symbol;
	}
	if (!opened) {
		*ret_text = dlerror();
		return NULL;
	}
	handle = opened;
	return &library;
}
