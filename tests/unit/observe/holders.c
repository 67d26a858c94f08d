/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/holders.h"

#include <errno.h>

#include "fake-kernel.h"
#include "unit.h"
#include "vf-users.h"

static void init_fake(struct fake_kernel *fake)
{
	struct kernel kernel;

	fake_kernel_init(fake, 1, &kernel);
	fake_kernel_add_vfs(fake, 0, 2);
}

static void test_netdev(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;

	init_fake(&fake);
	assert_null(vf_users_only_of_vf_1(unit, &fake));
	/* It reaches nobody while the netdev is down. */
	fake.pfs[0].vfs[1].has_link_address = true;
	assert_null(vf_users_only_of_vf_1(unit, &fake));
	fake.pfs[0].vfs[1].has_address = true;
	assert_string_equal(vf_users_only_of_vf_1(unit, &fake),
			    "its netdev enp1s0v1 has the address 192.0.2.1");
	fake.pfs[0].vfs[1].has_upper = true;
	assert_string_equal(vf_users_only_of_vf_1(unit, &fake),
			    "its netdev enp1s0v1 has on top br0");
	fake.pfs[0].vfs[1].netdev_up = true;
	assert_string_equal(vf_users_only_of_vf_1(unit, &fake),
			    "its netdev enp1s0v1 is up, and has on top br0");
	fake.pfs[0].vfs[1].has_upper = fake.pfs[0].vfs[1].has_address = false;
	assert_string_equal(vf_users_only_of_vf_1(unit, &fake),
			    "its netdev enp1s0v1 is up");
	/* That it is up is no use of its own. */
	fake.pfs[0].vfs[1].is_raised = true;
	assert_null(vf_users_only_of_vf_1(unit, &fake));
}

/* What cannot be read may be a user. */
static void test_unreadable(void **state)
{
	static const struct {
		const char *operation, *words;
	} cases[] = {
		{"getaddr 202001",
		 "the addresses of its netdev cannot be read: Input/output error"},
		{"list class/net/enp1s0v1",
		 "its netdev enp1s0v1 cannot be read: Input/output error"},
		{"read class/net/enp1s0v1/ifindex",
		 "its netdev enp1s0v1 cannot be read: Input/output error"},
		{"read /run/libvirt/qemu/enp1s0_vf1",
		 "/run/libvirt/qemu/enp1s0_vf1 cannot be read: Input/output error"},
	};
	struct unit *unit = *state;
	struct fake_kernel fake;

	init_fake(&fake);
	fake.fault = FAULT_ALWAYS;
	fake.fault_error = EIO;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		strcpy(fake.fault_like, cases[i].operation);
		assert_string_equal(vf_users_only_of_vf_1(unit, &fake), cases[i].words);
	}
}

static void test_two_netdevs(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;

	init_fake(&fake);
	strcpy(fake.pfs[0].vfs[1].second_netdev, "enp1s0v1d1");
	assert_string_equal(vf_users_only_of_vf_1(unit, &fake),
			    "its netdev enp1s0v1d1 is up");
	/* The name that comes first is the VF's. */
	assert_string_equal(vf_users_look(unit, &fake, NULL)->vfs[1].netdev, "enp1s0v1");
	strcpy(fake.pfs[0].vfs[1].second_netdev, "another");
	fake.pfs[0].vfs[1].has_upper = true;
	assert_string_equal(vf_users_only_of_vf_1(unit, &fake),
			    "its netdev another is up, and has on top br0, br0 on "
			    "enp1s0v1");
}

/* Between the start of a VM and its end, open or not. */
static void test_libvirt(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;

	init_fake(&fake);
	fake_kernel_open_vf(&fake, 0, 1);
	fake.pfs[0].vfs[1].enable = 0;
	assert_null(vf_users_only_of_vf_1(unit, &fake));
	fake_kernel_add_file(&fake, "/run/libvirt/hostdevmgr/enp1s0_vf1", "{}");
	assert_string_equal(
		vf_users_only_of_vf_1(unit, &fake),
		"libvirt has assigned it to a VM (/run/libvirt/hostdevmgr/enp1s0_vf1)");
	fake.pfs[0].vfs[1].is_bound = fake.pfs[0].vfs[1].is_vfio = false;
	assert_non_null(vf_users_only_of_vf_1(unit, &fake));
}

/* The VF stays on the host, and its netdev may be down. */
static void test_macvtap(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;

	init_fake(&fake);
	fake_kernel_add_file(&fake, "/run/libvirt/qemu/enp1s0_vf1", "{}");
	assert_string_equal(
		vf_users_only_of_vf_1(unit, &fake),
		"a libvirt VM uses it through macvtap (/run/libvirt/qemu/enp1s0_vf1)");
}

UNIT_GROUP(holders, UNIT_TEST(test_macvtap), UNIT_TEST(test_netdev),
	   UNIT_TEST(test_unreadable), UNIT_TEST(test_two_netdevs),
	   UNIT_TEST(test_libvirt))
