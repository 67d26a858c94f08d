/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply-host.h"

static void init(struct apply_host *host, struct unit *unit, const char *personality)
{
	apply_host_init(host, unit, 1);
	fake_kernel_set_personality(&host->fake, 0, personality_find(personality));
}

static bool is_switchdev(const struct apply_host *host)
{
	return fake_is_switchdev(&host->fake.pfs[0]);
}

/* Of most drivers after the VFs were made, and before any driver has met them. */
static void test_after_numvfs(void **state)
{
	struct apply_host host;
	int eswitch, numvfs, probe;

	init(&host, *state, "mlx5");
	apply_host_reconcile(&host, "enp1s0: {numvfs: 3, eswitch: {mode: switchdev, "
				    "encap_mode: basic}, vf_defaults: {mac: derive}}");
	numvfs = apply_host_find(&host, "sriov_numvfs 3");
	eswitch = apply_host_find(&host, "devlink enp1s0 eswitch");
	probe = apply_host_find(&host, "drivers_probe");
	assert_true(numvfs >= 0 && numvfs < eswitch && eswitch < probe);
	assert_true(is_switchdev(&host));
	assert_int_equal(host.fake.pfs[0].eswitch[PF_ATTR_ESWITCH_ENCAP_MODE], 1);
	assert_int_equal(host.after->n_changes, 0);
	/* The same mode is never written. */
	fake_kernel_clear_log(&host.fake);
	apply_host_reconcile(&host, "enp1s0: {eswitch: {mode: switchdev}}");
	assert_int_equal(apply_host_find(&host, "devlink enp1s0 eswitch"), -1);
	apply_host_done(&host);
}

/* ice: before the VFs are made, and VFs that are there are made anew. */
static void test_without_vfs(void **state)
{
	struct apply_host host;
	int eswitch;

	init(&host, *state, "ice");
	apply_host_reconcile(&host, "enp1s0: {numvfs: 2, eswitch: {mode: switchdev}}");
	eswitch = apply_host_find(&host, "devlink enp1s0 eswitch");
	assert_true(eswitch >= 0 && eswitch < apply_host_find(&host, "sriov_numvfs 2"));
	assert_int_equal(host.after->n_changes, 0);
	fake_kernel_clear_log(&host.fake);
	apply_host_reconcile(&host, "enp1s0: {numvfs: 2, eswitch: {mode: legacy}}");
	eswitch = apply_host_find(&host, "devlink enp1s0 eswitch");
	assert_true(apply_host_find(&host, "sriov_numvfs 0") < eswitch);
	assert_true(eswitch < apply_host_find(&host, "sriov_numvfs 2"));
	assert_false(is_switchdev(&host));
	assert_int_equal(host.fake.pfs[0].numvfs, 2);
	assert_int_equal(host.after->n_changes, 0);
	/* Nobody has said how many VFs there are to be, so they stay. */
	fake_kernel_clear_log(&host.fake);
	apply_host_reconcile(&host, "enp1s0: {eswitch: {mode: switchdev}}");
	assert_int_equal(host.plan->n_unsupported, 1);
	assert_int_equal(apply_host_find(&host, "sriov_numvfs"), -1);
	/* ice has no inline_mode: VFs are not removed for what cannot be. */
	apply_host_reconcile(&host, "enp1s0: {numvfs: 2, eswitch: {inline_mode: link}}");
	assert_int_equal(host.plan->n_unsupported, 1);
	assert_int_equal(apply_host_find(&host, "sriov_numvfs"), -1);
	apply_host_done(&host);
}

/* What a change of the mode has cleared is there again at the end of the same run. */
static void test_cleared_by_the_mode(void **state)
{
	static const char pfs[] = "enp1s0: {eswitch: {mode: switchdev}, vfs: "
				  "{0: {mac: '52:54:00:00:00:07', max_tx_rate: 200}}}";
	struct apply_host host;

	init(&host, *state, "mlx5");
	fake_kernel_add_vfs(&host.fake, 0, 2);
	host.fake.pfs[0].vfs[0].is_bound = false;
	host.fake.pfs[0].vfs[0].netdev[0] = '\0';
	host.fake.pfs[0].vfs[0].mac = (struct mac_address){{0x52, 0x54, 0, 0, 0, 7}};
	host.fake.pfs[0].vfs[0].max_tx_rate = 200;
	apply_host_reconcile(&host, pfs);
	assert_int_equal(host.fake.pfs[0].vfs[0].mac.bytes[5], 7);
	assert_int_equal(host.fake.pfs[0].vfs[0].max_tx_rate, 200);
	assert_int_equal(host.after->n_changes, 0);
	apply_host_done(&host);
}

static void test_vf_in_use(void **state)
{
	struct apply_host host;

	init(&host, *state, "bnxt");
	fake_kernel_add_vfs(&host.fake, 0, 2);
	fake_kernel_open_vf(&host.fake, 0, 1);
	apply_host_reconcile(&host, "enp1s0: {eswitch: {mode: switchdev}}");
	assert_int_equal(host.plan->n_in_use, 1);
	assert_false(is_switchdev(&host));
	assert_string_equal(host.fake.violation, "");
	apply_host_done(&host);
}

/* An attribute that belongs to the representor is refused before anything is written. */
static void test_attribute_of_the_representor(void **state)
{
	struct apply_host host;

	init(&host, *state, "mlx5");
	apply_host_reconcile(&host, "enp1s0: {numvfs: 1, eswitch: {mode: switchdev}, "
				    "vf_defaults: {vlan: 7}}");
	assert_int_equal(host.plan->n_unsupported, 1);
	assert_non_null(
		strstr(apply_host_outcome(&host, STAGE_VF_ATTR, 0, VF_ATTR_VLAN)->text,
		       "representor"));
	assert_int_equal(apply_host_find(&host, "vf 0 vlan"), -1);
	apply_host_done(&host);
}

/* A MAC that the PF's netdev does not take goes to the function of the VF's port. */
static void test_mac_of_the_port(void **state)
{
	struct apply_host host;

	init(&host, *state, "ef100");
	apply_host_reconcile(&host, "enp1s0: {numvfs: 2, eswitch: {mode: switchdev}, "
				    "vfs: {1: {mac: '52:54:00:00:00:09'}}}");
	assert_int_equal(host.fake.pfs[0].vfs[1].mac.bytes[5], 9);
	assert_int_equal(host.after->n_changes, 0);
	apply_host_done(&host);
}

/* netdevsim goes back to legacy with its last VF. */
static void test_mode_that_ends_with_the_vfs(void **state)
{
	struct apply_host host;

	init(&host, *state, "netdevsim");
	apply_host_reconcile(&host, "enp1s0: {numvfs: 2, eswitch: {mode: switchdev}}");
	assert_true(is_switchdev(&host));
	apply_host_reconcile(&host, "enp1s0: {numvfs: 4, eswitch: {mode: switchdev}}");
	assert_true(is_switchdev(&host));
	assert_int_equal(host.after->n_changes, 0);
	apply_host_done(&host);
}

UNIT_GROUP(eswitch, UNIT_TEST(test_after_numvfs), UNIT_TEST(test_without_vfs),
	   UNIT_TEST(test_cleared_by_the_mode), UNIT_TEST(test_vf_in_use),
	   UNIT_TEST(test_attribute_of_the_representor), UNIT_TEST(test_mac_of_the_port),
	   UNIT_TEST(test_mode_that_ends_with_the_vfs))
