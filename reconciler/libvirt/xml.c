/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libvirt/xml.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libxml/parser.h>

xmlDocPtr xml_parse(const char *text)
{
	/* No network, and entities are not expanded. */
	const int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
			    XML_PARSE_NOCDATA | XML_PARSE_NOBLANKS;
	_cleanup_xml_ xmlDocPtr doc = NULL;
	xmlDocPtr result;
	size_t length = strlen(text);

	doc = length <= INT_MAX ? xmlReadMemory(text, (int)length, NULL, NULL, options)
				: NULL;
	if (!doc || doc->intSubset || !xmlDocGetRootElement(doc))
		return NULL;
	result = doc;
	doc = NULL;
	return result;
}

bool xml_is_element(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && !node->ns &&
	       strcmp((const char *)node->name, name) == 0;
}

xmlNodePtr xml_element(xmlNodePtr node)
{
	while (node && node->type != XML_ELEMENT_NODE)
		node = node->next;
	return node;
}

xmlNodePtr xml_find(const xmlNode *parent, const char *name)
{
	xmlNodePtr node = parent ? parent->children : NULL;

	while (node && !xml_is_element(node, name))
		node = node->next;
	return node;
}

static const char *text_in(const xmlNode *children)
{
	return children && children->type == XML_TEXT_NODE && !children->next
		       ? (const char *)children->content
		       : NULL;
}

const char *xml_text(const xmlNode *node)
{
	return node ? text_in(node->children) : NULL;
}

const char *xml_attribute(const xmlNode *node, const char *name)
{
	for (const xmlAttr *attr = node ? node->properties : NULL; attr;
	     attr = attr->next) {
		if (strcmp((const char *)attr->name, name) == 0)
			return text_in(attr->children);
	}
	return NULL;
}

bool xml_has(const xmlNode *node, const char *name, const char *value)
{
	const char *text = xml_attribute(node, name);

	return text && strcmp(text, value) == 0;
}

static bool parse_number(const char *text, unsigned long *ret_number)
{
	unsigned long number;
	char *end;

	if (text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	number = strtoul(text, &end, text[0] == '0' && text[1] == 'x' ? 16 : 10);
	if (errno || *end)
		return false;
	*ret_number = number;
	return true;
}

bool xml_is_same_value(const char *a, const char *b)
{
	unsigned long x, y;

	if (parse_number(a, &x) && parse_number(b, &y))
		return x == y;
	return strcasecmp(a, b) == 0;
}

bool xml_is_default(const char *name, const char *value)
{
	return strcmp(name, "managed") == 0 && strcmp(value, "no") == 0;
}

static bool has_attributes(const xmlNode *node, const xmlNode *of)
{
	for (const xmlAttr *attr = of->properties; attr; attr = attr->next) {
		const char *name = (const char *)attr->name;
		const char *value = text_in(attr->children);
		const char *own = xml_attribute(node, name);

		if (value &&
		    !(own ? xml_is_same_value(own, value) : xml_is_default(name, value)))
			return false;
	}
	return true;
}

static bool is_same_text(const xmlNode *a, const xmlNode *b)
{
	const char *x = xml_text(a), *y = xml_text(b);

	return strcmp(x ? x : "", y ? y : "") == 0;
}

bool xml_is_same(const xmlNode *a, const xmlNode *b)
{
	xmlNodePtr x = xml_element(a->children), y = xml_element(b->children);

	if (strcmp((const char *)a->name, (const char *)b->name) != 0 ||
	    !has_attributes(a, b) || !has_attributes(b, a) || !is_same_text(a, b))
		return false;
	while (x && y && xml_is_same(x, y)) {
		x = xml_element(x->next);
		y = xml_element(y->next);
	}
	return !x && !y;
}

const char *xml_format(struct arena *arena, xmlDocPtr doc)
{
	xmlChar *bytes = NULL;
	const char *text;
	int size;

	xmlDocDumpFormatMemoryEnc(doc, &bytes, &size, "UTF-8", 1);
	if (!bytes)
		abort();
	text = (const char *)bytes;
	if (strncmp(text, "<?xml ", strlen("<?xml ")) == 0)
		text += strcspn(text, "\n") + 1;
	text = arena_strdup(arena, text);
	xmlFree(bytes);
	return text;
}
