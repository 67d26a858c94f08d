/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/config.h"

#include "unit.h"

static void test_whole(void **state)
{
	struct unit *unit = *state;
	const struct desired *desired = unit_desired(
		unit, "version: 1\n"
		      "vms: {web01: {interfaces: {net0: {vf: up0/1, type: hostdev, "
		      "managed: no}}}}\n"
		      "pfs:\n"
		      "  up0:\n"
		      "    vfs: {1: {mac: '52:54:00:00:00:01'}}\n"
		      "    match: {pci: '03:00.0', netdev: enp3s0}\n"
		      "    link: up\n"
		      "    mtu: 9000\n"
		      "    eswitch: {mode: switchdev, encap_mode: none}\n"
		      "    numvfs: 4\n"
		      "    vf_defaults: {spoofchk: on, driver: default}\n"
		      "  enp4s0: {numvfs: 0}\n");
	const struct desired_pf *pf = &desired->pfs[0];

	assert_string_equal(unit_codes(unit), "");
	assert_int_equal(desired->n_pfs, 2);
	assert_string_equal(pf->name, "up0");
	assert_true(pf->match.has_pci);
	assert_int_equal(pf->match.pci.bus, 3);
	assert_string_equal(pf->match.netdev, "enp3s0");
	assert_int_equal(pf->attrs[PF_ATTR_NUMVFS].value.number, 4);
	assert_int_equal(pf->attrs[PF_ATTR_NUMVFS].at->line, 10);
	assert_int_equal(pf->attrs[PF_ATTR_MTU].value.number, 9000);
	assert_string_equal(pf->attrs[PF_ATTR_ESWITCH_MODE].value.text, "switchdev");
	assert_false(pf->attrs[PF_ATTR_ESWITCH_INLINE_MODE].set);
	assert_string_equal(pf->attrs[PF_ATTR_ESWITCH_ENCAP_MODE].value.text, "none");
	assert_true(pf->attrs[PF_ATTR_LINK].set && pf->attrs[PF_ATTR_LINK].value.on);
	assert_true(pf->defaults.attrs[VF_ATTR_SPOOFCHK].value.on);
	assert_string_equal(pf->defaults.attrs[VF_ATTR_DRIVER].value.text, "default");
	assert_false(pf->defaults.attrs[VF_ATTR_TRUST].set);
	assert_string_equal(desired->pfs[1].match.netdev, "enp4s0");
	assert_int_equal(desired->n_bindings, 1);
	assert_ptr_equal(desired->bindings[0].pf, pf);
	assert_int_equal(desired->bindings[0].vf, 1);
	assert_int_equal(desired->bindings[0].type, BINDING_HOSTDEV);
	assert_false(desired->bindings[0].managed);
}

static void test_faults(void **state)
{
	static const struct {
		const char *text;
		const char *codes;
	} faults[] = {
		{"pfs: {}", "missing-key"},
		{"version: 2", "bad-version"},
		{"version: one", "wrong-type"},
		{"version: 1\nbridges: {}", "unknown-key"},
		{"version: 1\npfs: []", "wrong-type"},
		{"version: 1\npfs: {'a/b': {match: {netdev: x}}}", "unsafe-name"},
		{"version: 1\npfs: {'.a': {match: {netdev: x}}}", "unsafe-name"},
		{"version: 1\npfs: {a: {match: {}}}", "no-match"},
		{"version: 1\npfs: {a: {match: {netdev: null}}}", "no-match"},
		{"version: 1\npfs: {a: {match: {pci: x}}}", "bad-pci"},
		{"version: 1\npfs: {a: {match: {pci: []}}}", "wrong-type"},
		{"version: 1\npfs: {a: {match: {netdev: '../x'}}}", "bad-netdev"},
		{"version: 1\npfs: {a: {match: {netdev: ..}}}", "bad-netdev"},
		{"version: 1\npfs: {a: {match: {netdev: 'a b'}}}", "bad-netdev"},
		{"version: 1\npfs: {a: {match: {mac: x}}}", "bad-mac"},
		{"version: 1\npfs: {a: {match: {vendor: '0x8086'}}}", "wrong-type"},
		{"version: 1\npfs: {a-name-longer-than-ifnamsiz: {numvfs: 1}}",
		 "no-match"},
		{"version: 1\npfs: {a: {numvfs: 65536}}", "out-of-range"},
		{"version: 1\npfs: {a: {numvfs: -1}}", "out-of-range"},
		{"version: 1\npfs: {a: 4}", "wrong-type"},
		{"version: 1\npfs: {a: {match: {netdev: x}}, b: {match: {netdev: x}}}",
		 "given-twice"},
		{"version: 1\npfs: {a: {match: {pci: '0000:01:00.0'}}, "
		 "b: {match: {pci: '01:00.0'}}}",
		 "given-twice"},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		diags_init(&unit->diags, &unit->arena);
		unit_desired(unit, faults[i].text);
		if (strcmp(unit_codes(unit), faults[i].codes) != 0)
			fail_msg("%s: '%s' instead of '%s'", faults[i].text,
				 unit_codes(unit), faults[i].codes);
	}
}

static void test_all_faults_in_one_run(void **state)
{
	struct unit *unit = *state;

	unit_desired(unit, "version: 1\n"
			   "pfs:\n"
			   "  a: {numvf: 4, link: sideways}\n"
			   "  b: {vfs: {x: {}, 0: {vlan: 5000, mac: zz}}}\n"
			   "vms: {v: {interfaces: {n: {vf: c/0}}}}\n");
	assert_string_equal(
		unit_codes(unit),
		"unknown-key wrong-type bad-vf-index out-of-range bad-mac unknown-pf");
}

UNIT_GROUP(read, UNIT_TEST(test_whole), UNIT_TEST(test_faults),
	   UNIT_TEST(test_all_faults_in_one_run))
