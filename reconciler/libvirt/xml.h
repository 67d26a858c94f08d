/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading and comparing libvirt's XML. What is read comes from libvirt or from vfstate's
 * own files. */
#pragma once

#include <stdbool.h>

#include <libxml/tree.h>

#include "support/arena.h"
#include "support/guard.h"

GUARD_DEFINE(xml_doc, xmlDocPtr, xmlFreeDoc)

#define _cleanup_xml_ _cleanup_(guard_xml_doc)

/* Parses a document; blanks for indentation are dropped. NULL if it is not XML or has a
 * DTD. The caller frees it. */
xmlDocPtr xml_parse(const char *text);

bool xml_is_element(const xmlNode *node, const char *name);

/* The next element at `node` or behind it among its siblings; NULL. */
xmlNodePtr xml_element(xmlNodePtr node);

/* The first element of that name in `parent`; NULL, also if `parent` is. */
xmlNodePtr xml_find(const xmlNode *parent, const char *name);

/* The text in an element; NULL if it is empty or has more than text, or if `node` is
 * NULL. */
const char *xml_text(const xmlNode *node);

/* The value of an attribute; NULL if it does not exist or `node` is NULL. */
const char *xml_attribute(const xmlNode *node, const char *name);

bool xml_has(const xmlNode *node, const char *name, const char *value);

/* Whether two values mean the same to libvirt: numbers in any base, and letters in any
 * case. */
bool xml_is_same_value(const char *a, const char *b);

/* Whether libvirt reads an attribute with this value as if it were absent. */
bool xml_is_default(const char *name, const char *value);

/* Whether two elements have the same name, attributes and elements in the same order. */
bool xml_is_same(const xmlNode *a, const xmlNode *b);

/* The document as indented text, without its XML declaration. Owned by the arena. */
const char *xml_format(struct arena *arena, xmlDocPtr doc);
