/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/config.h"

#include "unit.h"

static void test_rules(void **state)
{
	static const struct {
		const char *pf;
		const char *codes;
	} cases[] = {
		{"vfs: {0: {min_tx_rate: 5, max_tx_rate: 4}}", "min-above-max"},
		{"vfs: {0: {min_tx_rate: 5, max_tx_rate: 5}}", ""},
		{"vfs: {0: {min_tx_rate: 5, max_tx_rate: 0}}", ""},
		{"vfs: {0: {min_tx_rate: 5}}", ""},
		{"vfs: {0-9: {min_tx_rate: 5, max_tx_rate: 4}}", "min-above-max"},
		{"vf_defaults: {min_tx_rate: 5, max_tx_rate: 4}, vfs: {0-3: {trust: on}}",
		 "min-above-max"},
		{"vf_defaults: {max_tx_rate: 4}, vfs: {1: {min_tx_rate: 5}}",
		 "min-above-max"},
		{"vfs: {0: {mac: \"02:00:00:00:00:01\"}, 1: {mac: "
		 "\"02:00:00:00:00:01\"}}",
		 "same-mac"},
		{"vfs: {0: {mac: \"02:00:00:00:00:01\"}, 1: {mac: "
		 "\"02:00:00:00:00:02\"}}",
		 ""},
		{"vfs: {0-7: {mac: \"02:00:00:00:00:01\"}}", "same-mac"},
		{"vfs: {0-7: {mac: \"00:00:00:00:00:00\"}}", ""},
		{"vf_defaults: {mac: \"00:00:00:00:00:00\"}, vfs: {0-7: {trust: on}}",
		 ""},
		{"vf_defaults: {mac: \"02:00:00:00:00:01\"}, vfs: {0-7: {trust: on}}",
		 "same-mac"},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		diags_init(&unit->diags, &unit->arena);
		unit_desired(unit,
			     arena_printf(&unit->arena, "version: 1\npfs: {a: {%s}}\n",
					  cases[i].pf));
		if (strcmp(unit_codes(unit), cases[i].codes) != 0)
			fail_msg("%s: '%s'", cases[i].pf, unit_codes(unit));
	}
}

static void test_one_mac_on_two_pfs(void **state)
{
	struct unit *unit = *state;

	unit_desired(unit, "version: 1\n"
			   "pfs:\n"
			   "  a: {vfs: {0: {mac: '02:00:00:00:00:01'},"
			   " 1: {mac: '02:00:00:00:00:02'}}}\n"
			   "  b: {vfs: {1: {mac: '02:00:00:00:00:01'},"
			   " 2: {mac: '02:00:00:00:00:02'},"
			   " 3: {mac: '02:00:00:00:00:03'}}}\n");
	/* Once for the PF. */
	assert_string_equal(unit_codes(unit), "same-mac");
	assert_int_equal(unit->diags.n_errors, 0);
}

/* The entries stay, for VFs that somebody uses and that cannot go yet. */
static void test_pf_off(void **state)
{
	struct unit *unit = *state;
	const struct desired *desired =
		unit_desired(unit, "version: 1\n"
				   "pfs:\n"
				   "  a: {numvfs: 0, vfs: {0-1: {vlan: 5}}}\n"
				   "  b: {numvfs: 0}\n"
				   "  c: {numvfs: 1}\n"
				   "vms:\n"
				   "  v: {interfaces: {n: {vf: a/7}, m: {vf: c/0}}}\n"
				   "  w: {interfaces: {n: {vf: b/0}}}\n");

	assert_string_equal(unit_codes(unit), "sriov-off sriov-off");
	assert_int_equal(unit->diags.n_errors, 0);
	assert_string_equal(
		unit->diags.first->text,
		"'a' gets no VFs, though 2 VFs and 1 VM interface are configured");
	assert_string_equal(unit->diags.last->text,
			    "'b' gets no VFs, though 1 VM interface is configured");
	/* VF 7 has an entry since a VM gets it. */
	assert_int_equal(desired->pfs[0].n_vfs, 3);
	assert_int_equal(desired->n_bindings, 3);
}

UNIT_GROUP(check, UNIT_TEST(test_rules), UNIT_TEST(test_pf_off),
	   UNIT_TEST(test_one_mac_on_two_pfs))
