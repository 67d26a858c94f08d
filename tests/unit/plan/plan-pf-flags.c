/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply-host.h"
#include "plan/plan-make.h"
#include "unit.h"

static const struct change *only_change(const struct plan *plan)
{
	assert_int_equal(plan->n_changes, 1);
	return &plan->pfs[0].changes[0];
}

static const struct plan *plan_for(struct apply_host *host, const char *ethtool)
{
	host->desired = unit_desired(
		host->unit,
		arena_printf(&host->unit->arena,
			     "version: 1\npfs: {enp1s0: {link: keep, ethtool: %s}}\n",
			     ethtool));
	return apply_host_plan(host);
}

/* What differs is a change each, under the kernel's name. */
static void test_names(void **state)
{
	static const struct {
		const char *ethtool, *text;
	} cases[] = {
		{"{private_flags: {legacy-rx: on}}", "legacy-rx on"},
		{"{features: {rxvlan: off, rx: on}}", "rx-vlan-hw-parse off"},
		{"{features: {rx-vlan-offload: off}}", "rx-vlan-hw-parse off"},
		{"{features: {ntuple: on, tx-vlan-hw-insert: on}}",
		 "rx-ntuple-filter on"},
	};
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct change *change =
			only_change(plan_for(&host, cases[i].ethtool));
		char text[VALUE_FORMAT_MAX];

		value_format(change_value_kind(change), change->to, text);
		assert_string_equal(text, cases[i].text);
		assert_int_equal(change->block, BLOCK_NONE);
		assert_int_equal(change->impact, IMPACT_LIVE);
		assert_true(change->from.set);
	}
	assert_int_equal(plan_for(&host, "{features: {rx: on}, private_flags: "
					 "{legacy-rx: off}}")
				 ->n_changes,
			 0);
	apply_host_done(&host);
}

static void test_refusals(void **state)
{
	static const struct {
		const char *personality, *ethtool, *reason;
	} cases[] = {
		{"igb", "{private_flags: {legacy-tx: on}}",
		 "the driver igb has no private flag named legacy-tx: it has legacy-rx"},
		{"igb", "{features: {tx-lockless: off}}",
		 "the driver igb has no feature that can be changed named tx-lockless: "
		 "it has rx-checksum, tx-vlan-hw-insert, rx-vlan-hw-parse, "
		 "rx-ntuple-filter"},
		{"ixgbe", "{private_flags: {legacy-rx: on}}",
		 "the driver ixgbe has no private flag"},
	};
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct change *change;

		fake_kernel_set_personality(&host.fake, 0,
					    personality_find(cases[i].personality));
		change = only_change(plan_for(&host, cases[i].ethtool));
		assert_int_equal(change->block, BLOCK_UNSUPPORTED);
		assert_string_equal(change->reason, cases[i].reason);
	}
	apply_host_done(&host);
}

/* Both are told, and neither is made. */
static void test_two_names(void **state)
{
	struct apply_host host;
	const struct plan *plan;

	apply_host_init(&host, *state, 1);
	plan = plan_for(&host, "{features: {rxvlan: off, rx-vlan-offload: on}}");
	assert_int_equal(plan->n_changes, 2);
	assert_int_equal(plan->n_unsupported, 2);
	assert_string_equal(plan->pfs[0].changes[0].reason,
			    "rxvlan is the same feature as rx-vlan-offload, which is to "
			    "be on");
	assert_int_equal(plan_for(&host, "{features: {rxvlan: on, rx-vlan-offload: on}}")
				 ->n_changes,
			 0);
	apply_host_done(&host);
}

/* A driver may reset the PF for it: nobody who uses it, or one of its VFs, is
 * interrupted. */
static void test_users(void **state)
{
	struct apply_host host;
	const struct change *change;

	apply_host_init(&host, *state, 1);
	host.fake.pfs[0].link = true;
	host.fake.pfs[0].has_default_route = true;
	change = only_change(plan_for(&host, "{features: {rxvlan: off}}"));
	assert_int_equal(change->block, BLOCK_IN_USE);
	assert_int_equal(change->impact, IMPACT_BLINKS_PF);
	host.fake.pfs[0].has_default_route = false;
	change = only_change(plan_for(&host, "{features: {rxvlan: off}}"));
	assert_int_equal(change->block, BLOCK_NONE);
	fake_kernel_add_vfs(&host.fake, 0, 1);
	fake_kernel_open_vf(&host.fake, 0, 0);
	change = only_change(plan_for(&host, "{features: {rxvlan: off}}"));
	assert_int_equal(change->block, BLOCK_IN_USE);
	apply_host_done(&host);
}

UNIT_GROUP(plan_pf_flags, UNIT_TEST(test_names), UNIT_TEST(test_refusals),
	   UNIT_TEST(test_two_names), UNIT_TEST(test_users))
