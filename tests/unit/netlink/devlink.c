/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "netlink/devlink.h"

#include "fake-kernel.h"
#include "observe/observe.h"
#include "unit.h"

static const struct observed_pf *observe_one(struct unit *unit, struct fake_kernel *fake,
					     const char *personality, int n_vfs)
{
	struct kernel kernel;

	fake_kernel_init(fake, 1, &kernel);
	fake_kernel_set_personality(fake, 0, personality_find(personality));
	fake_kernel_add_vfs(fake, 0, n_vfs);
	return &observe(&kernel, &unit->arena, &unit->diags, NULL, NULL)->pfs[0];
}

static const struct observed_pf *again(struct unit *unit, struct fake_kernel *fake)
{
	struct kernel kernel = fake_kernel_of(fake);

	return &observe(&kernel, &unit->arena, &unit->diags, NULL, NULL)->pfs[0];
}

static void assert_word(const struct field *field, const char *word)
{
	assert_true(field->set);
	assert_string_equal(field->value.text, word);
}

/* Every word of every attribute goes there, and comes back. */
static void test_eswitch(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel = fake_kernel_of(&fake);
	const struct observed_pf *pf = observe_one(unit, &fake, "mlx5", 0);

	for (int attr = PF_ATTR_ESWITCH_FIRST; attr < PF_ATTR_ESWITCH_END; attr++) {
		const char *const *words = pf_attr_info[attr].words;

		assert_word(&pf->attrs[attr], words[0]);
		for (size_t i = 0; words[i]; i++) {
			const char *ext_ack;

			assert_int_equal(devlink_set_eswitch(&kernel, &unit->arena, pf,
							     (enum pf_attr)attr, words[i],
							     &ext_ack),
					 0);
			assert_int_equal(fake.pfs[0].eswitch[attr], i);
			pf = again(unit, &fake);
			assert_word(&pf->attrs[attr], words[i]);
		}
	}
	assert_string_equal(unit_codes(unit), "");
}

static void test_absent(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	const struct observed_pf *pf = observe_one(unit, &fake, "igb", 1);

	for (int attr = PF_ATTR_ESWITCH_FIRST; attr < PF_ATTR_ESWITCH_END; attr++)
		assert_false(pf->attrs[attr].set);
	/* Of a driver that has only a mode. */
	pf = observe_one(unit, &fake, "bnxt", 0);
	assert_word(&pf->attrs[PF_ATTR_ESWITCH_MODE], "legacy");
	assert_false(pf->attrs[PF_ATTR_ESWITCH_ENCAP_MODE].set);
	assert_string_equal(unit_codes(unit), "");
	fake.fault = FAULT_ALWAYS;
	fake.fault_error = EIO;
	strcpy(fake.fault_like, "devlink enp1s0 get eswitch");
	again(unit, &fake);
	assert_string_equal(unit_codes(unit), "observe");
}

/* A device that is no PCI device is called by its bus and its name there. */
static void test_netdevsim(void **state)
{
	struct fake_kernel fake;
	const struct observed_pf *pf = observe_one(*state, &fake, "netdevsim", 2);

	assert_word(&pf->attrs[PF_ATTR_ESWITCH_MODE], "legacy");
}

static void test_port_mac(void **state)
{
	static const struct mac_address mac = {{0x52, 0x54, 0, 0, 0, 7}};
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel = fake_kernel_of(&fake);
	const struct observed_pf *pf = observe_one(unit, &fake, "ef100", 3);
	const char *ext_ack;

	assert_false(pf->vfs[2].attrs[VF_ATTR_MAC].set);
	assert_int_equal(devlink_set_vf_mac(&kernel, &unit->arena, pf, 2, mac, &ext_ack),
			 -EOPNOTSUPP);
	fake.pfs[0].eswitch[PF_ATTR_ESWITCH_MODE] = 1;
	assert_int_equal(devlink_set_vf_mac(&kernel, &unit->arena, pf, 2, mac, &ext_ack),
			 0);
	pf = again(unit, &fake);
	assert_true(pf->vfs[2].attrs[VF_ATTR_MAC].set);
	assert_true(mac_address_is_equal(pf->vfs[2].attrs[VF_ATTR_MAC].value.mac, mac));
	assert_true(mac_address_is_zero(pf->vfs[1].attrs[VF_ATTR_MAC].value.mac));
	assert_int_equal(devlink_set_vf_mac(&kernel, &unit->arena, pf, 9, mac, &ext_ack),
			 -EOPNOTSUPP);
	/* The representors are not the PF's netdev. */
	assert_string_equal(pf->netdev, "enp1s0");
}

static void assert_rates(const struct observed_vf *vf, uint32_t min, uint32_t max)
{
	assert_true(vf->attrs[VF_ATTR_MIN_TX_RATE].set);
	assert_true(vf->attrs[VF_ATTR_MAX_TX_RATE].set);
	assert_int_equal(vf->attrs[VF_ATTR_MIN_TX_RATE].value.number, min);
	assert_int_equal(vf->attrs[VF_ATTR_MAX_TX_RATE].value.number, max);
}

/* Rates of VFs of which rtnetlink tells nothing. */
static void test_port_rates(void **state)
{
	struct personality silent = *personality_find("netdevsim");
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel = fake_kernel_of(&fake);
	const struct observed_pf *pf = observe_one(unit, &fake, "netdevsim", 3);
	const char *ext_ack;

	silent.reports_no_vfs = true;
	fake.pfs[0].personality = &silent;
	assert_int_equal(devlink_set_vf_rate(&kernel, &unit->arena, pf, 2,
					     VF_ATTR_MAX_TX_RATE, 100, &ext_ack),
			 -EOPNOTSUPP);
	fake.pfs[0].eswitch[PF_ATTR_ESWITCH_MODE] = 1;
	assert_int_equal(devlink_set_vf_rate(&kernel, &unit->arena, pf, 2,
					     VF_ATTR_MAX_TX_RATE, 100, &ext_ack),
			 0);
	assert_int_equal(devlink_set_vf_rate(&kernel, &unit->arena, pf, 2,
					     VF_ATTR_MIN_TX_RATE, 40, &ext_ack),
			 0);
	assert_int_equal(fake.pfs[0].vfs[2].max_tx_rate, 100);
	pf = again(unit, &fake);
	assert_rates(&pf->vfs[2], 40, 100);
	assert_rates(&pf->vfs[1], 0, 0);
	/* What is no whole Mbit/s is no whole one here either. */
	fake.rate_offset = 1;
	pf = again(unit, &fake);
	assert_rates(&pf->vfs[2], 41, 101);
	assert_string_equal(unit_codes(unit), "");
}

UNIT_GROUP(devlink, UNIT_TEST(test_eswitch), UNIT_TEST(test_absent),
	   UNIT_TEST(test_netdevsim), UNIT_TEST(test_port_mac),
	   UNIT_TEST(test_port_rates))
