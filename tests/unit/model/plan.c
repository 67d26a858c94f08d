/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/plan.h"

#include "unit.h"

static void test_every_kind_has_a_name(void **state)
{
	(void)state;
	for (int kind = 0; kind < CHANGE_KIND_COUNT; kind++) {
		struct change change = {.kind = kind, .attr = VF_ATTR_MAC};

		assert_non_null(change_name(&change));
	}
	assert_string_equal(change_name(&(struct change){.kind = CHANGE_VF_ATTR,
							 .attr = VF_ATTR_TRUST}),
			    "trust");
	assert_int_equal(change_value_kind(&(struct change){.kind = CHANGE_VF_ATTR,
							    .attr = VF_ATTR_VLAN}),
			 VALUE_VLAN);
	assert_int_equal(change_value_kind(&(struct change){.kind = CHANGE_NUMVFS}),
			 VALUE_NUMBER);
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(impact_name(IMPACT_RECREATES_VFS), "recreates-vfs");
	assert_string_equal(impact_name(IMPACT_REMOVES_VFS), "removes-vfs");
	assert_string_equal(block_name(BLOCK_IN_USE), "in-use");
	assert_string_equal(outcome_status_name(OUTCOME_SKIPPED), "skipped");
}

UNIT_GROUP(plan, UNIT_TEST(test_every_kind_has_a_name), UNIT_TEST(test_names))
