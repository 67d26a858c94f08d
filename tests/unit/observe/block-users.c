/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/block-users.h"

#include <errno.h>

#include "fake-kernel.h"
#include "unit.h"
#include "vf-users.h"

/* What uses the disk 259:1, nvme1n1p1; NULL: nothing. */
static const char *user(struct unit *unit, struct fake_kernel *fake)
{
	const struct device_file file = {.number = {true, 259, 1},
					 .path = "../../x/nvme1n1/nvme1n1p1"};
	struct kernel kernel = fake_kernel_of(fake);
	struct device_users users = {0};
	struct observed_vf vf = {0};

	block_users_find(&kernel, &unit->arena, &users, &file, &vf);
	return vf_users_only_holder(&vf);
}

static void test_users(void **state)
{
	static const struct {
		const char *path, *text;
		const char *words; /* NULL: nobody uses it */
	} cases[] = {
		{"/proc/7/mountinfo", "36 1 259:1 / /srv rw - ext4 /dev/nvme1n1p1 rw",
		 "nvme1n1p1 mounted on /srv"},
		{"/proc/7/mountinfo", "36 1 259:11 / /srv rw - ext4 /dev/nvme2n1p1 rw",
		 NULL},
		{"/proc/7/mountinfo", "36 1 8:1 / /srv rw - ext4 /dev/sda1 rw", NULL},
		{"/proc/7/mountinfo",
		 "35 1 0:2 / / rw - tmpfs tmpfs rw\n"
		 "36 1 0:40 / /srv rw shared:1 - btrfs /dev/nvme1n1p1 rw",
		 "nvme1n1p1 mounted on /srv"},
		{"/proc/7/mountinfo", "garbage\n\n36 1", NULL},
		{"/proc/7/mountinfo", "36 1 259:1 / /\x1b[2J rw - ext4 x rw",
		 "nvme1n1p1 mounted on something"},
		{"/proc/swaps", "Filename Type\n/dev/nvme1n1p1 partition 8388604 0 -2",
		 "nvme1n1p1 used as swap"},
		{"/proc/swaps", "Filename Type\n/dev/nvme1n1p10 partition 8388604 0 -2",
		 NULL},
		{"dev/block/259:1/holders/dm-0", "", "nvme1n1p1 below dm-0"},
		{"dev/block/259:2/holders/dm-0", "", NULL},
		{"fs/btrfs/11-22/devices/nvme1n1p1", "../x",
		 "nvme1n1p1 part of a mounted btrfs"},
		{"fs/btrfs/11-22/devices/nvme1n1p2", "../x", NULL},
		{"/run/udev/data/b259:1", "E:ID_FS_TYPE=zfs_member",
		 "nvme1n1p1 may be part of a ZFS pool"},
		{"/run/udev/data/b259:1", "E:ID_FS_TYPE=ext4", NULL},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct fake_kernel fake;
		struct kernel kernel;
		const char *words;

		fake_kernel_init(&fake, 1, &kernel);
		/* Two processes of the host, and one of a container. */
		fake_kernel_add_file(&fake, "/proc/1/ns/mnt", "mnt:[1]");
		fake_kernel_add_file(&fake, "/proc/1/mountinfo",
				     "35 1 0:2 / / rw - tmpfs tmpfs rw");
		fake_kernel_add_file(&fake, "/proc/2/ns/mnt", "mnt:[1]");
		fake_kernel_add_file(&fake, "/proc/7/ns/mnt", "mnt:[2]");
		fake_kernel_add_file(&fake, "module/zfs/.", "");
		fake_kernel_add_file(&fake, cases[i].path, cases[i].text);
		words = user(unit, &fake);
		if (cases[i].words) {
			assert_non_null(words);
			assert_string_equal(words, cases[i].words);
		} else {
			assert_null(words);
		}
	}
}

static void test_zfs_module(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;

	fake_kernel_init(&fake, 1, &kernel);
	fake_kernel_add_file(&fake, "/run/udev/data/b259:1", "E:ID_FS_TYPE=zfs_member");
	assert_null(user(unit, &fake));
	fake_kernel_add_file(&fake, "module/zfs/.", "");
	assert_non_null(user(unit, &fake));
}

/* Each namespace is read once, whatever the number of disks. */
static void test_namespaces(void **state)
{
	const struct device_file file = {.number = {true, 259, 1}, .path = "nvme1n1"};
	struct device_users users = {0};
	struct observed_vf vf = {0};
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;

	fake_kernel_init(&fake, 1, &kernel);
	fake_kernel_add_file(&fake, "/proc/1/ns/mnt", "mnt:[1]");
	fake_kernel_add_file(&fake, "/proc/1/mountinfo", "");
	fake_kernel_add_file(&fake, "/proc/2/ns/mnt", "mnt:[1]");
	fake_kernel_add_file(&fake, "/proc/2/mountinfo", "");
	fake_kernel_add_file(&fake, "/proc/7/ns/mnt", "mnt:[2]");
	fake_kernel_add_file(&fake, "/proc/7/mountinfo", "");
	/* No process. */
	fake_kernel_add_file(&fake, "/proc/thread-self/ns/mnt", "mnt:[3]");
	fake_kernel_add_file(&fake, "/proc/thread-self/mountinfo", "");
	block_users_find(&kernel, &unit->arena, &users, &file, &vf);
	assert_int_equal(users.n_mounts, 2);
	block_users_find(&kernel, &unit->arena, &users, &file, &vf);
	assert_int_equal(users.n_mounts, 2);
	assert_int_equal(vf.n_holders, 0);
}

static void test_unreadable(void **state)
{
	static const struct {
		const char *operation, *words;
		int gone[3]; /* errors that say that nothing is there */
	} cases[] = {
		{"read /proc/swaps",
		 "/proc/swaps cannot be read: Input/output error",
		 {ENOENT, ENOTDIR, ENODEV}},
		{"list dev/block/259:1/holders",
		 "its block device cannot be read: Input/output error",
		 {ENOENT, ENOTDIR, ENODEV}},
		{"read /proc/7/mountinfo",
		 "a mountinfo cannot be read: Input/output error",
		 {ENOENT, ESRCH, EINVAL}},
		{"list /proc",
		 "a mountinfo cannot be read: Input/output error",
		 {ENOENT, ENOTDIR, ENODEV}},
		{"list fs/btrfs",
		 "/sys/fs/btrfs cannot be read: Input/output error",
		 {ENOENT, ENOTDIR, ENODEV}},
		{"link fs/btrfs/11-22/devices/nvme1n1p1",
		 "a btrfs cannot be read: Input/output error",
		 {ENOENT, ENOTDIR, ENODEV}},
	};
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;

	fake_kernel_init(&fake, 1, &kernel);
	fake_kernel_add_file(&fake, "/proc/7/ns/mnt", "mnt:[2]");
	fake_kernel_add_file(&fake, "fs/btrfs/11-22/devices/nvme2n1", "../x");
	fake.fault = FAULT_ALWAYS;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		strcpy(fake.fault_like, cases[i].operation);
		fake.fault_error = EIO;
		assert_string_equal(user(unit, &fake), cases[i].words);
		for (size_t j = 0; j < ARRAY_SIZE(cases[i].gone); j++) {
			fake.fault_error = cases[i].gone[j];
			assert_null(user(unit, &fake));
		}
	}
}

UNIT_GROUP(block_users, UNIT_TEST(test_users), UNIT_TEST(test_zfs_module),
	   UNIT_TEST(test_namespaces), UNIT_TEST(test_unreadable))
