/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply-host.h"

static void test_one_vlan_is_one_write(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	apply_host_reconcile(&host, FULL);
	fake_kernel_clear_log(&host.fake);
	apply_host_reconcile(&host, "enp1s0: {vfs: {0: {vlan: 6}}}");
	assert_int_equal(host.fake.n_log, 1);
	assert_string_equal(host.fake.log[0], "setlink enp1s0 vf 0 vlan");
	apply_host_done(&host);
}

/* The same for what goes to a VF that stays: another MAC would interrupt, and a VLAN is
 * its user's as soon as the host does not see who that is. The harmless rest is done. */
static void test_attributes_are_checked_again(void **state)
{
	static const struct apply_options options = {0};
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	fake_kernel_add_vfs(&host.fake, 0, 2);
	host.fake.pfs[0].link = true;
	host.desired = unit_desired(
		host.unit, "version: 1\npfs: {enp1s0: {vfs: {0: {vlan: 7, trust: on}, "
			   "1: {mac: '52:54:00:00:00:09', vlan: 8, spoofchk: off}}}}\n");
	host.plan = apply_host_plan(&host);
	assert_int_equal(host.plan->n_in_use, 0);
	host.fake.pfs[0].vfs[0].netdev[0] = '\0'; /* moved to a container */
	host.fake.pfs[0].vfs[1].netdev_up = true;
	host.result = apply_plan(&host.kernel, &host.unit->arena, &host.run, host.plan,
				 &options);
	assert_int_equal(host.fake.pfs[0].vfs[0].vlan.id, 0);
	assert_true(host.fake.pfs[0].vfs[0].trust);
	assert_int_not_equal(host.fake.pfs[0].vfs[1].mac.bytes[5], 9);
	assert_int_equal(host.fake.pfs[0].vfs[1].vlan.id, 0);
	assert_false(host.fake.pfs[0].vfs[1].spoofchk);
	assert_int_equal(apply_host_find(&host, "driver/unbind"), -1);
	assert_true(host.result->n_in_use >= 2);
	assert_int_equal(host.result->n_failed, 0);
	apply_host_done(&host);
}

/* Guaranteed rates must fit the link together at any time: who gives back goes first. */
static void test_min_rates_are_lowered_first(void **state)
{
	struct apply_host host;
	int lowered, raised;

	apply_host_init(&host, *state, 1);
	fake_kernel_set_personality(&host.fake, 0, personality_find("ice"));
	host.fake.pfs[0].link = true;
	fake_kernel_add_vfs(&host.fake, 0, 2);
	host.fake.pfs[0].vfs[1].min_tx_rate = 900;
	apply_host_reconcile(
		&host, "enp1s0: {vfs: {0: {min_tx_rate: 900}, 1: {min_tx_rate: 100}}}");
	lowered = apply_host_find(&host, "setlink enp1s0 vf 1");
	raised = apply_host_find(&host, "setlink enp1s0 vf 0");
	assert_true(lowered >= 0 && raised > lowered);
	assert_int_equal(host.after->n_changes, 0);
	apply_host_done(&host);
}

static void test_attribute_error_is_attributed(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	host.fake.pfs[0].refuses[VF_ATTR_MAC] = EINVAL;
	apply_host_reconcile(&host, FULL);
	/* The kernel stops at the MAC; the VLAN is set all the same. */
	assert_int_equal(apply_host_outcome(&host, STAGE_VF_ATTR, 0, VF_ATTR_MAC)->status,
			 OUTCOME_FAILED);
	assert_int_equal(apply_host_outcome(&host, STAGE_VF_ATTR, 0, VF_ATTR_MAC)->error,
			 -EINVAL);
	assert_int_equal(
		apply_host_outcome(&host, STAGE_VF_ATTR, 0, VF_ATTR_VLAN)->status,
		OUTCOME_DONE);
	assert_int_equal(host.fake.pfs[0].vfs[0].vlan.id, 5);
	assert_true(host.fake.pfs[0].vfs[1].trust);
	assert_int_equal(host.result->n_failed, 1);
	/* The MAC, trust, which waits for it, and the netdev's driver. */
	assert_int_equal(host.after->n_changes, 3);
	apply_host_done(&host);
}

