/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/adopt.h"

#include <stdio.h>

#include "report/report.h"
#include "unit.h"

enum {
	VFS = 8
};

/* A PF of ixgbe, up, with VFs that are bound to their NIC driver and idle. */
struct host {
	struct unit *unit;
	struct observed_vf vfs[VFS];
	struct observed_pf pf;
	struct observed observed;
};

static void init_host(struct host *host, struct unit *unit, size_t n_vfs)
{
	static const char *const vfio[] = {"vfio-pci"};

	*host = (struct host){.unit = unit};
	for (unsigned int i = 0; i < VFS; i++) {
		struct observed_vf *vf = &host->vfs[i];

		*vf = (struct observed_vf){.index = i,
					   .has_pci = true,
					   .pci = {.bus = 1, .device = (uint8_t)(16 + i)},
					   .driver = "ixgbevf",
					   .netdev = arena_printf(&unit->arena, "v%u", i),
					   .netdev_mtu = 1500,
					   .msix_vectors = -1,
					   .enable = 1,
					   .iommu_group = (int)i,
					   .reported = true};
		vf->attrs[VF_ATTR_SPOOFCHK] =
			(struct field){.set = true, .value.on = true};
		vf->attrs[VF_ATTR_VLAN].set = vf->attrs[VF_ATTR_MAX_TX_RATE].set = true;
		vf->attrs[VF_ATTR_TRUST].set = true;
	}
	host->pf = (struct observed_pf){.has_pci = true,
					.pci = {.bus = 1},
					.driver = "ixgbe",
					.netdev = "up0",
					.ifindex = 2,
					.link = true,
					.msix_vectors = -1,
					.totalvfs = 63,
					.numvfs = (int)n_vfs,
					.autoprobe = 1,
					.iommu_group = -1,
					.autoprobe_saved = -1,
					.vfs = host->vfs,
					.n_vfs = n_vfs};
	host->observed = (struct observed){.iommu = true,
					   .knows_vfio_drivers = true,
					   .vfio_drivers = (const char **)vfio,
					   .n_vfio_drivers = 1,
					   .pfs = &host->pf,
					   .n_pfs = 1};
}

static void set_mac(struct observed_vf *vf, uint8_t last)
{
	struct mac_address mac = {{0x52, 0x54, 0, 0, 0, last}};

	vf->attrs[VF_ATTR_MAC] = (struct field){.set = true, .value.mac = mac};
	vf->has_netdev_mac = true;
	vf->netdev_mac = mac;
}

static void set_vlan(struct observed_vf *vf, uint16_t id)
{
	vf->attrs[VF_ATTR_VLAN].value.vlan = (struct vlan){.id = id, .proto = VLAN_8021Q};
}

static const char *exported_whole(struct host *host)
{
	struct report report = {.err = stderr};
	char *text = NULL, *copy;
	size_t size;

	report.out = open_memstream(&text, &size);
	report_export(&report, adopt(&host->unit->arena, &host->observed));
	fclose(report.out);
	copy = arena_strdup(&host->unit->arena, text);
	free(text);
	assert_non_null(unit_desired(host->unit, copy));
	assert_string_equal(unit_codes(host->unit), "");
	return copy;
}

/* Everything behind the PF's link. */
static const char *exported(struct host *host)
{
	const char *text = strstr(exported_whole(host), "link: up\n");

	assert_non_null(text);
	return text + strlen("link: up\n");
}

