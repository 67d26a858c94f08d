/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/autoprobe-record.h"

#include "support/atomic-file.h"
#include "unit.h"

static void test_round_trip(void **state)
{
	struct root root;
	struct pci_address a = {.bus = 1}, b = {.bus = 2};

	assert_int_equal(root_open(unit_dir(*state), &root), 0);
	assert_int_equal(autoprobe_record_read(&root, a), -1);
	assert_int_equal(autoprobe_record_write(&root, a, 1), 0);
	assert_int_equal(autoprobe_record_write(&root, b, 0), 0);
	assert_int_equal(autoprobe_record_read(&root, a), 1);
	assert_int_equal(autoprobe_record_read(&root, b), 0);
	autoprobe_record_remove(&root, a);
	assert_int_equal(autoprobe_record_read(&root, a), -1);
	assert_int_equal(autoprobe_record_read(NULL, b), -1);
	atomic_file_write(root.fd, "autoprobe.0000-01-00.0", "x\n", 2);
	assert_int_equal(autoprobe_record_read(&root, a), -1);
	root_done(&root);
}

UNIT_GROUP(autoprobe_record, UNIT_TEST(test_round_trip))
