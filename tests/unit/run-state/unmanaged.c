/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "run-state/unmanaged.h"

#include <fcntl.h>
#include <unistd.h>

#include "unit.h"

static void count(void *data, struct pci_address vf)
{
	*(int *)data += vf.function + 1;
}

static void test_round_trip(void **state)
{
	const struct pci_address vf = {.bus = 1, .device = 16, .function = 2};
	struct root run;
	int n = 0;

	assert_int_equal(root_open(unit_dir(*state), &run), 0);
	unmanaged_list(&run, count, &n);
	assert_false(unmanaged_remove(&run, vf));
	assert_true(unmanaged_add(&run, vf));
	assert_false(unmanaged_add(&run, vf));
	/* The name that the udev rule tests for. */
	assert_int_equal(faccessat(run.fd, "unmanaged/0000:01:10.2", F_OK, 0), 0);
	assert_int_equal(
		close(openat(run.fd, "unmanaged/other", O_WRONLY | O_CREAT, 0644)), 0);
	assert_int_equal(n, 0);
	unmanaged_list(&run, count, &n);
	assert_int_equal(n, 3);
	assert_true(unmanaged_remove(&run, vf));
	assert_false(unmanaged_remove(&run, vf));
	assert_false(unmanaged_add(NULL, vf));
	root_done(&run);
}

UNIT_GROUP(unmanaged, UNIT_TEST(test_round_trip))
