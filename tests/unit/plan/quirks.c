/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/quirks.h"

#include "unit.h"

static void test_rows(void **state)
{
	const struct driver_quirks *rows;
	size_t n;

	(void)state;
	assert_true(quirks_find("igb")->refuses & ATTR(LINK_STATE));
	assert_false(quirks_find("igb")->refuses & ATTR(MAX_TX_RATE));
	assert_false(quirks_find("igb")->rate_any_link);
	assert_true(quirks_find("netdevsim")->rate_any_link);
	assert_true(quirks_find("ice")->resets_vf & ATTR(TRUST));
	/* Unknown drivers and none have the generic row, which refuses nothing, and may
	 * reset a VF. */
	assert_true(quirks_find("unheard_of")->resets_vf & ATTR(VLAN));
	assert_int_equal(quirks_find("unheard_of")->refuses, 0);
	assert_int_equal(quirks_find(NULL)->refuses, 0);
	rows = quirks_rows(&n);
	assert_ptr_equal(&rows[n - 1], quirks_find(NULL));
	assert_null(rows[n - 1].driver);
}

UNIT_GROUP(quirks, UNIT_TEST(test_rows))
