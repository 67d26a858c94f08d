/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "netlink/ethtool.h"

#include "fake-kernel.h"
#include "observe/observe.h"
#include "unit.h"

static const struct observed_pf *again(struct unit *unit, struct fake_kernel *fake)
{
	struct kernel kernel = fake_kernel_of(fake);

	return &observe(&kernel, &unit->arena, &unit->diags, NULL, NULL)->pfs[0];
}

static void assert_flag(const struct observed_pf *pf, enum pf_attr attr, const char *name,
			bool on)
{
	const struct flag *flag;

	assert_true(pf->attrs[attr].set);
	flag = flags_find(pf->attrs[attr].value.flags, name);
	assert_non_null(flag);
	assert_int_equal(flag->on, on);
}

/* What can be switched is there, and one switch leaves the others. */
static void test_switch(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;
	const struct observed_pf *pf;
	const char *ext_ack;

	fake_kernel_init(&fake, 1, &kernel);
	fake_kernel_set_personality(&fake, 0, personality_find("i40e"));
	pf = again(unit, &fake);
	assert_int_equal(pf->attrs[PF_ATTR_PRIVATE_FLAGS].value.flags->n, 2);
	assert_int_equal(pf->attrs[PF_ATTR_FEATURES].value.flags->n, 4);
	assert_flag(pf, PF_ATTR_PRIVATE_FLAGS, "legacy-rx", false);
	assert_flag(pf, PF_ATTR_FEATURES, "rx-vlan-hw-parse", true);
	assert_flag(pf, PF_ATTR_FEATURES, "rx-ntuple-filter", false);
	assert_int_equal(ethtool_set(&kernel, &unit->arena, pf, PF_ATTR_PRIVATE_FLAGS,
				     &(struct flag){.name = "legacy-rx", .on = true},
				     &ext_ack),
			 0);
	assert_int_equal(ethtool_set(&kernel, &unit->arena, pf, PF_ATTR_FEATURES,
				     &(struct flag){.name = "rx-vlan-hw-parse"},
				     &ext_ack),
			 0);
	pf = again(unit, &fake);
	assert_flag(pf, PF_ATTR_PRIVATE_FLAGS, "legacy-rx", true);
	assert_flag(pf, PF_ATTR_PRIVATE_FLAGS, "vf-true-promisc-support", false);
	assert_flag(pf, PF_ATTR_FEATURES, "rx-vlan-hw-parse", false);
	assert_flag(pf, PF_ATTR_FEATURES, "rx-checksum", true);
	assert_int_equal(ethtool_set(&kernel, &unit->arena, pf, PF_ATTR_FEATURES,
				     &(struct flag){.name = "none"}, &ext_ack),
			 -EINVAL);
	assert_string_equal(unit_codes(unit), "");
}

/* A driver without private flags has none; what cannot be read is told, and unknown. */
static void test_absent(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;
	const struct observed_pf *pf;

	fake_kernel_init(&fake, 1, &kernel);
	fake_kernel_set_personality(&fake, 0, personality_find("netdevsim"));
	pf = again(unit, &fake);
	assert_true(pf->attrs[PF_ATTR_PRIVATE_FLAGS].set);
	assert_int_equal(pf->attrs[PF_ATTR_PRIVATE_FLAGS].value.flags->n, 0);
	assert_string_equal(unit_codes(unit), "");
	fake.fault = FAULT_ALWAYS;
	fake.fault_error = EIO;
	strcpy(fake.fault_like, "ethtool enp1s0 get features");
	pf = again(unit, &fake);
	assert_false(pf->attrs[PF_ATTR_FEATURES].set);
	assert_string_equal(unit_codes(unit), "observe");
}

UNIT_GROUP(ethtool, UNIT_TEST(test_switch), UNIT_TEST(test_absent))
