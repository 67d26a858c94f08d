/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/observed.h"

#include "unit.h"

static bool is_of(const struct assignment *assignment, const struct observed_pf *pf)
{
	return assignment_find_pf(assignment, pf, 1) == pf;
}

static void test_pf(void **state)
{
	struct observed_pf pf = {.has_pci = true,
				 .pci = {.bus = 3},
				 .netdev = "up0",
				 .permanent_mac = UNIT_MAC(2, 0, 0, 0, 0, 1)};
	struct observed_pf twins[2] = {pf, pf};
	struct assignment by_mac = assignment_of_vf(&pf, 7), by_netdev;

	(void)state;
	assert_int_equal(by_mac.vf, 7);
	assert_true(is_of(&by_mac, &pf));
	/* In another slot, under another name it is the same PF. */
	pf.pci.bus = 4;
	pf.netdev = "up1";
	assert_true(is_of(&by_mac, &pf));
	/* Another card in that slot is not. */
	pf.pci.bus = 3;
	pf.permanent_mac = UNIT_MAC(2, 0, 0, 0, 0, 2);
	assert_false(is_of(&by_mac, &pf));
	/* InfiniBand and some virtual devices report zeros; one may not be readable. */
	pf.permanent_mac = UNIT_MAC(0);
	assert_true(is_of(&by_mac, &pf));
	assert_false(assignment_of_vf(&pf, 0).pf_mac.set);
	pf.permanent_mac.set = false;
	assert_true(is_of(&by_mac, &pf));
	pf.has_pci = false;
	assert_false(is_of(&by_mac, &pf));
	by_netdev = assignment_of_vf(&pf, 7);
	assert_true(is_of(&by_netdev, &pf));
	pf.netdev = "up0";
	assert_false(is_of(&by_netdev, &pf));
	/* The address wins over the slot of a card whose address is not known. */
	twins[0].pci.bus = 8;
	twins[1].permanent_mac.set = false;
	assert_ptr_equal(assignment_find_pf(&by_mac, twins, 2), &twins[0]);
	twins[1].permanent_mac.set = true;
	/* Of two with one address the slot decides. */
	twins[0].pci.bus = 5;
	assert_ptr_equal(assignment_find_pf(&by_mac, twins, 2), &twins[1]);
	twins[1].pci.bus = 6;
	assert_null(assignment_find_pf(&by_mac, twins, 2));
	assert_true(assignment_may_be_of_pf(&by_mac, &twins[0]));
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
