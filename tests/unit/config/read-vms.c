/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/read-vms.h"

#include "unit.h"

static void test_faults(void **state)
{
	static const struct {
		const char *vms;
		const char *codes;
	} faults[] = {
		{"[]", "wrong-type"},
		{"{v: {}}", "missing-key"},
		{"{v: {interfaces: []}}", "wrong-type"},
		{"{v: {interfaces: {n: {}}}}", "missing-key"},
		{"{v: {interfaces: {n: {vf: up0}}}}", "bad-vf-reference"},
		{"{v: {interfaces: {n: {vf: /0}}}}", "bad-vf-reference"},
		{"{v: {interfaces: {n: {vf: up0/x}}}}", "bad-vf-reference"},
		{"{v: {interfaces: {n: {vf: up0/-1}}}}", "bad-vf-reference"},
		{"{v: {interfaces: {n: {vf: up1/0}}}}", "unknown-pf"},
		{"{v: {interfaces: {n: {vf: up0/4}}}}", "vf-index"},
		{"{v: {interfaces: {n: {vf: up0/0, type: bridge}}}}", "wrong-type"},
		{"{v: {interfaces: {n: {vf: up0/0, managed: 1}}}}", "wrong-type"},
		{"{'../v': {interfaces: {n: {vf: up0/0}}}}", "unsafe-name"},
		{"{v: {interfaces: {'a/b': {vf: up0/0}}}}", "unsafe-name"},
		{"{v: {interfaces: {'': {vf: up0/0}}}}", "unsafe-name"},
		{"{v: {interfaces: {n: {vf: up0/0}, m: {vf: up0/0}}}}", "given-twice"},
		{"{v: {interfaces: {n: {vf: up0/0}}}, w: {interfaces: {n: {vf: up0/0}}}}",
		 "given-twice"},
		{"{v: {interfaces: {n: {vf: up0/1, type: interface}}}}", "libvirt-vlan"},
		{"{v: {interfaces: {n: {vf: up0/1, type: hostdev}}}}", ""},
		{"{v: {interfaces: {n: {vf: up0/0, alias: ua-}}}}", "bad-alias"},
		{"{v: {interfaces: {n: {vf: up0/0, teaming: n0}}}}", "bad-alias"},
		{"{v: {interfaces: {n: {vf: up0/0, alias: ua-n0, boot_order: 1, teaming: "
		 "ua-b}}}}",
		 ""},
		{"{v: {interfaces: {n: {vf: up0/0, alias: ua-n}, m: {vf: up0/2, alias: "
		 "ua-n}}}}",
		 "given-twice"},
		{"{v: {interfaces: {n: {vf: up0/0, boot_order: 2}}}, w: {interfaces: {n: "
		 "{vf: up0/2, boot_order: 2}}}}",
		 ""},
		{"{v: {interfaces: {n: {vf: up0/0, rom_bar: off, acpi_index: 1, "
		 "driver_model: mlx5_vfio_pci, iommufd: on}}}}",
		 ""},
		{"{v: {interfaces: {n: {vf: up0/0, rom_bar: 1}}}}", "wrong-type"},
		{"{v: {interfaces: {n: {vf: up0/0, acpi_index: 0}}}}", "out-of-range"},
		{"{v: {interfaces: {n: {vf: up0/0, acpi_index: 16384}}}}",
		 "out-of-range"},
		{"{v: {interfaces: {n: {vf: up0/0, driver_model: a/b}}}}", "bad-driver"},
		{"{v: {interfaces: {n: {vf: up0/0, acpi_index: 2}, m: {vf: up0/2, "
		 "acpi_index: 2}}}}",
		 "given-twice"},
		{"{v: {interfaces: {n: {vf: up0/3, driver_model: mlx5_vfio_pci}}}}",
		 "driver-model"},
		{"{v: {interfaces: {n: {vf: up0/3, driver_model: vfio-pci}}}}", ""},
		{"{v: {interfaces: {n: {vf: up0/3, driver_model: mlx5_vfio_pci, managed: "
		 "off}}}}",
		 ""},
		{"{v: {interfaces: {n: {vf: up0/1}}}}", ""},
		{"{v: {interfaces: {n: {vf: up0/0, type: interface}}}}", ""},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		diags_init(&unit->diags, &unit->arena);
		unit_desired(
			unit,
			arena_printf(&unit->arena,
				     "version: 1\npfs: {up0: {numvfs: 4, vfs: {1: {vlan: "
				     "{id: 5, qos: 2}}, 3: {driver: vfio-pci}}}}\n"
				     "vms: %s\n",
				     faults[i].vms));
		if (strcmp(unit_codes(unit), faults[i].codes) != 0)
			fail_msg("%s: '%s'", faults[i].vms, unit_codes(unit));
	}
}

UNIT_GROUP(read_vms, UNIT_TEST(test_faults))