static void test_defaults(void **state)
{
	struct host host;

	/* What most VFs have is said once; the others say what they have. */
	init_host(&host, *state, 4);
	for (int i = 0; i < 3; i++) {
		set_vlan(&host.vfs[i], 100);
		host.vfs[i].attrs[VF_ATTR_TRUST].value.on = true;
	}
	set_mac(&host.vfs[1], 1);
	assert_string_equal(exported(&host),
			    "    vf_defaults: {vlan: 100, spoofchk: on, trust: on}\n"
			    "    vfs:\n"
			    "      1: {mac: \"52:54:00:00:00:01\"}\n"
			    "      3: {vlan: 0, trust: off}\n");
	/* Two halves have no default, and one VF has none with anybody. */
	init_host(&host, *state, 2);
	set_vlan(&host.vfs[0], 100);
	host.vfs[1].attrs[VF_ATTR_SPOOFCHK].value.on = false;
	assert_string_equal(exported(&host), "    vfs:\n"
					     "      0: {vlan: 100, spoofchk: on}\n"
					     "      1: {spoofchk: off}\n");
	init_host(&host, *state, 1);
	assert_string_equal(exported(&host), "    vfs:\n      0: {spoofchk: on}\n");
}

static void test_defaults_hold_for_all(void **state)
{
	struct host host;

	/* Nothing can be said of a VF that the kernel does not report. */
	init_host(&host, *state, 3);
	host.vfs[2].reported = false;
	memset(host.vfs[2].attrs, 0, sizeof(host.vfs[2].attrs));
	assert_string_equal(
		exported(&host),
		"    # VF 2: the kernel does not report its MAC, VLAN and the like\n"
		"    vfs:\n"
		"      0-1: {spoofchk: on}\n");
	/* Rates that different VFs have would not go together. */
	init_host(&host, *state, 3);
	host.pf.driver = "ice";
	for (int i = 0; i < 3; i++)
		host.vfs[i].attrs[VF_ATTR_MIN_TX_RATE].set = true;
	host.vfs[0].attrs[VF_ATTR_MIN_TX_RATE].value.number = 200;
	host.vfs[1].attrs[VF_ATTR_MIN_TX_RATE].value.number = 200;
	host.vfs[0].attrs[VF_ATTR_MAX_TX_RATE].value.number = 300;
	host.vfs[1].attrs[VF_ATTR_MAX_TX_RATE].value.number = 0;
	host.vfs[2].attrs[VF_ATTR_MAX_TX_RATE].value.number = 100;
	exported(&host);
}

static void test_ranges(void **state)
{
	struct host host;

	init_host(&host, *state, 8);
	for (int i = 0; i < 8; i++)
		set_vlan(&host.vfs[i], i < 3 ? 10 : i % 2 ? 20 : 30);
	for (int i = 0; i < 3; i++)
		set_mac(&host.vfs[i], (uint8_t)i);
	set_mac(&host.vfs[4], 4);
	/* With MACs of their own, three VFs share a range, and two say it twice. */
	assert_string_equal(exported(&host),
			    "    vf_defaults: {spoofchk: on}\n"
			    "    vfs:\n"
			    "      0-2: {vlan: 10}\n"
			    "      \"3,5,7\": {vlan: 20}\n"
			    "      0: {mac: \"52:54:00:00:00:00\"}\n"
			    "      1: {mac: \"52:54:00:00:00:01\"}\n"
			    "      2: {mac: \"52:54:00:00:00:02\"}\n"
			    "      4: {mac: \"52:54:00:00:00:04\", vlan: "
			    "30}\n"
			    "      6: {vlan: 30}\n");
}

static void test_macs(void **state)
{
	struct host host;

	init_host(&host, *state, 4);
	for (int i = 0; i < 4; i++)
		set_mac(&host.vfs[i], (uint8_t)(i < 2 ? 1 : i));
	host.vfs[2].netdev_mac.bytes[5] = 0x77;
	host.vfs[3].attrs[VF_ATTR_MAC].value.mac.bytes[0] |= 1;
	/* That of VF 2 came when its driver was bound. */
	assert_string_equal(
		exported(&host),
		"    # VF 3: mac 53:54:00:00:00:03 is a group address, which cannot be "
		"configured\n"
		"    # VF 1: mac 52:54:00:00:00:01 is that of VF 0 too, so it is left "
		"out "
		"here\n"
		"    # VF 2: apply restarts its driver, so that its netdev takes its "
		"MAC\n"
		"    vf_defaults: {spoofchk: on}\n"
		"    vfs:\n"
		"      0: {mac: \"52:54:00:00:00:01\"}\n"
		"      2: {mac: \"52:54:00:00:00:02\"}\n");
}

