/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "publish/arguments.h"

#include "unit.h"

/* VF 0 of up0, which is configured as `vf`, as the interface `interface` at `position`
 * of its VM: the lines, or why there are none. */
static const char *lines(struct unit *unit, const char *hypervisor, const char *vf,
			 const char *interface, unsigned int position)
{
	const struct desired *desired = unit_desired(
		unit, arena_printf(&unit->arena,
				   "version: 1\npfs: {up0: {numvfs: 1, vfs: {0: {%s}}}}\n"
				   "vms: {v: {interfaces: {a: {vf: up0/0%s}}}}\n",
				   vf, interface));
	struct observed_vf live = {
		.has_pci = true,
		.pci = {.domain = 0x10000, .bus = 0xe1, .device = 0x1f, .function = 7}};
	struct published published = {.binding = &desired->bindings[0],
				      .vf = &live,
				      .desired = desired_pf_vf(&desired->pfs[0], 0),
				      .position = position};
	const char *text = "no reason";
	const char *found = arguments_build(&unit->arena, hypervisor, &published, &text);

	return found ? found : text;
}

static void test_hypervisors(void **state)
{
	struct unit *unit = *state;
	const char *vfio = "driver: vfio-pci";

	assert_string_equal(lines(unit, "qemu", vfio, ", boot_order: 2", 1),
			    "-device vfio-pci,host=10000:e1:1f.7,id=ua-vfstate-a,"
			    "bootindex=2\n");
	assert_string_equal(lines(unit, "qm", "vlan: 5", "", 0),
			    "--hostpci0 10000:e1:1f.7\n");
	assert_string_equal(lines(unit, "qm", vfio, ", rom_bar: off", 15),
			    "--hostpci15 10000:e1:1f.7,rombar=0\n");
	assert_string_equal(lines(unit, "qm", vfio, ", rom_bar: on", 1),
			    "--hostpci1 10000:e1:1f.7,rombar=1\n");
	assert_string_equal(lines(unit, "cloud-hypervisor", vfio, "", 0),
			    "--device path=/sys/bus/pci/devices/10000:e1:1f.7/\n");
	assert_string_equal(lines(unit, "cloud-hypervisor", vfio, "", 1),
			    "path=/sys/bus/pci/devices/10000:e1:1f.7/\n");
}

static void test_refusals(void **state)
{
	struct unit *unit = *state;

	assert_non_null(strstr(lines(unit, "qemu", "vlan: 5", "", 0), "no VFIO driver"));
	assert_non_null(strstr(lines(unit, "cloud-hypervisor", "driver: default", "", 0),
			       "use driver: vfio-pci"));
	assert_non_null(strstr(lines(unit, "qm", "vlan: 5", "", 16), "at most 16"));
}

UNIT_GROUP(arguments, UNIT_TEST(test_hypervisors), UNIT_TEST(test_refusals))
