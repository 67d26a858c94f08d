/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "publish/libvirt-xml.h"

#include "unit.h"

#define MARKER "<!-- Written by vfstate. Changes made here are lost. -->\n"

static void test_interface(void **state)
{
	struct unit *unit = *state;
	struct libvirt_device device = {
		.type = BINDING_INTERFACE,
		.managed = true,
		.pci = {.domain = 0x10000, .bus = 0xe1, .device = 0x1f, .function = 7},
		.mac = {{0x52, 0x54, 0, 0, 0, 1}},
		.vlan = {.id = 100},
	};

	assert_string_equal(
		libvirt_xml_build(&unit->arena, &device), MARKER
		"<interface type=\"hostdev\" managed=\"yes\">\n"
		"  <mac address=\"52:54:00:00:00:01\"/>\n"
		"  <source>\n"
		"    <address type=\"pci\" domain=\"0x10000\" bus=\"0xe1\" slot=\"0x1f\" "
		"function=\"0x7\"/>\n"
		"  </source>\n"
		"  <vlan>\n"
		"    <tag id=\"100\"/>\n"
		"  </vlan>\n"
		"</interface>\n");
	device.vlan.id = 0;
	assert_null(strstr(libvirt_xml_build(&unit->arena, &device), "vlan"));
}

static void test_hostdev(void **state)
{
	struct unit *unit = *state;
	struct libvirt_device device = {.type = BINDING_HOSTDEV, .pci = {.bus = 1}};

	assert_string_equal(libvirt_xml_build(&unit->arena, &device), MARKER
			    "<hostdev mode=\"subsystem\" type=\"pci\" managed=\"no\">\n"
			    "  <source>\n"
			    "    <address domain=\"0x0000\" bus=\"0x01\" slot=\"0x00\" "
			    "function=\"0x0\"/>\n"
			    "  </source>\n"
			    "</hostdev>\n");
}

UNIT_GROUP(libvirt_xml, UNIT_TEST(test_interface), UNIT_TEST(test_hostdev))
