/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/default-routes.h"

#include <errno.h>
#include <string.h>

#include "fake-kernel.h"
#include "unit.h"

static bool needs_pf(struct fake_kernel *fake, size_t index)
{
	struct kernel kernel = fake_kernel_of(fake);
	struct fake_pf *fake_pf = &fake->pfs[index];
	struct observed_netdev other = {.name = "enp1s0d1",
					.ifindex = fake_second_ifindex(fake_pf)};
	struct observed_pf pf = {.ifindex = fake_pf->ifindex,
				 .other_netdevs = &other,
				 .n_other_netdevs = fake_pf->second_netdev[0] != 0};
	bool is_only;

	assert_int_equal(default_routes_need_pf(&kernel, &pf, &is_only), 0);
	return is_only;
}

/* With router advertisements on the first PF, and what else there is. */
static void test_which_way_out(void **state)
{
	static const struct {
		enum fake_route other;
		bool is_needed;
	} rows[] = {
		{FAKE_ROUTE_NONE, true},   {FAKE_ROUTE_ELSE, false},
		{FAKE_ROUTE_DEAD, true},   {FAKE_ROUTE_MULTIPATH, false},
		{FAKE_ROUTE_OBJECT, true}, {FAKE_ROUTE_TABLE, true},
	};
	struct fake_kernel fake;
	struct kernel kernel;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		fake_kernel_init(&fake, 2, &kernel);
		fake.pfs[0].has_autoconf = true;
		fake.other_route = rows[i].other;
		if (needs_pf(&fake, 0) != rows[i].is_needed)
			fail_msg("row %zu", i);
		assert_int_equal(needs_pf(&fake, 0),
				 fake_pf_is_only_way(&fake, fake.pfs));
		assert_false(needs_pf(&fake, 1));
		/* Of two that have it the host can do without either. */
		fake.pfs[1].has_autoconf = true;
		assert_false(needs_pf(&fake, 0));
		assert_false(needs_pf(&fake, 1));
	}
	fake_kernel_init(&fake, 1, &kernel);
	assert_false(needs_pf(&fake, 0));
	fake.other_route = FAKE_ROUTE_OBJECT;
	assert_true(needs_pf(&fake, 0));
}

/* Another netdev of the same PF goes with it. */
static void test_second_netdev(void **state)
{
	struct fake_kernel fake;
	struct kernel kernel;

	(void)state;
	fake_kernel_init(&fake, 1, &kernel);
	fake.pfs[0].has_autoconf = true;
	strcpy(fake.pfs[0].second_netdev, "enp1s0d1");
	fake.pfs[0].second_has_default_route = true;
	assert_true(needs_pf(&fake, 0));
	fake.pfs[0].has_autoconf = false;
	assert_true(needs_pf(&fake, 0));
}

static void test_unread(void **state)
{
	struct fake_kernel fake;
	struct kernel kernel;
	struct observed_pf pf = {.ifindex = 2};
	bool is_only = true;

	(void)state;
	fake_kernel_init(&fake, 1, &kernel);
	fake.fault = FAULT_ONCE;
	fake.fault_at = 1;
	fake.fault_error = EIO;
	assert_int_equal(default_routes_need_pf(&kernel, &pf, &is_only), -EIO);
	assert_true(is_only);
}

UNIT_GROUP(default_routes, UNIT_TEST(test_which_way_out), UNIT_TEST(test_second_netdev),
	   UNIT_TEST(test_unread))
