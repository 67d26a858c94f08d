/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "adopt-host.h"

static void test_bindings(void **state)
{
	struct observed_binding hostdev = {
		.is_hostdev = true,
		.alias = {.set = true, .value.text = "ua-up"},
		.boot_order = {.set = true, .value.number = 2}};
	struct observed_binding interface = {
		.managed = true,
		.alias = {.set = true, .value.text = "hostdev0"},
		.mac = {.set = true, .value.mac = {{0x52, 0x54, 0, 0, 0, 0x99}}},
		.vlan = {.set = true, .value.vlan = {.id = 42, .proto = VLAN_8021Q}}};
	struct adopt_host host;

	adopt_host_init(&host, *state, 3);
	host.vfs[0].vm = host.vfs[1].vm = "web01";
	host.vfs[0].interface = "up";
	host.vfs[1].interface = "net0";
	host.vfs[0].binding = &hostdev;
	host.vfs[1].binding = &interface;
	host.vfs[2].vm = "a/b";
	host.vfs[2].interface = "net0";
	adopt_host_set_mac(&host.vfs[1], 1);
	assert_string_equal(
		adopt_host_export_vfs(&host),
		"    # VF 1: apply sets mac to 52:54:00:00:00:99\n"
		"    # VF 1: apply sets vlan to 42\n"
		"    # VF 1: apply restarts its driver, so that its netdev takes its "
		"MAC\n"
		"    vf_defaults: {spoofchk: on}\n"
		"    vfs:\n"
		"      1: {mac: \"52:54:00:00:00:99\", vlan: 42}\n"
		"# up0/2 belongs to the interface net0 of the VM a/b: such a name cannot "
		"be configured\n"
		"vms:\n"
		"  web01:\n"
		"    interfaces:\n"
		"      net0: {vf: up0/1}\n"
		"      up: {vf: up0/0, type: hostdev, managed: off, alias: ua-up, "
		"boot_order: 2}\n");
}

/* VMs of which the configuration gives one VF and libvirt another one. */
static void test_same_in_vm(void **state)
{
	struct observed_binding both = {.managed = true,
					.alias = {.set = true, .value.text = "ua-up"},
					.boot_order = {.set = true, .value.number = 1}};
	struct adopt_host host;

	adopt_host_init(&host, *state, 4);
	for (int i = 0; i < 4; i++) {
		host.vfs[i].vm = i < 2 ? "a" : "b";
		host.vfs[i].interface = i == 0 ? "net0" : "net1";
		host.vfs[i].binding = &both;
	}
	assert_string_equal(adopt_host_export_vfs(&host),
			    "    vf_defaults: {spoofchk: on}\n"
			    "# a/net1 has the alias ua-up of net0; it is left out\n"
			    "# a/net1 has the boot order 1 of net0; it is left out\n"
			    "# up0/3 is another VF of b/net1\n"
			    "vms:\n"
			    "  a:\n"
			    "    interfaces:\n"
			    "      net0: {vf: up0/0, alias: ua-up, boot_order: 1}\n"
			    "      net1: {vf: up0/1}\n"
			    "  b:\n"
			    "    interfaces:\n"
			    "      net1: {vf: up0/2, alias: ua-up, boot_order: 1}\n");
}

/* The host may be so, and still nobody should have it so. */
static void test_what_plan_refuses(void **state)
{
	struct adopt_host host;
	const char *text;

	adopt_host_init(&host, *state, 2);
	host.vfs[1].iommu_group = host.vfs[0].iommu_group;
	host.vfs[0].vm = "a";
	host.vfs[1].vm = "b";
	host.vfs[0].interface = host.vfs[1].interface = "net0";
	text = adopt_host_export(&host);
	if (!strstr(text, "# plan has an error: ") || strstr(text, "finds no difference"))
		fail_msg("export does not say that plan has an error:\n%s", text);
}

/* What libvirt passes through, without what the configuration cannot have. */
static void test_passthrough(void **state)
{
	struct observed_binding bindings[] = {
		{.managed = true,
		 .passthrough = {.rom_bar = {.set = true},
				 .acpi_index = {.set = true, .value.number = 3},
				 .driver_model = {.set = true,
						  .value.text = "a_vfio_pci"},
				 .iommufd = {.set = true, .value.on = true}}},
		{.managed = true,
		 .passthrough = {.acpi_index = {.set = true, .value.number = 3},
				 .driver_model = {.set = true, .value.text = "a b"}}},
		{.managed = true,
		 .passthrough = {
			 .acpi_index = {.set = true, .value.number = 16384},
			 .driver_model = {.set = true, .value.text = "a_vfio_pci"}}}};
	struct adopt_host host;

	adopt_host_init(&host, *state, 3);
	for (int i = 0; i < 3; i++) {
		host.vfs[i].vm = "a";
		host.vfs[i].interface = (const char *[]){"n0", "n1", "n2"}[i];
		host.vfs[i].binding = &bindings[i];
	}
	host.vfs[2].driver_override = "vfio-pci";
	host.vfs[2].attrs[VF_ATTR_DRIVER] =
		(struct field){.set = true, .value.text = "vfio-pci"};
	/* libvirt binds the VFIO drivers of its VFs, so `driver` is left out. */
	assert_string_equal(adopt_host_export_vfs(&host),
			    "    vf_defaults: {spoofchk: on}\n"
			    "# a/n1 has the ACPI index 3 of n0; it is left out\n"
			    "vms:\n"
			    "  a:\n"
			    "    interfaces:\n"
			    "      n0: {vf: up0/0, rom_bar: off, acpi_index: 3, "
			    "driver_model: a_vfio_pci, iommufd: on}\n"
			    "      n1: {vf: up0/1}\n"
			    "      n2: {vf: up0/2, driver_model: a_vfio_pci}\n");
}

UNIT_GROUP(adopt_vms, UNIT_TEST(test_bindings), UNIT_TEST(test_same_in_vm),
	   UNIT_TEST(test_passthrough), UNIT_TEST(test_what_plan_refuses))
