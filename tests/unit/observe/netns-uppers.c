/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/netns-uppers.h"

#include <errno.h>

#include "fake-kernel.h"
#include "unit.h"
#include "vf-users.h"

#define MACVLAN "macvlan eth0 in another network namespace"

static void init_fake(struct fake_kernel *fake)
{
	struct kernel kernel;

	fake_kernel_init(fake, 1, &kernel);
	fake_kernel_add_vfs(fake, 0, 2);
	fake->pfs[0].vfs[1].has_foreign_upper = true;
}

static void test_macvlan_of_a_container(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;

	init_fake(&fake);
	assert_string_equal(vf_users_of_vf_1(unit, &fake, NULL),
			    "its netdev enp1s0v1 has on top " MACVLAN
			    ", of a process (pid 4711)");
	/* On a netdev that is up for nobody, too. */
	fake.pfs[0].vfs[1].netdev_up = fake.pfs[0].vfs[1].is_raised = true;
	assert_string_equal(vf_users_of_vf_1(unit, &fake, NULL),
			    "its netdev enp1s0v1 is up, and has on top " MACVLAN
			    ", of a process (pid 4711)");
	fake.pfs[0].vfs[1].has_foreign_upper = false;
	fake.pfs[0].vfs[0].has_foreign_upper = true;
	assert_null(vf_users_of_vf_1(unit, &fake, NULL));
}

/* A run without rights changes nothing, and has nothing to say of others. */
static void test_without_rights(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;

	init_fake(&fake);
	fake.netns_error = EPERM;
	assert_null(vf_users_of_vf_1(unit, &fake, NULL));
	fake.netns_error = ENOSPC;
	assert_string_equal(vf_users_of_vf_1(unit, &fake, NULL),
			    "the id of this network namespace cannot be read: No space "
			    "left on device");
}

/* What cannot be read is not nobody, whichever of the reads it is. */
static void test_unread(void **state)
{
	static const int errors[] = {EIO, EAGAIN, ENOMEM};
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;
	size_t n_reads;

	init_fake(&fake);
	fake.n_operations = 0;
	kernel = fake_kernel_of(&fake);
	netns_uppers_read(&kernel, &unit->arena, &(struct netns_uppers){0});
	n_reads = fake.n_operations;
	assert_true(n_reads > 8);
	for (size_t i = 0; i < n_reads * ARRAY_SIZE(errors); i++) {
		struct netns_uppers uppers = {0};
		size_t found = 0;

		init_fake(&fake);
		fake.fault = FAULT_ALWAYS;
		fake.fault_at = 1 + i % n_reads;
		fake.fault_error = errors[i / n_reads];
		fake.n_operations = 0;
		netns_uppers_read(&kernel, &unit->arena, &uppers);
		if (!uppers.problem &&
		    !netns_uppers_on(&uppers,
				     fake_vf_ifindex(&fake.pfs[0], &fake.pfs[0].vfs[1]),
				     &found))
			fail_msg("read %zu", 1 + i % n_reads);
	}
}

/* Moved to another namespace between the list of it and a look at it. */
static void test_netdev_that_goes_away(void **state)
{
	static const char *const reads[] = {"read class/net/enp1s0v1/ifindex",
					    "list class/net/enp1s0v1", "getaddr"};
	static const int errors[] = {ENODEV, ENOENT};
	struct unit *unit = *state;

	for (size_t i = 0; i < 2 * ARRAY_SIZE(reads); i++) {
		struct fake_kernel fake;

		if (i == 5) /* no answer of rtnetlink's */
			continue;
		init_fake(&fake);
		fake.pfs[0].vfs[1].has_foreign_upper = false;
		fake.fault = FAULT_ALWAYS;
		fake.fault_error = errors[i / ARRAY_SIZE(reads)];
		snprintf(fake.fault_like, sizeof(fake.fault_like), "%s",
			 reads[i % ARRAY_SIZE(reads)]);
		if (i % ARRAY_SIZE(reads) == 2)
			snprintf(fake.fault_like, sizeof(fake.fault_like), "getaddr %d",
				 fake_vf_ifindex(&fake.pfs[0], &fake.pfs[0].vfs[1]));
		assert_string_equal(
			vf_users_of_vf_1(unit, &fake, NULL),
			"its netdev enp1s0v1 went away while vfstate looked at it");
	}
}

/* A container has the VF's own netdev; what is there of a VF is told by its address. */
static void test_moved(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;

	init_fake(&fake);
	fake.pfs[0].vfs[1].has_foreign_upper = false;
	fake.pfs[0].vfs[1].in_netns = true;
	fake_kernel_add_file(&fake, "/proc/4711/comm", "pause");
	assert_string_equal(vf_users_of_vf_1(unit, &fake, NULL),
			    "its netdev enp1s0v1 is in another network namespace, of "
			    "pause (pid 4711)");
	fake.netns_error = EPERM;
	assert_string_equal(vf_users_of_vf_1(unit, &fake, NULL),
			    "bound to igbvf without a netdev here: in another network "
			    "namespace, or still starting");
}

UNIT_GROUP(netns_uppers, UNIT_TEST(test_moved), UNIT_TEST(test_macvlan_of_a_container),
	   UNIT_TEST(test_without_rights), UNIT_TEST(test_unread),
	   UNIT_TEST(test_netdev_that_goes_away))
