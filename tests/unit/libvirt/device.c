/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libvirt/device.h"

#include "unit.h"

#define SOURCE(function)                                                                 \
	"<source><address type='pci' domain='0x0000' bus='0x01' slot='0x10' "            \
	"function='" function "'/></source>"
#define PUBLISHED                                                                        \
	"<interface type='hostdev' managed='yes'><mac "                                  \
	"address='52:54:00:21:00:0a'/>" SOURCE(                                          \
		"0x0") "<vlan><tag id='100'/></vlan><alias name='ua-vfstate-net0'/>"     \
		       "</interface>"

/* Merges; *ret_xml is the device then, in one line. */
static const char *merge(struct unit *unit, const char *device, const char *published,
			 const char **ret_xml)
{
	_cleanup_xml_ xmlDocPtr doc =
		xml_parse(arena_printf(&unit->arena, "<devices>%s</devices>", device));
	_cleanup_xml_ xmlDocPtr with = xml_parse(published);
	xmlNodePtr devices, node;
	xmlBufferPtr buffer = xmlBufferCreate();
	const char *names;

	assert_true(doc && with && buffer);
	devices = xmlDocGetRootElement(doc);
	node = devices->children;
	names = device_merge(&unit->arena, node, xmlDocGetRootElement(with));
	xmlNodeDump(buffer, doc, devices->children, 0, 0);
	*ret_xml = arena_strdup(&unit->arena, (const char *)xmlBufferContent(buffer));
	for (char *at = (char *)*ret_xml; *at; at++)
		*at = *at == '"' ? '\'' : *at;
	xmlBufferFree(buffer);
	return names;
}

/* As libvirt writes it, with what it adds and what an administrator has. */
#define DEFINED(tag, more)                                                               \
	"<interface type='hostdev' managed='yes'><mac address='52:54:00:21:00:0A'/>"     \
	"<driver name='vfio'/><source><address type='pci' domain='0x0000' bus='0x01' "   \
	"slot='0x10' function='0x0'/></source>" tag "<model type='virtio'/>" more        \
	"<alias name='ua-vfstate-net0'/><address type='pci' domain='0x0000' bus='0x06' " \
	"slot='0x00' function='0x0'/></interface>"

static void test_same(void **state)
{
	struct unit *unit = *state;
	const char *xml;

	assert_null(merge(unit, PUBLISHED, PUBLISHED, &xml));
	assert_null(merge(unit,
			  DEFINED("<vlan><tag id='100'/></vlan>", "<boot order='1'/>"),
			  PUBLISHED, &xml));
	/* An address is a number in any base, and managed='no' is what libvirt leaves
	 * out. */
	assert_null(merge(
		unit,
		"<interface type='hostdev'><source><address type='pci' domain='0' "
		"bus='1' slot='16' function='0'/></source></interface>",
		"<interface type='hostdev' managed='no'>" SOURCE("0x0") "</interface>",
		&xml));
}

static void test_changes(void **state)
{
	struct unit *unit = *state;
	const char *xml;

	assert_string_equal(
		merge(unit, DEFINED("<vlan><tag id='7'/></vlan>", ""), PUBLISHED, &xml),
		"vlan");
	assert_non_null(
		strstr(xml, "<vlan><tag id='100'/></vlan><model type='virtio'/>"));
	assert_string_equal(merge(unit, DEFINED("", ""), PUBLISHED, &xml), "vlan");
	assert_non_null(strstr(xml, "<vlan><tag id='100'/></vlan><alias"));
	assert_non_null(strstr(xml, "<driver name='vfio'/>"));
	assert_non_null(strstr(xml, "bus='0x06'"));
	/* libvirt would set a VLAN that vfstate does not publish. */
	assert_string_equal(merge(unit,
				  DEFINED("<vlan trunk='yes'><tag id='100'/><tag "
					  "id='101'/></vlan>",
					  ""),
				  PUBLISHED, &xml),
			    "vlan");
	assert_null(strstr(xml, "trunk"));
	assert_string_equal(
		merge(unit, DEFINED("<vlan><tag id='100'/></vlan>", ""),
		      "<interface type='hostdev' managed='no'>"
		      "<mac address='52:54:00:21:00:0b'/>" SOURCE(
			      "0x2") "<teaming type='transient' persistent='ua-x'/>"
				     "<boot order='3'/><alias name='ua-vfstate-net0'/>"
				     "</interface>",
		      &xml),
		"managed, mac, source, teaming, boot, vlan");
	assert_non_null(strstr(xml, "function='0x2'"));
	assert_non_null(strstr(xml, "<boot order='3'/><alias"));
	assert_null(strstr(xml, "vlan"));
}

/* What both kinds have stays when one becomes the other. */
static void test_kind(void **state)
{
	struct unit *unit = *state;
	const char *xml;

	assert_string_equal(
		merge(unit, DEFINED("<vlan><tag id='100'/></vlan>", "<boot order='1'/>"),
		      "<hostdev mode='subsystem' type='pci' managed='yes'><source>"
		      "<address domain='0x0000' bus='0x01' slot='0x10' function='0x0'/>"
		      "</source><alias name='ua-vfstate-net0'/></hostdev>",
		      &xml),
		"type");
	assert_string_equal(xml,
			    "<hostdev mode='subsystem' type='pci' managed='yes'><source>"
			    "<address domain='0x0000' bus='0x01' slot='0x10' "
			    "function='0x0'/></source>"
			    "<alias name='ua-vfstate-net0'/><boot order='1'/>"
			    "<address type='pci' domain='0x0000' bus='0x06' slot='0x00' "
			    "function='0x0'/></hostdev>");
	assert_string_equal(
		merge(unit,
		      "<interface type='network'><source network='default'/>"
		      "<bandwidth/><alias name='ua-vfstate-net0'/></interface>",
		      PUBLISHED, &xml),
		"type");
	assert_null(strstr(xml, "bandwidth"));
	assert_null(strstr(xml, "network"));
}

static bool source(const char *text, struct pci_address *pci)
{
	_cleanup_xml_ xmlDocPtr doc = xml_parse(text);

	return device_source(xmlDocGetRootElement(doc), pci);
}

static void test_source(void **state)
{
	struct pci_address pci;

	(void)state;
	assert_true(
		source("<interface type='hostdev'>" SOURCE("0x7") "</interface>", &pci));
	assert_int_equal(pci_address_compare(pci, (struct pci_address){0, 1, 16, 7}), 0);
	assert_true(source("<hostdev type='pci'>" SOURCE("1") "</hostdev>", &pci));
	assert_false(source("<hostdev type='usb'>" SOURCE("1") "</hostdev>", &pci));
	assert_false(
		source("<interface type='hostdev'>" SOURCE("8") "</interface>", &pci));
	assert_false(source("<interface type='network'><source network='a'/><address "
			    "type='pci' bus='1' slot='1' function='0'/></interface>",
			    &pci));
	assert_false(source("<hostdev type='mdev'><source><address uuid='0'/></source>"
			    "</hostdev>",
			    &pci));
}

UNIT_GROUP(device, UNIT_TEST(test_same), UNIT_TEST(test_changes), UNIT_TEST(test_kind),
	   UNIT_TEST(test_source))
