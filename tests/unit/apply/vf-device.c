/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply-host.h"

static void init(struct apply_host *host, struct unit *unit, const char *personality,
		 int n_vfs)
{
	apply_host_init(host, unit, 1);
	fake_kernel_set_personality(&host->fake, 0, personality_find(personality));
	if (n_vfs > 0)
		fake_kernel_add_vfs(&host->fake, 0, n_vfs);
}

/* Both, though a node GUID swallows what stands behind it in its message. */
static void test_guids(void **state)
{
	struct apply_host host;

	init(&host, *state, "ipoib", 1);
	apply_host_reconcile(&host, "enp1s0: {vfs: {0: {node_guid: "
				    "'24:8a:07:00:00:00:00:01', port_guid: "
				    "'24:8a:07:00:00:00:00:02', link_state: enable}}}");
	assert_int_equal(host.fake.pfs[0].vfs[0].node_guid.bytes[7], 1);
	assert_int_equal(host.fake.pfs[0].vfs[0].port_guid.bytes[7], 2);
	assert_int_equal(host.fake.pfs[0].vfs[0].port_guid.bytes[0], 0x24);
	assert_int_equal(host.after->n_changes, 0);
	apply_host_reconcile(&host, "enp1s0: {vfs: {0: {vlan: 3}}}");
	assert_int_equal(host.plan->n_unsupported, 1);
	apply_host_done(&host);
	init(&host, *state, "mlx5", 1);
	apply_host_reconcile(&host, "enp1s0: {vfs: {0: {node_guid: "
				    "'24:8a:07:00:00:00:00:01'}}}");
	assert_int_equal(host.plan->n_unsupported, 1);
	apply_host_done(&host);
}

/* Before any driver has a new VF; a VF that has one is taken off, and given back. */
static void test_msix_vectors(void **state)
{
	struct apply_host host;
	int msix;

	init(&host, *state, "mlx5", 0);
	apply_host_reconcile(&host, "enp1s0: {numvfs: 2, vfs: {0: {msix_vectors: 20}}}");
	msix = apply_host_find(&host, "sriov_vf_msix_count 20");
	assert_true(msix >= 0 && msix < apply_host_find(&host, "drivers_probe"));
	assert_int_equal(host.after->n_changes, 0);
	fake_kernel_clear_log(&host.fake);
	apply_host_reconcile(&host, "enp1s0: {vfs: {1: {msix_vectors: 4}}}");
	assert_int_equal(host.fake.pfs[0].vfs[1].msix_vectors, 4);
	assert_true(host.fake.pfs[0].vfs[1].is_bound);
	assert_int_equal(apply_host_find(&host, "0000:01:10.0"), -1);
	assert_int_equal(host.after->n_changes, 0);
	assert_false(run_state_exists(&host.run, RUN_STATE_DRIVER,
				      host.fake.pfs[0].vfs[1].pci));
	apply_host_reconcile(&host, "enp1s0: {vfs: {1: {msix_vectors: 100}}}");
	assert_int_equal(host.plan->n_unsupported, 1);
	host.fake.pfs[0].vfs[1].netdev_up = true;
	apply_host_reconcile(&host, "enp1s0: {vfs: {1: {msix_vectors: 8}}}");
	assert_int_equal(host.plan->n_in_use, 1);
	assert_string_equal(host.fake.violation, "");
	apply_host_done(&host);
	init(&host, *state, "igb", 1);
	apply_host_reconcile(&host, "enp1s0: {vfs: {0: {msix_vectors: 2}}}");
	assert_int_equal(host.plan->n_unsupported, 1);
	apply_host_done(&host);
}

/* A write that fails leaves the VF with its driver. */
static void test_msix_refused(void **state)
{
	struct apply_host host;

	init(&host, *state, "mlx5", 1);
	host.fake.fail_write_path = "sriov_vf_msix_count";
	host.fake.fail_write_error = EIO;
	apply_host_reconcile(&host, "enp1s0: {vfs: {0: {msix_vectors: 4}}}");
	assert_int_equal(
		apply_host_outcome(&host, STAGE_VF_MSIX, 0, VF_ATTR_MSIX_VECTORS)->error,
		-EIO);
	assert_true(host.fake.pfs[0].vfs[0].is_bound);
	apply_host_done(&host);
}

