/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/read-vf.h"

#include "unit.h"

/* An entry of `vfs` with these keys. */
static const struct desired_vf *read_keys(struct unit *unit, const char *body)
{
	const struct desired *desired;

	diags_init(&unit->diags, &unit->arena);
	desired = unit_desired(unit, arena_printf(&unit->arena,
						  "version: 1\npfs: {a: {vfs: {0: "
						  "{%s}}}}\n",
						  body));
	return desired_pf_vf(&desired->pfs[0], 0);
}

static void test_faults(void **state)
{
	static const struct {
		const char *body;
		const char *codes;
	} faults[] = {
		{"vlan: {id: 0, proto: 802.1ad}", "proto-without-vlan"},
		{"vlan: {id: 0, proto: 802.1AD}", "proto-without-vlan"},
		{"vlan: {id: 0, proto: 802.1q}", ""},
		{"vlan: [10, 20]", "wrong-type"},
		{"driver: vfio/pci", "bad-driver"},
		{"driver: ..", "bad-driver"},
		{"driver: ''", "bad-driver"},
		{"driver: vfio-pci, mtu: 9000, msix_vectors: 1", ""},
		{"node_guid: '00:11:22:33:44:55:66:77'", ""},
		{"mac: 52:54:00:21:00:00", "unquoted"},
		{"vlna: 1", "unknown-key"},
		{"mtu: 1", "out-of-range"},
		{"msix_vectors: 0", "out-of-range"},
		{"link: up", ""},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		read_keys(unit, faults[i].body);
		if (strcmp(unit_codes(unit), faults[i].codes) != 0)
			fail_msg("%s: '%s'", faults[i].body, unit_codes(unit));
	}
}

static void test_derive(void **state)
{
	struct unit *unit = *state;
	const struct desired_vf *vf =
		read_keys(unit, "mac: derive, port_guid: derive, driver: vfio-pci");

	assert_string_equal(unit_codes(unit), "");
	assert_int_equal(vf->attrs[VF_ATTR_MAC].value.source, VALUE_OF_PF);
	assert_int_equal(vf->attrs[VF_ATTR_PORT_GUID].value.source, VALUE_OF_PF);
	assert_false(vf->attrs[VF_ATTR_NODE_GUID].set);
	assert_string_equal(vf->attrs[VF_ATTR_DRIVER].value.text, "vfio-pci");
	read_keys(unit, "vlan: derive");
	assert_string_equal(unit_codes(unit), "wrong-type");
}

UNIT_GROUP(read_vf, UNIT_TEST(test_faults), UNIT_TEST(test_derive))
