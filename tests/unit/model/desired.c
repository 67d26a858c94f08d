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

UNIT_GROUP(desired, UNIT_TEST(test_vf_or_defaults), UNIT_TEST(test_pf_is_off))
