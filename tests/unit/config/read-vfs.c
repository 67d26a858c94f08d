/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/read-vfs.h"

#include "unit.h"

static const struct desired_pf *read_pf(struct unit *unit, const char *body)
{
	diags_init(&unit->diags, &unit->arena);
	return &unit_desired(unit, arena_printf(&unit->arena,
						"version: 1\npfs: {a: {%s}}\n", body))
			->pfs[0];
}

static uint32_t rate(const struct desired_pf *pf, unsigned int vf)
{
	return desired_pf_vf(pf, vf)->attrs[VF_ATTR_MAX_TX_RATE].value.number;
}

static void test_order_of_strength(void **state)
{
	struct unit *unit = *state;
	const struct desired_pf *pf = read_pf(
		unit, "vfs: {2: {max_tx_rate: 3}, 1-3: {max_tx_rate: 2, trust: on}}, "
		      "vf_defaults: {max_tx_rate: 1, spoofchk: on}");

	assert_string_equal(unit_codes(unit), "");
	assert_int_equal(rate(pf, 0), 1);
	assert_int_equal(rate(pf, 1), 2);
	assert_int_equal(rate(pf, 2), 3);
	assert_int_equal(rate(pf, 3), 2);
	assert_int_equal(rate(pf, 4), 1);
	/* What the stronger one leaves out, the weaker one gives. */
	assert_true(desired_pf_vf(pf, 2)->attrs[VF_ATTR_TRUST].value.on);
	assert_true(desired_pf_vf(pf, 2)->attrs[VF_ATTR_SPOOFCHK].value.on);
	assert_false(desired_pf_vf(pf, 0)->attrs[VF_ATTR_TRUST].set);
}

static void test_overlapping_ranges(void **state)
{
	struct unit *unit = *state;
	const struct desired_pf *pf;

	read_pf(unit, "vfs: {0-2: {vlan: 1}, 2-4: {vlan: 2}}");
	assert_string_equal(unit_codes(unit), "vf-conflict");
	assert_non_null(unit->diags.first->notes);
	/* Once for two ranges and a key, however many VFs both hold. */
	read_pf(unit, "vfs: {0-999: {vlan: 1, trust: on}, 1-998: {vlan: 2, trust: off}, "
		      "5-6: {vlan: 3}}");
	assert_string_equal(unit_codes(unit), "vf-conflict vf-conflict vf-conflict");
	read_pf(unit, "vfs: {0-2: {vlan: 1}, 1-3: {vlan: 2}}, vf_defaults: {vlan: 3}");
	assert_string_equal(unit_codes(unit), "vf-conflict");
	pf = read_pf(unit,
		     "vfs: {0-2: {vlan: 1, trust: on}, 2-4: {vlan: 1, spoofchk: on}}");
	assert_string_equal(unit_codes(unit), "");
	assert_true(desired_pf_vf(pf, 2)->attrs[VF_ATTR_TRUST].value.on);
	assert_true(desired_pf_vf(pf, 2)->attrs[VF_ATTR_SPOOFCHK].value.on);
}

static void test_faults(void **state)
{
	static const struct {
		const char *body;
		const char *codes;
	} faults[] = {
		{"vfs: {a: {}}", "bad-vf-index"},
		{"vfs: {-1: {}}", "bad-vf-index"},
		{"vfs: {3-1: {}}", "bad-vf-index"},
		{"vfs: {1-: {}}", "bad-vf-index"},
		{"vfs: {1-2-3: {}}", "bad-vf-index"},
		{"vfs: {65535: {}}", "bad-vf-index"},
		{"vfs: {01: {}}", "bad-vf-index"},
		{"vfs: {4: {}}, numvfs: 4", "vf-index"},
		{"numvfs: 0, vfs: {0: {}}", "sriov-off"},
		{"numvfs: 0, vfs: {0-7: {trust: on}, 9: {trust: off}}", "sriov-off"},
		{"numvfs: 0, vfs: {0: null}, vf_defaults: {trust: on}", ""},
		{"vfs: [1]", "wrong-type"},
		{"vf_defaults: {mtu: 1}", "out-of-range"},
		{"vf_defaults: {vlan: {id: 0, proto: 802.1AD}}", "proto-without-vlan"},
		{"vfs: {0: 1}", "wrong-type"},
		{"vfs: {0-1: {mtu: 9000}, 1-2: {mtu: 1500}}", "vf-conflict"},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		read_pf(unit, faults[i].body);
		if (strcmp(unit_codes(unit), faults[i].codes) != 0)
			fail_msg("%s: '%s'", faults[i].body, unit_codes(unit));
	}
}

static void test_many_long_ranges_are_refused(void **state)
{
	struct unit *unit = *state;
	const char *body = "vfs: {0-65534: {trust: on}";

	for (int i = 1; i < 8; i++)
		body = arena_printf(&unit->arena, "%s, %d-65534: {trust: on}", body, i);
	read_pf(unit, arena_printf(&unit->arena, "%s}", body));
	assert_string_equal(unit_codes(unit), "yaml-limit");
}

UNIT_GROUP(read_vfs, UNIT_TEST(test_order_of_strength),
	   UNIT_TEST(test_overlapping_ranges), UNIT_TEST(test_faults),
	   UNIT_TEST(test_many_long_ranges_are_refused))