static void test_netdev(void **state)
{
	struct apply_host host;
	struct pci_address vf;
	int up, mtu;

	init(&host, *state, "igb", 0);
	apply_host_reconcile(&host, "enp1s0: {numvfs: 2, link: up, vfs: {0: {mac: "
				    "'52:54:00:00:00:09', link: up, mtu: 9000}}}");
	mtu = apply_host_find(&host, "setlink enp1s0v0 mtu");
	up = apply_host_find(&host, "setlink enp1s0v0 up");
	assert_true(mtu >= 0 && mtu < up);
	assert_true(host.fake.pfs[0].vfs[0].netdev_up);
	assert_int_equal(host.fake.pfs[0].vfs[0].netdev_mtu, 9000);
	assert_false(host.fake.pfs[0].vfs[1].netdev_up);
	assert_int_equal(host.after->n_changes, 0);
	/* That alone makes it no VF in use, and vfstate may put it down as well. */
	assert_int_equal(
		run_state_read(&host.run, RUN_STATE_RAISED, host.fake.pfs[0].vfs[0].pci),
		fake_vf_ifindex(&host.fake.pfs[0], &host.fake.pfs[0].vfs[0]));
	apply_host_reconcile(&host, "enp1s0: {vfs: {0: {link: down}}}");
	assert_int_equal(host.after->n_changes, 0);
	assert_false(host.fake.pfs[0].vfs[0].netdev_up);
	assert_false(run_state_exists(&host.run, RUN_STATE_RAISED,
				      host.fake.pfs[0].vfs[0].pci));
	apply_host_reconcile(&host, "enp1s0: {vfs: {0: {link: up}}}");
	assert_int_equal(host.after->n_changes, 0);
	/* Now it is used: what interrupts it is refused. */
	host.fake.pfs[0].vfs[0].has_packet_socket = true;
	apply_host_reconcile(&host, "enp1s0: {vfs: {0: {mtu: 1500}}}");
	assert_int_equal(host.plan->n_in_use, 1);
	apply_host_reconcile(&host, "enp1s0: {vfs: {0: {link: down}}}");
	assert_int_equal(host.plan->n_in_use, 1);
	assert_true(host.fake.pfs[0].vfs[0].netdev_up);
	host.fake.pfs[0].vfs[0].has_packet_socket = false;
	/* A new netdev, and a note of it; of VFs that are gone there is none. */
	apply_host_reconcile(&host, "enp1s0: {numvfs: 3, vfs: {0: {link: up}}}");
	assert_int_equal(host.after->n_changes, 0);
	assert_true(host.fake.pfs[0].vfs[0].netdev_up);
	assert_int_equal(
		run_state_read(&host.run, RUN_STATE_RAISED, host.fake.pfs[0].vfs[0].pci),
		fake_vf_ifindex(&host.fake.pfs[0], &host.fake.pfs[0].vfs[0]));
	vf = host.fake.pfs[0].vfs[0].pci;
	apply_host_reconcile(&host, "enp1s0: {numvfs: 0}");
	assert_int_equal(host.after->n_changes, 0);
	assert_false(run_state_exists(&host.run, RUN_STATE_RAISED, vf));
	apply_host_reconcile(&host,
			     "enp1s0: {numvfs: 2, vfs: {0: {link: up, mtu: 9000}}}");
	host.fake.pfs[0].vfs[0].has_packet_socket = true;
	/* Where it may be interrupted, it comes back as it was. */
	host.disruption = DISRUPTION_ALLOWED;
	host.fake.may_disturb = true;
	apply_host_reconcile(&host, "enp1s0: {vfs: {0: {mac: '52:54:00:00:00:0a', link: "
				    "up, mtu: 9000}}}");
	assert_int_equal(host.fake.pfs[0].vfs[0].netdev_mac.bytes[5], 0x0a);
	assert_int_equal(host.after->n_changes, 0);
	apply_host_done(&host);
}

/* Who has no netdev on the host has none to set up; a VM's VF is left to it. */
static void test_no_netdev(void **state)
{
	struct apply_host host;

	init(&host, *state, "igb", 2);
	fake_kernel_open_vf(&host.fake, 0, 0);
	apply_host_reconcile(&host, "enp1s0: {link: keep, vf_defaults: {link: up}}");
	assert_int_equal(host.plan->n_changes, 1);
	assert_int_equal(host.after->n_changes, 0);
	host.fake.pfs[0].vfs[1].netdev_up = false;
	apply_host_reconcile(&host,
			     "enp1s0: {vfs: {1: {driver: none, link: up, mtu: 1500}}}");
	assert_int_equal(host.plan->n_unsupported, 2);
	apply_host_done(&host);
	init(&host, *state, "nvme", 1);
	apply_host_reconcile(&host, "p: {match: {pci: '0000:01:00.0'}, "
				    "vf_defaults: {link: up}}");
	assert_int_equal(host.plan->n_unsupported, 1);
	apply_host_done(&host);
}

UNIT_GROUP(devices, UNIT_TEST(test_guids), UNIT_TEST(test_msix_vectors),
	   UNIT_TEST(test_msix_refused), UNIT_TEST(test_netdev),
	   UNIT_TEST(test_no_netdev))
