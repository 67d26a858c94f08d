/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/vf-impact.h"

#include "unit.h"

/* VF 1 of a PF with two, as the entry finds it. */
static void test_entries(void **state)
{
	static const struct {
		const char *keys;
		bool is_possible;
	} cases[] = {
		{"link: up", false},
		{"link: down", true},
		{"numvfs: 2", false},
		{"numvfs: 3", true},
		{"numvfs: 0", true},
		{"mtu: 1500", false},
		{"mtu: 9000", true},
		{"eswitch: {mode: switchdev}", true},
		{"vfs: {1: {vlan: 7}}", false},
		{"vfs: {1: {vlan: 8}}", true},
		{"vfs: {0: {vlan: 8}}", false},
		{"vf_defaults: {vlan: 8}", true},
		{"vfs: {1: {trust: on}}", true}, /* not reported */
		{"vfs: {1: {driver: nvme}}", false},
		{"vfs: {1: {driver: vfio-pci}}", true},
		{"vfs: {1: {driver: none}}", true},
		{"vfs: {1: {msix_vectors: 4}}", false},
		{"vfs: {1: {msix_vectors: 5}}", true},
		{"vfs: {1: {mtu: 1500}}", false},
		{"vfs: {1: {mtu: 9000}}", true},
		{"vfs: {1: {link: up}}", false},
		{"vfs: {1: {link: down}}", true},
		{"vfs: {1: {mac: '02:00:00:00:00:77'}}", true},
		/* Its driver may have another one than the PF reports. */
		{"vfs: {1: {node_guid: '02:00:00:00:00:00:00:77'}}", true},
	};
	struct unit *unit = *state;
	struct observed_vf vfs[] = {
		{.index = 0},
		{.index = 1,
		 .attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "nvme"},
		 .attrs[VF_ATTR_MSIX_VECTORS] = {.set = true, .value.number = 4},
		 .attrs[VF_ATTR_MTU] = {.set = true, .value.number = 1500},
		 .netdev = "eth0",
		 .attrs[VF_ATTR_LINK] = {.set = true, .value.on = true}}};
	const struct saved_vfs saved = {.numvfs = 1};
	struct observed_pf pf = {
		.attrs[PF_ATTR_NUMVFS] = {.set = true, .value.number = 2},
		.n_vfs = 2,
		.vfs = vfs};

	vfs[1].attrs[VF_ATTR_VLAN] = (struct field){
		.set = true, .value = {.vlan = {.id = 7, .proto = VLAN_8021Q}}};
	vfs[0].attrs[VF_ATTR_VLAN] = vfs[1].attrs[VF_ATTR_VLAN];
	vfs[1].attrs[VF_ATTR_NODE_GUID] = (struct field){
		.set = true, .value = {.guid = {{2, 0, 0, 0, 0, 0, 0, 0x77}}}};
	pf.attrs[PF_ATTR_MTU] = (struct field){.set = true, .value = {.number = 1500}};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct desired *desired =
			unit_desired(unit, arena_printf(&unit->arena,
							"version: 1\npfs:\n  p0: {match: "
							"{pci: '0000:01:00.0'}, %s}\n",
							cases[i].keys));

		if (vf_impact_is_possible(&desired->pfs[0], &pf, &vfs[1]) !=
		    cases[i].is_possible)
			fail_msg("%s", cases[i].keys);
	}
	/* What an interrupted run has not put back. */
	pf.saved = &saved;
	assert_true(vf_impact_is_possible(
		&unit_desired(unit,
			      "version: 1\npfs:\n  p0: {match: {pci: '0000:01:00.0'}}\n")
			 ->pfs[0],
		&pf, &vfs[1]));
	assert_string_equal(unit_codes(unit), "");
}

UNIT_GROUP(vf_impact, UNIT_TEST(test_entries))
