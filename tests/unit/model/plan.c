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

/* A number that the driver refused: the VFs that are there again have what they should.
 */
static void test_what_new_vfs_have_already(void **state)
{
	const struct vlan vlan = {.id = 7, .proto = VLAN_8021Q};
	static const struct {
		struct change change;
		bool is_difference;
	} rows[] = {
		{{.kind = CHANGE_VF_ATTR,
		  .attr = VF_ATTR_VLAN,
		  .vf = 0,
		  .is_new_vf = true,
		  .to.vlan = {.id = 7, .proto = VLAN_8021Q}},
		 false},
		{{.kind = CHANGE_VF_ATTR,
		  .attr = VF_ATTR_VLAN,
		  .vf = 0,
		  .is_new_vf = true,
		  .to.vlan = {.id = 8, .proto = VLAN_8021Q}},
		 true},
		{{.kind = CHANGE_VF_ATTR,
		  .attr = VF_ATTR_VLAN,
		  .vf = 1,
		  .is_new_vf = true,
		  .to.vlan = {.id = 7, .proto = VLAN_8021Q}},
		 true},
		{{.kind = CHANGE_VF_DRIVER,
		  .vf = 0,
		  .is_new_vf = true,
		  .to.text = "default"},
		 false},
		{{.kind = CHANGE_VF_DRIVER,
		  .vf = 0,
		  .is_new_vf = true,
		  .to.text = "vfio-pci"},
		 true},
		{{.kind = CHANGE_NUMVFS, .vf = NO_VF}, true},
		{{.kind = CHANGE_AUTOPROBE_OFF, .vf = NO_VF}, false},
	};
	struct observed_vf vf = {.driver = "igbvf", .reported = true};
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
	   UNIT_TEST(test_every_kind_has_a_name), UNIT_TEST(test_names))
