/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/desired.h"

#include "unit.h"

static void test_vf_or_defaults(void **state)
{
	struct desired_vf vfs[] = {{.index = 1}, {.index = 4}, {.index = 9}};
	struct desired_pf pf = {.vfs = vfs, .n_vfs = 3};

	(void)state;
	assert_ptr_equal(desired_pf_vf(&pf, 1), &vfs[0]);
	assert_ptr_equal(desired_pf_vf(&pf, 4), &vfs[1]);
	assert_ptr_equal(desired_pf_vf(&pf, 9), &vfs[2]);
	assert_ptr_equal(desired_pf_vf(&pf, 0), &pf.defaults);
	assert_ptr_equal(desired_pf_vf(&pf, 5), &pf.defaults);
	assert_ptr_equal(desired_pf_vf(&pf, 10), &pf.defaults);
}

static void test_pf_is_off(void **state)
{
	struct desired_pf pf = {0};

	(void)state;
	assert_false(desired_pf_is_off(&pf));
	pf.attrs[PF_ATTR_NUMVFS].set = true;
	assert_true(desired_pf_is_off(&pf));
	pf.attrs[PF_ATTR_NUMVFS].value.number = 1;
	assert_false(desired_pf_is_off(&pf));
}

/* The bindings of the copy are the copy's, and nothing is wished but no VFs. */
static void test_turn_off(void **state)
{
	struct unit *unit = *state;
	const struct desired *desired =
		unit_desired(unit, "version: 1\n"
				   "pfs:\n"
				   "  a: {numvfs: 2, link: up, mtu: 9000, vfs: {1: "
				   "{vlan: 5, driver: vfio-pci}}}\n"
				   "  b: {match: {netdev: b}, vf_defaults: {trust: on}}\n"
				   "vms: {web: {interfaces: {net0: {vf: a/1}}}}\n");
	const struct desired *off = desired_turn_off(&unit->arena, desired);

	assert_int_equal(off->n_pfs, 2);
	for (size_t i = 0; i < 2; i++) {
		const struct desired_pf *pf = &off->pfs[i];

		assert_true(desired_pf_is_off(pf));
		assert_true(pf->optional);
		assert_false(pf->attrs[PF_ATTR_LINK].set);
		assert_false(pf->attrs[PF_ATTR_MTU].set);
		for (int attr = 0; attr < VF_KEY_COUNT; attr++) {
			assert_false(desired_pf_vf(pf, 0)->attrs[attr].set);
			assert_int_equal(desired_pf_vf(pf, 1)->attrs[attr].set,
					 i == 0 && attr == VF_ATTR_DRIVER);
		}
	}
	assert_int_equal(off->n_bindings, 1);
	assert_ptr_equal(off->bindings[0].pf, &off->pfs[0]);
	assert_ptr_equal(desired_pf_vf(&off->pfs[0], 1)->binding, &off->bindings[0]);
	assert_int_equal(desired->pfs[0].attrs[PF_ATTR_NUMVFS].value.number, 2);
}

UNIT_GROUP(desired, UNIT_TEST(test_turn_off), UNIT_TEST(test_vf_or_defaults),
	   UNIT_TEST(test_pf_is_off))
