/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/plan.h"

#include "unit.h"

static void test_every_attribute_has_a_name(void **state)
{
	(void)state;
	for (int attr = 0; attr < VF_KEY_COUNT; attr++) {
		struct change change = {.vf = 0, .attr = (enum vf_attr)attr};

		assert_non_null(change_name(&change));
	}
	for (int attr = 0; attr < PF_ATTR_COUNT; attr++) {
		struct change change = {.vf = NO_VF, .pf_attr = (enum pf_attr)attr};

		assert_non_null(change_name(&change));
	}
	assert_string_equal(change_name(&(struct change){.stage = STAGE_VF_ATTR,
							 .attr = VF_ATTR_TRUST}),
			    "trust");
	assert_int_equal(change_value_kind(&(struct change){.stage = STAGE_VF_ATTR,
							    .attr = VF_ATTR_VLAN}),
			 VALUE_VLAN);
	assert_int_equal(change_value_kind(&(struct change){.vf = NO_VF,
							    .pf_attr = PF_ATTR_NUMVFS}),
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

/* A number that the driver refused: the VFs that are there again have what they should.
 */
static void test_what_new_vfs_have_already(void **state)
{
	const struct vlan vlan = {.id = 7, .proto = VLAN_8021Q};
	static const struct {
		struct change change;
		bool is_difference;
	} rows[] = {
		{{.stage = STAGE_VF_ATTR,
		  .attr = VF_ATTR_VLAN,
		  .vf = 0,
		  .is_new_vf = true,
		  .to.vlan = {.id = 7, .proto = VLAN_8021Q}},
		 false},
		{{.stage = STAGE_VF_ATTR,
		  .attr = VF_ATTR_VLAN,
		  .vf = 0,
		  .is_new_vf = true,
		  .to.vlan = {.id = 8, .proto = VLAN_8021Q}},
		 true},
		{{.stage = STAGE_VF_ATTR,
		  .attr = VF_ATTR_VLAN,
		  .vf = 1,
		  .is_new_vf = true,
		  .to.vlan = {.id = 7, .proto = VLAN_8021Q}},
		 true},
		{{.stage = STAGE_VF_DRIVER,
		  .attr = VF_ATTR_DRIVER,
		  .vf = 0,
		  .is_new_vf = true,
		  .to.text = "default"},
		 false},
		{{.stage = STAGE_VF_DRIVER,
		  .attr = VF_ATTR_DRIVER,
		  .vf = 0,
		  .is_new_vf = true,
		  .to.text = "vfio-pci"},
		 true},
		{{.stage = STAGE_NUMVFS, .pf_attr = PF_ATTR_NUMVFS, .vf = NO_VF}, true},
		{{.stage = STAGE_AUTOPROBE_OFF,
		  .pf_attr = PF_ATTR_AUTOPROBE,
		  .vf = NO_VF},
		 false},
	};
	struct observed_vf vf = {
		.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "igbvf"},
		.reported = true};
	const struct observed_pf observed = {.vfs = &vf, .n_vfs = 1};
	const struct desired_pf desired = {.name = "p"};
	const struct plan_pf pf = {.desired = &desired, .observed = &observed};

	(void)state;
	vf.attrs[VF_ATTR_VLAN] = (struct field){.set = true, .value.vlan = vlan};
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (change_is_difference(&pf, &rows[i].change) != rows[i].is_difference)
			fail_msg("row %zu", i);
	}
}

UNIT_GROUP(plan, UNIT_TEST(test_what_new_vfs_have_already),
	   UNIT_TEST(test_every_attribute_has_a_name), UNIT_TEST(test_names))
