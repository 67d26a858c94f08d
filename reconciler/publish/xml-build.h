/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Builds XML with libxml2, so that nothing needs to be escaped by hand. */
#pragma once

#include "model/pci-address.h"
#include "support/arena.h"
#include "support/xml-library.h"

/* Starts a document with that root element; NULL with the reason in *ret_text if libxml2
 * cannot be loaded. The caller ends it with xml_build_end(). */
xmlNodePtr xml_build_start(struct arena *arena, const char *root, const char **ret_text);

/* Adds an element below `parent`, or an attribute. */
xmlNodePtr xml_build_add(xmlNodePtr parent, const char *name);
void xml_build_set(xmlNodePtr node, const char *name, const char *value);

/* Adds an element that contains a text. */
void xml_build_add_text(xmlNodePtr parent, const char *name, const char *text);

/* Sets domain, bus, slot and function. */
void xml_build_set_address(struct arena *arena, xmlNodePtr node, struct pci_address pci);

/* The text of the document, owned by the arena, without a declaration; frees the
 * document. */
const char *xml_build_end(struct arena *arena, xmlNodePtr root);
