/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/desired.h"

#include "unit.h"

/* An interface's attributes win over ranges and defaults, and a VF's own over them. */
static void test_strength(void **state)
{
	struct unit *unit = *state;
	const struct desired *desired = unit_desired(
		unit, "version: 1\n"
		      "pfs:\n"
		      "  up0:\n"
		      "    vf_defaults: {vlan: 1, trust: off, mac: derive}\n"
		      "    vfs: {0-1: {vlan: 2, spoofchk: off}, 1: {trust: on}}\n"
		      "vms:\n"
		      "  web: {interfaces: {a: {vf: up0/0, vlan: 3, trust: on},\n"
		      "    b: {vf: up0/1, vlan: 4, trust: on}, c: {vf: up0/5}}}\n");
	const struct desired_vf *vf = desired_pf_vf(&desired->pfs[0], 0);

	assert_string_equal(unit_codes(unit), "");
	assert_int_equal(vf->attrs[VF_ATTR_VLAN].value.vlan.id, 3);
	assert_true(vf->attrs[VF_ATTR_TRUST].value.on);
	assert_false(vf->attrs[VF_ATTR_SPOOFCHK].value.on);
	/* A named VF keeps the address that the configuration derives for it. */
	assert_int_equal(vf->attrs[VF_ATTR_MAC].value.source, VALUE_OF_PF);
	assert_ptr_equal(vf->binding, &desired->bindings[0]);
	vf = desired_pf_vf(&desired->pfs[0], 1);
	assert_int_equal(vf->attrs[VF_ATTR_VLAN].value.vlan.id, 4);
	assert_int_equal(vf->own, VF_ATTR_BIT(VF_ATTR_TRUST));
	vf = desired_pf_vf(&desired->pfs[0], 5);
	assert_int_equal(vf->attrs[VF_ATTR_VLAN].value.vlan.id, 1);
	assert_ptr_equal(vf->binding, &desired->bindings[2]);
}

/* Binding again, as after an assignment, changes nothing of what is bound. */
static void test_twice(void **state)
{
	struct unit *unit = *state;
	const struct desired *desired = unit_desired(
		unit, "version: 1\npfs: {up0: {vfs: {0: {vlan: 2}, 3: {}}}}\n"
		      "vms: {web: {interfaces: {a: {vf: up0/0}, b: {vf: up0/2}}}}\n");
	struct desired *copy = desired_copy(&unit->arena, desired);

	desired_bind(&unit->arena, copy);
	assert_int_equal(copy->pfs[0].n_vfs, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(copy->pfs[0].vfs[i].index, desired->pfs[0].vfs[i].index);
		assert_int_equal(!copy->pfs[0].vfs[i].binding,
				 !desired->pfs[0].vfs[i].binding);
	}
	assert_ptr_equal(copy->pfs[0].vfs[0].binding, &copy->bindings[0]);
	assert_ptr_equal(copy->bindings[1].pf, &copy->pfs[0]);
}

UNIT_GROUP(desired_bind, UNIT_TEST(test_strength), UNIT_TEST(test_twice))
