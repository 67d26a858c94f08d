/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/hidden-users.h"

#include "vf-users.h"

static void init_fake(struct fake_kernel *fake)
{
	struct kernel kernel;

	fake_kernel_init(fake, 1, &kernel);
	fake_kernel_add_vfs(fake, 0, 2);
	fake->pfs[0].vfs[1].has_foreign_upper = true;
}

static void test_only_where_it_matters(void **state)
{
	static const struct {
		const char *keys;
		bool matters;
	} cases[] = {
		{"link: up", false},
		{"numvfs: 2", false},
		{"numvfs: 3", true},
		{"link: down", true},
		{"mtu: 9000", true},
		{"vfs: {1: {vlan: 0}}", false},
		{"vfs: {1: {vlan: 7}}", true},
		{"vfs: {1: {driver: igbvf}}", false},
		{"vfs: {1: {driver: vfio-pci}}", true},
		{"vfs: {1: {driver: none}}", true},
		{"vfs: {1: {mtu: 1500}}", false},
		{"vfs: {1: {mtu: 9000}}", true},
		{"vfs: {1: {mac: '02:00:00:00:00:77'}}", true},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct fake_kernel fake;

		init_fake(&fake);
		if (!!vf_users_of_vf_1(unit, &fake, cases[i].keys) != cases[i].matters ||
		    fake.netns_has_id != cases[i].matters)
			fail_msg("%s", cases[i].keys);
	}
}

/* A VF that an interrupted run left without a driver is to get it. */
static void test_owed_driver_matters(void **state)
{
	struct unit *unit = *state;
	const struct desired *desired = unit_desired(
		unit, "version: 1\npfs:\n  p0: {match: {pci: '0000:01:00.0'}}\n");
	struct observed_vf vf = {.has_pci = true};
	struct observed_pf pf = {.has_pci = true, .vfs = &vf, .n_vfs = 1};

	assert_false(hidden_users_matter(&desired->pfs[0], &pf));
	vf.driver_pending = true;
	assert_true(hidden_users_matter(&desired->pfs[0], &pf));
	vf.driver_pending = false;
	pf.autoprobe_saved = (struct field){.set = true, .value.on = 1};
	assert_true(hidden_users_matter(&desired->pfs[0], &pf));
	vf.attrs[VF_ATTR_DRIVER] = (struct field){.set = true, .value.text = "igbvf"};
	assert_false(hidden_users_matter(&desired->pfs[0], &pf));
}

UNIT_GROUP(hidden_users, UNIT_TEST(test_only_where_it_matters),
	   UNIT_TEST(test_owed_driver_matters))