static void test_drivers(void **state)
{
	struct host host;
	struct holder libvirt = {.kind = HOLDER_LIBVIRT, .who = "VM web01"};

	init_host(&host, *state, 6);
	host.vfs[0].driver = host.vfs[1].driver = host.vfs[2].driver = "vfio-pci";
	for (int i = 0; i < 4; i++)
		host.vfs[i].netdev = NULL;
	host.vfs[0].enable = 0;
	host.vfs[0].driver_override = host.vfs[1].driver_override = "vfio-pci";
	/* libvirt takes it, and gives it back. */
	host.vfs[1].holders = &libvirt;
	host.vfs[1].n_holders = 1;
	host.vfs[3].driver = NULL;
	host.vfs[4].driver_override = "ixgbevf";
	host.vfs[5].netdev_mtu = 9000;
	host.vfs[5].netdev_up = true;
	assert_string_equal(exported(&host), "    # VF 3: apply sets driver to none, so "
					     "that no driver takes it later\n"
					     "    vf_defaults: {spoofchk: on}\n"
					     "    vfs:\n"
					     "      \"0,2\": {driver: vfio-pci}\n"
					     "      3: {driver: none}\n"
					     "      4: {driver: ixgbevf}\n"
					     "      5: {mtu: 9000, link: up}\n");
	/* Where no VF has a driver, there may be none. */
	init_host(&host, *state, 2);
	host.vfs[0].driver = host.vfs[1].driver = NULL;
	host.vfs[0].netdev = host.vfs[1].netdev = NULL;
	assert_string_equal(
		exported(&host),
		"    # VFs 0-1: no driver is bound; driver: none keeps it so where the "
		"kernel has one\n"
		"    vf_defaults: {spoofchk: on}\n");
	host.pf.autoprobe = 0;
	host.vfs[0].driver = "ixgbevf";
	host.vfs[0].netdev = "v0";
	assert_string_equal(exported(&host), "    drivers_autoprobe: off\n"
					     "    vf_defaults: {spoofchk: on}\n"
					     "    vfs:\n"
					     "      0: {driver: default}\n");
}

