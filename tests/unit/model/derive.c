/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/derive.h"

#include "unit.h"

static const char yaml[] =
	"version: 1\n"
	"pfs:\n"
	"  up0: {numvfs: 4, vfs: {3: {mac: derive, node_guid: derive, port_guid: "
	"derive}}}\n"
	"  up1: {numvfs: max}\n"
	"vms:\n"
	"  web01: {interfaces: {net0: {vf: up0/0}, net1: {vf: up0/1}}}\n"
	"  web0: {interfaces: {1net0: {vf: up1/2}}}\n";

static const struct observed host = {.host_id = "0123456789abcdef0123456789abcdef"};

static const char *mac_text(struct unit *unit, const struct observed *on,
			    const struct desired_pf *pf, unsigned int vf)
{
	const struct observed_pf live = {0};
	const struct desired_vf derived = derive_vf(on, &live, pf, vf);
	char text[VALUE_FORMAT_MAX];

	value_format(VALUE_MAC, derived.attrs[VF_ATTR_MAC].value, text);
	return arena_strdup(&unit->arena, text);
}

/* Addresses that guests have stay: the host, the VM and the interface make them, and
 * neither the VF nor the PF. */
static void test_mac_of_a_vm(void **state)
{
	struct unit *unit = *state;
	const struct desired *desired = unit_desired(unit, yaml);
	const struct observed other = {.host_id = "0123456789abcdef0123456789abcdee"};
	const struct desired *moved =
		unit_desired(unit, "version: 1\npfs: {up1: {numvfs: 8}}\n"
				   "vms: {web01: {interfaces: {net0: {vf: up1/7}}}}\n");
	const char *mac = mac_text(unit, &host, &desired->pfs[0], 0);

	assert_string_equal(unit_codes(unit), "");
	assert_string_equal(mac, "5a:d6:e5:0f:1d:54");
	assert_string_equal(mac_text(unit, &host, &moved->pfs[0], 7), mac);
	assert_string_not_equal(mac_text(unit, &host, &desired->pfs[0], 1), mac);
	assert_string_not_equal(mac_text(unit, &host, &desired->pfs[1], 2), mac);
	assert_string_not_equal(mac_text(unit, &other, &desired->pfs[0], 0), mac);
}

static void test_what_the_host_does_not_report(void **state)
{
	struct unit *unit = *state;
	const struct desired *desired = unit_desired(unit, yaml);
	const struct observed unknown = {0};
	const struct observed_pf live = {0};
	struct desired_vf vf = derive_vf(&unknown, &live, &desired->pfs[0], 0);

	assert_int_equal(vf.attrs[VF_ATTR_MAC].value.source, VALUE_OF_VM);
	vf = derive_vf(&host, &live, &desired->pfs[0], 3);
	assert_int_equal(vf.attrs[VF_ATTR_MAC].value.source, VALUE_OF_PF);
	assert_int_equal(vf.attrs[VF_ATTR_NODE_GUID].value.source, VALUE_OF_PF);
	assert_int_equal(derive_numvfs(&live, &desired->pfs[1]).value.source, VALUE_MAX);
}

static void test_guids(void **state)
{
	struct unit *unit = *state;
	const struct desired *desired = unit_desired(unit, yaml);
	const struct observed_pf live = {
		.guid = {.set = true, .value.guid = {{0x24, 0x8a, 7, 3, 0, 0, 0, 1}}}};
	struct desired_vf vf = derive_vf(&host, &live, &desired->pfs[0], 3);
	char node[VALUE_FORMAT_MAX], port[VALUE_FORMAT_MAX];

	value_format(VALUE_GUID, vf.attrs[VF_ATTR_NODE_GUID].value, node);
	value_format(VALUE_GUID, vf.attrs[VF_ATTR_PORT_GUID].value, port);
	assert_string_equal(node, "9e:ba:ce:46:10:ca:3d:37");
	assert_string_not_equal(port, node);
	assert_int_equal(vf.attrs[VF_ATTR_PORT_GUID].value.guid.bytes[0] & 3, 2);
}

static void test_max(void **state)
{
	struct unit *unit = *state;
	const struct desired *desired = unit_desired(unit, yaml);
	const struct observed_pf live = {.totalvfs = UNIT_NUMBER(63)};

	assert_int_equal(derive_numvfs(&live, &desired->pfs[0]).value.number, 4);
	assert_int_equal(derive_numvfs(&live, &desired->pfs[1]).value.number, 63);
	assert_int_equal(derive_numvfs(&live, &desired->pfs[1]).value.source,
			 VALUE_GIVEN);
}

UNIT_GROUP(derive, UNIT_TEST(test_guids), UNIT_TEST(test_mac_of_a_vm),
	   UNIT_TEST(test_max), UNIT_TEST(test_what_the_host_does_not_report))
