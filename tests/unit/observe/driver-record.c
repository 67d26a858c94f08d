/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/driver-record.h"

#include "unit.h"

static void test_round_trip(void **state)
{
	struct root root;
	struct pci_address a = {.bus = 1, .device = 16}, b = {.bus = 1, .device = 17};

	assert_int_equal(root_open(unit_dir(*state), &root), 0);
	assert_false(driver_record_exists(&root, a));
	assert_int_equal(driver_record_write(&root, a), 0);
	assert_true(driver_record_exists(&root, a));
	assert_false(driver_record_exists(&root, b));
	assert_false(driver_record_exists(NULL, a));
	driver_record_remove(&root, a);
	assert_false(driver_record_exists(&root, a));
	root_done(&root);
}

UNIT_GROUP(driver_record, UNIT_TEST(test_round_trip))