/* What becomes of `trust: on` beside a MAC, on a VF that is in use from then on. */
static void test_trust_waits_for_the_mac(void **state)
{
	static const char vf[] = "enp1s0: {link: keep, vfs: {0: {mac: "
				 "'52:54:00:00:00:01', vlan: 5, trust: on}}}";
	struct apply_host host;
	struct fake_vf *vf0 = &host.fake.pfs[0].vfs[0];

	apply_host_init(&host, *state, 1);
	fake_kernel_add_vfs(&host.fake, 0, 1);
	host.fake.pfs[0].refuses[VF_ATTR_MAC] = EPERM;
	apply_host_reconcile(&host, vf);
	assert_false(vf0->trust);
	assert_int_equal(vf0->vlan.id, 5);
	assert_int_equal(
		apply_host_outcome(&host, STAGE_VF_ATTR, 0, VF_ATTR_TRUST)->status,
		OUTCOME_SKIPPED);
	/* A trusted VF that is in use may have chosen its MAC, and this one did not. */
	vf0->netdev_up = true;
	assert_int_equal(apply_host_plan(&host)->n_in_use, 3); /* its driver too */
	vf0->netdev_up = false;
	/* Where another attribute stops the message the MAC is set, then trust. */
	host.fake.pfs[0].refuses[VF_ATTR_MAC] = 0;
	host.fake.pfs[0].refuses[VF_ATTR_VLAN] = EPERM;
	vf0->vlan.id = 0;
	apply_host_reconcile(&host, vf);
	assert_true(vf0->trust);
	assert_int_equal(vf0->mac.bytes[5], 1);
	apply_host_done(&host);
}

/* Somebody has the VF when its MAC is to be written. */
static void test_trust_waits_for_a_user(void **state)
{
	static const struct apply_options options = {0};
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	fake_kernel_add_vfs(&host.fake, 0, 1);
	host.desired = unit_desired(
		host.unit, "version: 1\npfs: {enp1s0: {link: keep, vfs: {0: {mac: "
			   "'52:54:00:00:00:01', spoofchk: off, trust: on}}}}\n");
	host.plan = apply_host_plan(&host);
	host.fake.pfs[0].vfs[0].netdev_up = true;
	host.result = apply_plan(&host.kernel, &host.unit->arena, &host.run, host.plan,
				 &options);
	assert_false(host.fake.pfs[0].vfs[0].spoofchk);
	assert_false(host.fake.pfs[0].vfs[0].trust);
	assert_int_equal(
		apply_host_outcome(&host, STAGE_VF_ATTR, 0, VF_ATTR_TRUST)->status,
		OUTCOME_SKIPPED);
	apply_host_done(&host);
}

static void test_busy_is_tried_again(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	host.fake.pfs[0].busy_times = 7;
	apply_host_reconcile(&host, FULL);
	assert_int_equal(host.result->n_failed, 0);
	assert_int_equal(host.after->n_changes, 0);
	apply_host_done(&host);
	apply_host_init(&host, *state, 1);
	host.fake.pfs[0].busy_times = 100000;
	apply_host_reconcile(&host, "enp1s0: {numvfs: 1, vf_defaults: {trust: on}}");
	assert_int_equal(
		apply_host_outcome(&host, STAGE_VF_ATTR, 0, VF_ATTR_TRUST)->error,
		-EBUSY);
	apply_host_done(&host);
}

static void test_value_that_does_not_stick(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	host.fake.pfs[0].ignores[VF_ATTR_VLAN] = true;
	apply_host_reconcile(&host, FULL);
	assert_int_equal(
		apply_host_outcome(&host, STAGE_VF_ATTR, 0, VF_ATTR_VLAN)->status,
		OUTCOME_DONE);
	/* The driver said yes; verify sees that it is not so. */
	assert_int_equal(host.after->n_changes, 1);
	assert_int_equal(host.after->pfs[0].changes[0].attr, VF_ATTR_VLAN);
	apply_host_done(&host);
}

/* A PF that is down gets no carrier, so nobody waits for it. */
static void test_rates_of_a_pf_that_is_down(void **state)
{
	const struct outcome *rate;
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	apply_host_reconcile(
		&host,
		"enp1s0: {numvfs: 1, link: keep, vf_defaults: {max_tx_rate: 100}}");
	rate = apply_host_outcome(&host, STAGE_VF_ATTR, 0, VF_ATTR_MAX_TX_RATE);
	assert_int_equal(rate->status, OUTCOME_FAILED);
	assert_non_null(strstr(rate->text, "administratively down"));
	assert_null(apply_host_told(&host, "carrier"));
	assert_true(host.fake.now_ms - host.began_ms < 2000);
	/* By default it is not down. */
	apply_host_reconcile(&host,
			     "enp1s0: {numvfs: 1, vf_defaults: {max_tx_rate: 100}}");
	assert_int_equal(host.after->n_changes, 0);
	assert_string_equal(apply_host_told(&host, "link"), "0.0 enp1s0 VF -1 link done");
	apply_host_done(&host);
}