static void test_what_cannot_be_said(void **state)
{
	struct host host;

	init_host(&host, *state, 4);
	set_vlan(&host.vfs[0], 4095);
	host.vfs[3].attrs[VF_ATTR_MIN_TX_RATE] =
		(struct field){.set = true, .value.number = 9};
	host.vfs[3].attrs[VF_ATTR_MAX_TX_RATE].value.number = 8;
	host.vfs[1].attrs[VF_ATTR_VLAN].value.vlan.qos = 5;
	/* The driver takes no such value, whoever has set it. */
	host.vfs[2].attrs[VF_ATTR_LINK_STATE] =
		(struct field){.set = true, .value.link_state = VF_LINK_ENABLE};
	assert_string_equal(
		exported(&host),
		"    # VF 0: vlan 4095 cannot be configured, 1 to 4094 can\n"
		"    # VF 1: vlan 0 with a priority of 5 cannot be configured\n"
		"    # VF 3: min_tx_rate 9 is above max_tx_rate 8\n"
		"    # VF 2: link_state enable is left out: the driver ixgbe accepts "
		"enable and does nothing\n"
		"    vf_defaults: {spoofchk: on}\n"
		"    vfs:\n"
		"      3: {max_tx_rate: 8}\n");
}

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
	struct host host;

	init_host(&host, *state, 3);
	host.vfs[0].vm = host.vfs[1].vm = "web01";
	host.vfs[0].interface = "up";
	host.vfs[1].interface = "net0";
	host.vfs[0].binding = &hostdev;
	host.vfs[1].binding = &interface;
	host.vfs[2].vm = "a/b";
	host.vfs[2].interface = "net0";
	set_mac(&host.vfs[1], 1);
	assert_string_equal(
		exported(&host),
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
	struct host host;

	init_host(&host, *state, 4);
	for (int i = 0; i < 4; i++) {
		host.vfs[i].vm = i < 2 ? "a" : "b";
		host.vfs[i].interface = i == 0 ? "net0" : "net1";
		host.vfs[i].binding = &both;
	}
	assert_string_equal(exported(&host),
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
	struct host host;

	init_host(&host, *state, 2);
	host.vfs[1].iommu_group = host.vfs[0].iommu_group;
	host.vfs[0].vm = "a";
	host.vfs[1].vm = "b";
	host.vfs[0].interface = host.vfs[1].interface = "net0";
	assert_non_null(strstr(exported_whole(&host), "# plan has an error: "));
	assert_null(strstr(exported_whole(&host), "finds no difference"));
}

static void test_pf(void **state)
{
	struct host host;

	init_host(&host, *state, 1);
	host.pf.driver = "mlx5_core";
	host.pf.attrs[PF_ATTR_ESWITCH_MODE] =
		(struct field){.set = true, .value.text = "switchdev"};
	host.pf.attrs[PF_ATTR_ESWITCH_INLINE_MODE] =
		(struct field){.set = true, .value.text = "link"};
	host.pf.attrs[PF_ATTR_MTU] = (struct field){.set = true, .value.number = 9000};
	host.pf.msix_vectors = 64;
	host.vfs[0].msix_vectors = 4;
	host.pf.n_vfs = 2;
	host.pf.numvfs = 2;
	host.vfs[1].attrs[VF_ATTR_SPOOFCHK].value.on = false;
	assert_string_equal(exported(&host), "    # VF 0: spoofchk on is left out: the "
					     "driver mlx5_core cannot set spoofchk in "
					     "switchdev mode: there it belongs to the "
					     "VF's representor\n"
					     "    vfs:\n"
					     "      0: {msix_vectors: 4}\n"
					     "      1: {spoofchk: off}\n");
	/* By default a PF that has VFs comes up. */
	host.pf.link = false;
	host.pf.attrs[PF_ATTR_ESWITCH_MODE].set = false;
	host.pf.attrs[PF_ATTR_ESWITCH_INLINE_MODE].set = false;
	host.vfs[0].msix_vectors = host.vfs[1].msix_vectors = 8;
	assert_string_equal(exported_whole(&host),
			    "# Written by vfstate export. vfstate plan finds no "
			    "difference.\n"
			    "version: 1\n"
			    "pfs:\n"
			    "  up0:\n"
			    "    match: {pci: \"0000:01:00.0\"}\n"
			    "    numvfs: 2\n"
			    "    mtu: 9000\n"
			    "    link: keep # it is down\n"
			    "    vf_defaults: {msix_vectors: 8}\n"
			    "    vfs:\n"
			    "      0: {spoofchk: on}\n"
			    "      1: {spoofchk: off}\n");
	assert_int_equal(adopt(&host.unit->arena, &host.observed)->n_pfs, 1);
	host.pf.numvfs = 0;
	host.pf.n_vfs = 0;
	assert_int_equal(adopt(&host.unit->arena, &host.observed)->n_pfs, 0);
}

UNIT_GROUP(adopt, UNIT_TEST(test_defaults), UNIT_TEST(test_defaults_hold_for_all),
	   UNIT_TEST(test_ranges), UNIT_TEST(test_macs), UNIT_TEST(test_drivers),
	   UNIT_TEST(test_what_cannot_be_said), UNIT_TEST(test_bindings),
	   UNIT_TEST(test_same_in_vm), UNIT_TEST(test_what_plan_refuses),
	   UNIT_TEST(test_pf))
