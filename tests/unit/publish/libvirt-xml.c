/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "publish/libvirt-xml.h"

#include "model/derive.h"
#include "no-library.h"
#include "publish/publish.h"
#include "publish/publisher.h"
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
	assert_memory_equal(text, libvirt_publisher.marker,
			    strlen(libvirt_publisher.marker));
	return arena_printf(&unit->arena, "%s\n",
			    text + strlen(libvirt_publisher.marker));
}

/* The first test, since what is loaded stays. Every file fails, and why is said once. */
static void test_without_libxml2(void **state)
{
	struct unit *unit = *state;
	const struct desired *desired = unit_desired(
		unit, "version: 1\npfs: {up0: {numvfs: 2}}\n"
		      "vms: {v: {interfaces: {a: {vf: up0/0}, b: {vf: up0/1}}}}\n");
	struct observed_vf vfs[] = {{.index = 0, .has_pci = true},
				    {.index = 1, .has_pci = true}};
	struct observed_pf live = {.netdev = "up0", .vfs = vfs, .n_vfs = 2};
	struct plan_pf pf = {.desired = &desired->pfs[0], .observed = &live};
	struct observed host = {0};
	struct plan after = {.host = &host, .desired = desired, .pfs = &pf, .n_pfs = 1};
	const struct snippets *snippets;
	struct root run;

	for (size_t i = 0; i < 2; i++)
		vfs[i].attrs[VF_ATTR_MAC] =
			(struct field){.set = true, .value.mac = {{2}}};
	pf.vfs = derive_vfs(&unit->arena, &host, &live, &desired->pfs[0], 2);
	no_library = XML_SONAME;
	assert_int_equal(root_open(unit_dir(unit), &run), 0);
	snippets = publish(&unit->arena, &run, &after);
	root_done(&run);
	no_library = NULL;
	assert_int_equal(snippets->n, 2);
	assert_int_equal(snippets->n_failed, 2);
	assert_string_equal(snippets->items[1].text, "libxml2 is missing");
	assert_non_null(strstr(snippets->missing_library, "cannot load lib"));
	assert_non_null(strstr(snippets->missing_library, "; install libxml2 (Debian)"));
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

/* In a file of its own, since libvirt's schema has <driver model=> from 10.0 on. */
static void test_passthrough(void **state)
{
	struct unit *unit = *state;
	struct passthrough passthrough = {
		.rom_bar = {.set = true, .value.on = false},
		.acpi_index = {.set = true, .value.number = 1},
	};
	struct libvirt_device device = {
		.type = BINDING_INTERFACE,
		.managed = true,
		.pci = {.bus = 1},
		.mac = {{0x52, 0x54, 0, 0, 0, 1}},
		.alias = "ua-vfstate-net0",
		.boot_order = 1,
		.teaming = "ua-backup",
		.passthrough = &passthrough,
	};

	assert_string_equal(libvirt_xml_build(&unit->arena, &device, NULL),
			    golden(unit, "passthrough.xml"));
	passthrough.driver_model =
		(struct field){.set = true, .value.text = "mlx5_vfio_pci"};
	assert_string_equal(libvirt_xml_build(&unit->arena, &device, NULL),
			    golden(unit, "driver-model.xml"));
	device.type = BINDING_HOSTDEV;
	passthrough.rom_bar.value.on = true;
	assert_string_equal(libvirt_xml_build(&unit->arena, &device, NULL),
			    golden(unit, "driver-model-hostdev.xml"));
	passthrough = (struct passthrough){.iommufd = {.set = true, .value.on = true}};
	assert_non_null(strstr(libvirt_xml_build(&unit->arena, &device, NULL),
			       "<driver iommufd=\"yes\"/>\n  <source>"));
	passthrough.iommufd.value.on = false;
	assert_non_null(strstr(libvirt_xml_build(&unit->arena, &device, NULL),
			       "<driver iommufd=\"no\"/>"));
}

UNIT_GROUP(libvirt_xml, UNIT_TEST(test_without_libxml2), UNIT_TEST(test_interface),
	   UNIT_TEST(test_hostdev), UNIT_TEST(test_passthrough))
