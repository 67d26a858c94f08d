/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "run-state/seqnum.h"

#include <stdio.h>
#include <stdlib.h>

#include "support/live-kernel.h"
#include "unit.h"

static void test_round_trip(void **state)
{
	const char *dir = unit_dir(*state);
	struct live_kernel live;
	struct kernel kernel;
	struct root run;

	assert_int_equal(live_kernel_init(&live, &kernel), 0);
	assert_int_equal(root_open(dir, &run), 0);
	assert_int_equal(seqnum_read(&kernel, dir), 0);
	assert_int_equal(seqnum_write(&run, 4711), 0);
	assert_int_equal(seqnum_read(&kernel, dir), 4711);
	assert_int_equal(seqnum_write(&run, 4712), 0);
	assert_int_equal(seqnum_read(&kernel, dir), 4712);
	root_done(&run);
	live_kernel_done(&live);
}

/* The number of this host's kernel does not get smaller; in a container there may be
 * none. */
static void test_kernel(void **state)
{
	char text[32] = "0";
	struct live_kernel live;
	struct kernel kernel;
	struct root sys;

	(void)state;
	assert_int_equal(root_open("/sys", &sys), 0);
	assert_int_not_equal(root_read(&sys, "kernel/uevent_seqnum", text, sizeof(text)),
			     0);
	assert_int_equal(live_kernel_init(&live, &kernel), 0);
	assert_true(seqnum_now(&kernel) >= strtol(text, NULL, 10));
	live_kernel_done(&live);
	root_done(&sys);
}

UNIT_GROUP(seqnum, UNIT_TEST(test_round_trip), UNIT_TEST(test_kernel))
