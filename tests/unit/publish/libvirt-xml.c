/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "publish/libvirt-xml.h"

#include "support/root.h"
#include "unit.h"

/* Golden files, which tests/checks/libvirt-schema.sh holds against libvirt's own schema.
 */
static const char *golden(struct unit *unit, const char *name)
{
	const char *srcdir = getenv("srcdir");
	char text[1024];
	struct root root;

	assert_int_equal(root_open(arena_printf(&unit->arena, "%s/tests/unit/publish",
						srcdir ? srcdir : "."),
				   &root),
			 0);
	assert_true(root_read(&root, name, text, sizeof(text)) > 0);
	root_done(&root);
	return arena_printf(&unit->arena, "%s\n", text);
}

static void test_interface(void **state)
{
	struct unit *unit = *state;
	struct libvirt_device device = {
		.type = BINDING_INTERFACE,
		.managed = true,
		.pci = {.domain = 0x1, .bus = 0xe1, .device = 0x1f, .function = 7},
		.mac = {{0x52, 0x54, 0, 0, 0, 1}},
		.vlan = {.id = 100},
	};

	assert_string_equal(libvirt_xml_build(&unit->arena, &device, NULL),
			    golden(unit, "interface.xml"));
	device.vlan.id = 0;
	assert_null(strstr(libvirt_xml_build(&unit->arena, &device, NULL), "vlan"));
}

static void test_hostdev(void **state)
{
	struct unit *unit = *state;
	struct libvirt_device device = {.type = BINDING_HOSTDEV, .pci = {.bus = 1}};

	assert_string_equal(libvirt_xml_build(&unit->arena, &device, NULL),
			    golden(unit, "hostdev.xml"));
}

UNIT_GROUP(libvirt_xml, UNIT_TEST(test_interface), UNIT_TEST(test_hostdev))
