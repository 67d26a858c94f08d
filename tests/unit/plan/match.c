/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/match.h"

#include "unit.h"

static void test_all_given_must_hold(void **state)
{
	struct observed_pf pfs[] = {
		{.has_pci = true, .pci = {.bus = 1}, .netdev = "a"},
		{.has_pci = true, .pci = {.bus = 2}, .netdev = "b"},
		{.netdev = "c"},
	};
	struct observed observed = {.pfs = pfs, .n_pfs = 3};
	struct desired_pf pf = {.has_match_pci = true, .match_pci = {.bus = 2}};

	(void)state;
	assert_ptr_equal(match_pf(&pf, &observed), &pfs[1]);
	pf.match_netdev = "b";
	assert_ptr_equal(match_pf(&pf, &observed), &pfs[1]);
	pf.match_netdev = "a";
	assert_null(match_pf(&pf, &observed));
	pf = (struct desired_pf){.match_netdev = "c"};
	assert_ptr_equal(match_pf(&pf, &observed), &pfs[2]);
	pf.match_netdev = "d";
	assert_null(match_pf(&pf, &observed));
	/* No PCI device: address 0000:00:00.0 in memory is not its address. */
	pf = (struct desired_pf){.has_match_pci = true};
	assert_null(match_pf(&pf, &observed));
}

UNIT_GROUP(match, UNIT_TEST(test_all_given_must_hold))