static void test_rates_wait_for_carrier(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	apply_host_reconcile(&host, FULL);
	assert_true(apply_host_find(&host, "vf 1 trust") <
		    apply_host_find(&host, "vf 0 rate"));
	assert_int_equal(host.fake.pfs[0].vfs[1].max_tx_rate, 50);
	apply_host_done(&host);
	apply_host_init(&host, *state, 1);
	host.fake.pfs[0].carrier_delay_ms = -1;
	apply_host_reconcile(&host, FULL);
	assert_int_equal(
		apply_host_outcome(&host, STAGE_VF_ATTR, 0, VF_ATTR_MAX_TX_RATE)->error,
		-EINVAL);
	assert_non_null(strstr(
		apply_host_outcome(&host, STAGE_VF_ATTR, 0, VF_ATTR_MAX_TX_RATE)->text,
		"carrier"));
	/* Everything else is there. */
	assert_int_equal(host.after->n_changes, 2);
	assert_int_equal(host.fake.pfs[0].vfs[0].vlan.id, 5);
	apply_host_done(&host);
}

static void test_rate_keeps_its_neighbour(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	fake_kernel_set_personality(&host.fake, 0, personality_find("ice"));
	host.fake.pfs[0].link = true;
	fake_kernel_add_vfs(&host.fake, 0, 1);
	host.fake.pfs[0].vfs[0].min_tx_rate = 10;
	apply_host_reconcile(&host, "enp1s0: {vfs: {0: {max_tx_rate: 90}}}");
	assert_int_equal(host.fake.pfs[0].vfs[0].min_tx_rate, 10);
	assert_int_equal(host.fake.pfs[0].vfs[0].max_tx_rate, 90);
	apply_host_done(&host);
}

/* Refused together: the one that can be set is, and the other one's value stays. */
/* In switchdev mode they go to the VF's port, one after the other; the lowest is never
 * above the highest, which the fake kernel watches. */
static void test_rates_of_a_port(void **state)
{
	static const struct {
		const char *vf;
		unsigned int min, max;
	} steps[] = {
		{"max_tx_rate: 100, min_tx_rate: 10", 10, 100},
		{"max_tx_rate: 400, min_tx_rate: 200", 200, 400},
		{"max_tx_rate: 50, min_tx_rate: 5", 5, 50},
		{"max_tx_rate: 60", 5, 60},
		{"max_tx_rate: 0, min_tx_rate: 90", 90, 0},
		{"max_tx_rate: 80, min_tx_rate: 20", 20, 80},
		{"max_tx_rate: 0, min_tx_rate: 0", 0, 0},
	};
	const struct outcome *outcome;
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	fake_kernel_set_personality(&host.fake, 0, personality_find("netdevsim"));
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		apply_host_reconcile(
			&host, arena_printf(&host.unit->arena,
					    "enp1s0: {match: {netdev: enp1s0}, numvfs: "
					    "2, eswitch: {mode: switchdev}, vfs: {1: "
					    "{%s}}}",
					    steps[i].vf));
		assert_int_equal(host.fake.pfs[0].vfs[1].min_tx_rate, steps[i].min);
		assert_int_equal(host.fake.pfs[0].vfs[1].max_tx_rate, steps[i].max);
		assert_int_equal(host.after->n_changes, 0);
		assert_string_equal(host.fake.violation, "");
	}
	apply_host_reconcile(&host,
			     "enp1s0: {match: {netdev: enp1s0}, numvfs: 2, eswitch: "
			     "{mode: switchdev}, vf_defaults: {max_tx_rate: 5001}}");
	outcome = apply_host_outcome(&host, STAGE_VF_ATTR, 1, VF_ATTR_MAX_TX_RATE);
	assert_int_equal(outcome->error, -EINVAL);
	assert_int_equal(host.after->n_changes, 2);
	apply_host_done(&host);
}

static void test_one_of_both_rates_is_refused(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	fake_kernel_set_personality(&host.fake, 0, personality_find("other"));
	host.fake.pfs[0].link = true;
	fake_kernel_add_vfs(&host.fake, 0, 1);
	apply_host_reconcile(&host,
			     "enp1s0: {vfs: {0: {min_tx_rate: 5, max_tx_rate: 90}}}");
	assert_int_equal(host.fake.pfs[0].vfs[0].max_tx_rate, 90);
	assert_int_equal(
		apply_host_outcome(&host, STAGE_VF_ATTR, 0, VF_ATTR_MIN_TX_RATE)->error,
		-EOPNOTSUPP);
	assert_int_equal(host.after->n_changes, 1);
	/* The highest is too high here; the lowest goes with the highest of before. */
	fake_kernel_set_personality(&host.fake, 0, personality_find("ice"));
	host.fake.pfs[0].link = true;
	fake_kernel_add_vfs(&host.fake, 0, 1);
	apply_host_reconcile(&host,
			     "enp1s0: {vfs: {0: {min_tx_rate: 5, max_tx_rate: 90000}}}");
	assert_int_equal(host.fake.pfs[0].vfs[0].min_tx_rate, 5);
	assert_int_equal(host.fake.pfs[0].vfs[0].max_tx_rate, 0);
	assert_int_equal(
		apply_host_outcome(&host, STAGE_VF_ATTR, 0, VF_ATTR_MAX_TX_RATE)->error,
		-EINVAL);
	apply_host_done(&host);
}

