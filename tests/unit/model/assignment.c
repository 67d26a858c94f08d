/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/observed.h"

#include "unit.h"

static void test_pf(void **state)
{
	struct observed_pf pf = {.has_pci = true,
				 .pci = {.bus = 3},
				 .netdev = "up0",
				 .permanent_mac = UNIT_MAC(2, 0, 0, 0, 0, 1)};
	struct assignment by_mac = assignment_of_vf(&pf, 7), by_pci, by_netdev;

	(void)state;
	assert_int_equal(by_mac.vf, 7);
	assert_true(assignment_is_of_pf(&by_mac, &pf));
	pf.permanent_mac.set = false;
	by_pci = assignment_of_vf(&pf, 7);
	pf.has_pci = false;
	by_netdev = assignment_of_vf(&pf, 7);
	assert_true(assignment_is_of_pf(&by_netdev, &pf));
	assert_false(assignment_is_of_pf(&by_pci, &pf));
	assert_false(assignment_is_of_pf(&by_mac, &pf));
	pf.netdev = "up1";
	assert_false(assignment_is_of_pf(&by_netdev, &pf));
	pf.has_pci = true;
	assert_true(assignment_is_of_pf(&by_pci, &pf));
	/* In another slot, under another name it is the same PF. */
	pf.pci.bus = 4;
	pf.permanent_mac = UNIT_MAC(2, 0, 0, 0, 0, 1);
	assert_true(assignment_is_of_pf(&by_mac, &pf));
	assert_false(assignment_is_of_pf(&by_pci, &pf));
	/* InfiniBand and some virtual devices report zeros. */
	pf.permanent_mac = UNIT_MAC(0);
	assert_true(assignment_of_vf(&pf, 0).has_pf_pci);
}

static void test_order(void **state)
{
	struct assignment a = {.vm = "a", .interface = "z"},
			  b = {.vm = "b", .interface = "a"};

	(void)state;
	assert_true(assignment_compare(&a, &b) < 0);
	b.vm = "a";
	assert_true(assignment_compare(&a, &b) > 0);
	b.interface = "z";
	assert_int_equal(assignment_compare(&a, &b), 0);
}

UNIT_GROUP(assignment, UNIT_TEST(test_pf), UNIT_TEST(test_order))
