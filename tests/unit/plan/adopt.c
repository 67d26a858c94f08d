/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/adopt.h"

#include "adopt-host.h"

static void test_macs(void **state)
{
	struct adopt_host host;

	adopt_host_init(&host, *state, 4);
	for (int i = 0; i < 4; i++)
		adopt_host_set_mac(&host.vfs[i], (uint8_t)(i < 2 ? 1 : i));
	host.vfs[2].netdev_mac.value.mac.bytes[5] = 0x77;
	host.vfs[3].attrs[VF_ATTR_MAC].value.mac.bytes[0] |= 1;
	/* That of VF 2 came when its driver was bound. */
	assert_string_equal(
		adopt_host_export_vfs(&host),
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
	struct adopt_host host;
	struct holder libvirt = {.kind = HOLDER_LIBVIRT, .who = "VM web01"};

	adopt_host_init(&host, *state, 6);
	host.vfs[0].attrs[VF_ATTR_DRIVER] = host.vfs[1].attrs[VF_ATTR_DRIVER] =
		host.vfs[2].attrs[VF_ATTR_DRIVER] =
			(struct field){.set = true, .value.text = "vfio-pci"};
	for (int i = 0; i < 4; i++)
		host.vfs[i].netdev = NULL;
	host.vfs[0].enable = UNIT_NUMBER(0);
	host.vfs[0].driver_override = host.vfs[1].driver_override = "vfio-pci";
	/* libvirt takes it, and gives it back. */
	host.vfs[1].holders = &libvirt;
	host.vfs[1].n_holders = 1;
	host.vfs[3].attrs[VF_ATTR_DRIVER] = (struct field){0};
	host.vfs[4].driver_override = "ixgbevf";
	host.vfs[5].attrs[VF_ATTR_MTU] =
		(struct field){.set = true, .value.number = 9000};
	host.vfs[5].attrs[VF_ATTR_LINK] = (struct field){.set = true, .value.on = true};
	assert_string_equal(adopt_host_export_vfs(&host),
			    "    # VF 3: apply sets driver to none, so "
			    "that no driver takes it later\n"
			    "    vf_defaults: {spoofchk: on}\n"
			    "    vfs:\n"
			    "      \"0,2\": {driver: vfio-pci}\n"
			    "      3: {driver: none}\n"
			    "      4: {driver: ixgbevf}\n"
			    "      5: {mtu: 9000, link: up}\n");
	/* Where no VF has a driver, there may be none. */
	adopt_host_init(&host, *state, 2);
	host.vfs[0].attrs[VF_ATTR_DRIVER] = host.vfs[1].attrs[VF_ATTR_DRIVER] =
		(struct field){0};
	host.vfs[0].netdev = host.vfs[1].netdev = NULL;
	assert_string_equal(
		adopt_host_export_vfs(&host),
		"    # VFs 0-1: no driver is bound; driver: none keeps it so where the "
		"kernel has one\n"
		"    vf_defaults: {spoofchk: on}\n");
	host.pf.attrs[PF_ATTR_AUTOPROBE] = (struct field){.set = true, .value.on = 0};
	host.vfs[0].attrs[VF_ATTR_DRIVER] =
		(struct field){.set = true, .value.text = "ixgbevf"};
	host.vfs[0].netdev = "v0";
	assert_string_equal(adopt_host_export_vfs(&host),
			    "    drivers_autoprobe: off\n"
			    "    vf_defaults: {spoofchk: on}\n"
			    "    vfs:\n"
			    "      0: {driver: default}\n");
}

static void test_what_cannot_be_said(void **state)
{
	struct adopt_host host;

	adopt_host_init(&host, *state, 4);
	adopt_host_set_vlan(&host.vfs[0], 4095);
	host.vfs[3].attrs[VF_ATTR_MIN_TX_RATE] =
		(struct field){.set = true, .value.number = 9};
	host.vfs[3].attrs[VF_ATTR_MAX_TX_RATE].value.number = 8;
	host.vfs[1].attrs[VF_ATTR_VLAN].value.vlan.qos = 5;
	/* The driver takes no such value, whoever has set it. */
	host.vfs[2].attrs[VF_ATTR_LINK_STATE] =
		(struct field){.set = true, .value.link_state = VF_LINK_ENABLE};
	assert_string_equal(
		adopt_host_export_vfs(&host),
		"    # VF 0: vlan 4095 cannot be configured, 1 to 4094 can\n"
		"    # VF 1: vlan 0 with a priority of 5 cannot be configured\n"
		"    # VF 3: min_tx_rate 9 is above max_tx_rate 8\n"
		"    # VF 2: link_state enable is left out: the driver ixgbe accepts "
		"enable and does nothing\n"
		"    vf_defaults: {spoofchk: on}\n"
		"    vfs:\n"
		"      3: {max_tx_rate: 8}\n");
}

static void test_pf(void **state)
{
	struct adopt_host host;

	adopt_host_init(&host, *state, 1);
	host.pf.driver = "mlx5_core";
	host.pf.attrs[PF_ATTR_ESWITCH_MODE] =
		(struct field){.set = true, .value.text = "switchdev"};
	host.pf.attrs[PF_ATTR_ESWITCH_INLINE_MODE] =
		(struct field){.set = true, .value.text = "link"};
	host.pf.attrs[PF_ATTR_MTU] = (struct field){.set = true, .value.number = 9000};
	host.pf.msix_vectors = UNIT_NUMBER(64);
	host.vfs[0].attrs[VF_ATTR_MSIX_VECTORS] =
		(struct field){.set = true, .value.number = 4};
	host.pf.n_vfs = 2;
	host.pf.attrs[PF_ATTR_NUMVFS] = (struct field){.set = true, .value.number = 2};
	host.vfs[1].attrs[VF_ATTR_SPOOFCHK].value.on = false;
	assert_string_equal(adopt_host_export_vfs(&host),
			    "    # VF 0: spoofchk on is left out: the "
			    "driver mlx5_core cannot set spoofchk in "
			    "switchdev mode: there it belongs to the "
			    "VF's representor\n"
			    "    vfs:\n"
			    "      0: {msix_vectors: 4}\n"
			    "      1: {spoofchk: off}\n");
	/* By default a PF that has VFs comes up. */
	host.pf.attrs[PF_ATTR_LINK] = (struct field){.set = true, .value.on = false};
	host.pf.attrs[PF_ATTR_ESWITCH_MODE].set = false;
	host.pf.attrs[PF_ATTR_ESWITCH_INLINE_MODE].set = false;
	host.vfs[0].attrs[VF_ATTR_MSIX_VECTORS] =
		host.vfs[1].attrs[VF_ATTR_MSIX_VECTORS] =
			(struct field){.set = true, .value.number = 8};
	assert_string_equal(adopt_host_export(&host),
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
	UNIT_EXPECT(adopt(&host.unit->arena, &host.observed)->n_pfs, 1,
		    "PFs of a configuration for 2 VFs");
	host.pf.attrs[PF_ATTR_NUMVFS] = (struct field){.set = true, .value.number = 0};
	host.pf.n_vfs = 0;
	UNIT_EXPECT(adopt(&host.unit->arena, &host.observed)->n_pfs, 0,
		    "PFs of a configuration for no VFs");
}

UNIT_GROUP(adopt, UNIT_TEST(test_macs), UNIT_TEST(test_drivers),
	   UNIT_TEST(test_what_cannot_be_said), UNIT_TEST(test_pf))