/* Whoever looks at one VF looks through all processes and network namespaces: once for
 * many VFs, and not for each. */
static void test_many_vfs_are_looked_at_together(void **state)
{
	static const struct {
		const char *driver, *vfs;
		size_t walks_max;
	} cases[] = {
		{"igb", "vlan: 7", 1 + 256 / 32},
		{"igb", "mac: derive", 2 + 256 / 32 + 256 / 8},
		{"igb", "mtu: 9000", 1 + 256 / 8},
		{"igb", "driver: vfio-pci", 1 + 256 / 8},
		/* Its VFs have device files, and processes may have them open. */
		{"nvme", "driver: vfio-pci", 4 + 3 * 256 / 8},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct apply_host host;
		size_t n_before;

		apply_host_init(&host, *state, 1);
		fake_kernel_set_personality(&host.fake, 0,
					    personality_find(cases[i].driver));
		host.fake.pfs[0].totalvfs = 256;
		host.fake.pfs[0].link = host.fake.pfs[0].netdev[0];
		host.fake.pfs[0].no_vf_driver = false;
		host.fake.has_proc = true;
		fake_kernel_add_vfs(&host.fake, 0, 256);
		n_before = host.fake.n_walks;
		apply_host_reconcile(
			&host, arena_printf(&host.unit->arena,
					    "p: {match: {pci: '0000:01:00.0'}, link: "
					    "keep, vf_defaults: {%s}}",
					    cases[i].vfs));
		assert_int_equal(host.after->n_changes, 0);
		assert_in_range(host.fake.n_walks - n_before, 1, cases[i].walks_max);
		apply_host_done(&host);
	}
}

/* But not for all of them: a container puts an interface on top of VF 16 while others are
 * written to. */
static void test_the_look_is_not_old(void **state)
{
	static const char pf[] = "enp1s0: {link: keep, vf_defaults: {mtu: 9000}}";
	size_t n_operations = 0;

	for (int i = 0; i < 2; i++) {
		struct apply_host host;

		apply_host_init(&host, *state, 1);
		host.fake.pfs[0].totalvfs = 24;
		host.fake.pfs[0].link = true;
		fake_kernel_add_vfs(&host.fake, 0, 24);
		host.fake.fault = i == 0 ? FAULT_NONE : FAULT_USED;
		host.fake.fault_error = 16 * FAKE_USES + 4;
		host.fake.fault_at = n_operations + 100;
		apply_host_reconcile(&host, pf);
		if (i == 0) {
			size_t n_all = host.fake.n_operations;

			/* Another plan takes as many as those before and after it. */
			apply_host_plan(&host);
			n_operations = host.fake.n_operations - n_all;
		} else {
			assert_true(host.fake.pfs[0].vfs[16].has_foreign_upper);
			assert_int_equal(host.fake.pfs[0].vfs[15].netdev_mtu, 9000);
			assert_int_equal(host.fake.pfs[0].vfs[16].netdev_mtu, 1500);
			assert_int_equal(host.result->n_in_use, 1);
			assert_string_equal(host.fake.violation, "");
		}
		apply_host_done(&host);
	}
}

UNIT_GROUP(attrs, UNIT_TEST(test_the_look_is_not_old),
	   UNIT_TEST(test_many_vfs_are_looked_at_together),
	   UNIT_TEST(test_trust_waits_for_the_mac),
	   UNIT_TEST(test_trust_waits_for_a_user), UNIT_TEST(test_one_vlan_is_one_write),
	   UNIT_TEST(test_attributes_are_checked_again),
	   UNIT_TEST(test_min_rates_are_lowered_first),
	   UNIT_TEST(test_attribute_error_is_attributed),
	   UNIT_TEST(test_busy_is_tried_again), UNIT_TEST(test_value_that_does_not_stick),
	   UNIT_TEST(test_rates_of_a_pf_that_is_down),
	   UNIT_TEST(test_rates_wait_for_carrier),
	   UNIT_TEST(test_rate_keeps_its_neighbour), UNIT_TEST(test_rates_of_a_port),
	   UNIT_TEST(test_one_of_both_rates_is_refused))
