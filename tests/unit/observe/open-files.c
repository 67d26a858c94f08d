/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/open-files.h"

#include <errno.h>

#include "fake-kernel.h"
#include "model/in-use.h"
#include "observe/observe.h"
#include "vf-users.h"

#define VF_1 "/sys/devices/pci0000:00/0000:00:01.0/0000:01:10.2"

static void init_fake(struct fake_kernel *fake)
{
	struct kernel kernel;

	fake_kernel_init(fake, 1, &kernel);
	fake_kernel_add_vfs(fake, 0, 2);
	fake->pfs[0].vfs[1].is_bound = false;
	fake->pfs[0].vfs[1].netdev[0] = '\0';
	fake_kernel_add_file(fake, "/proc/5/comm", "snabb");
}

static void test_each_file(void **state)
{
	static const struct {
		const char *leads, *flags;
		bool counts;
	} rows[] = {
		{VF_1 "/resource0", "flags:\t02100000", true},
		{VF_1 "/resource2_wc", "flags:\t02100002", true},
		{"/container" VF_1 "/resource0", "", true},
		{VF_1 "/config", "pos:\t0\nflags:\t02100002", true},
		{VF_1 "/config", "pos:\t0\nflags:\t02100001", true},
		{VF_1 "/config", "pos:\t0", true},
		/* As of lspci. */
		{VF_1 "/config", "pos:\t0\nflags:\t02100000", false},
		{VF_1 "/resource", "", false},
		{VF_1 "/uevent", "flags:\t02100002", false},
		{"/sys/devices/pci0000:00/0000:00:01.0/0000:01:10.20/resource0", "",
		 false},
		{"/resource0", "", false},
		{"socket:[77]", "", false},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fake_kernel fake;
		const char *by;

		init_fake(&fake);
		fake_kernel_add_file(&fake, "/proc/5/fd/3", rows[i].leads);
		fake_kernel_add_file(&fake, "/proc/5/fdinfo/3", rows[i].flags);
		by = vf_users_only_of_vf_1(unit, &fake);
		if (!by != !rows[i].counts)
			fail_msg("row %zu: %s", i, by ? by : "idle");
		if (by)
			assert_string_equal(by, "opened by snabb (pid 5)");
	}
}

/* A driver in user space maps the registers, and closes the file. */
static void test_memory(void **state)
{
	static const char *const drivers[] = {"", "vfio-pci"};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++) {
		struct fake_kernel fake;

		init_fake(&fake);
		if (*drivers[i]) {
			fake_kernel_open_vf(&fake, 0, 1);
			fake.pfs[0].vfs[1].enable = 0;
		}
		fake_kernel_add_file(
			&fake, "/proc/5/maps",
			"7f-80 r-xp 00 00:17 7  /usr/lib/resource0\n"
			"81-82 rw-s fe 00:17 9   /sys/devices/0000:01:10.4/resource0\n");
		assert_null(vf_users_only_of_vf_1(unit, &fake));
		strcat(fake.files[fake.n_files - 1].text,
		       "83-84 rw-s fe 00:17 9   " VF_1 "/resource2 (deleted)\n"
		       "83-84 rw-s fe 00:17 9   " VF_1 "/resource0\n");
		assert_string_equal(vf_users_only_of_vf_1(unit, &fake),
				    *drivers[i] ? "opened through vfio-pci by snabb (pid "
						  "5)"
						: "opened by snabb (pid 5)");
	}
}

/* What cannot be read may be a user; what only root may read is not asked of others. */
static void test_unread(void **state)
{
	static const struct {
		const char *like;
		int error;
		const char *by;
	} rows[] = {
		{"list /proc", EIO, "/proc cannot be read: Input/output error"},
		{"list /proc/5/fd", EIO,
		 "the open files of process 5 cannot be read: Input/output error"},
		{"link /proc/5/fd/3", EIO,
		 "an open file of process 5 cannot be read: Input/output error"},
		{"read /proc/5/maps", EIO,
		 "the memory of process 5 cannot be read: Input/output error"},
		{"list /proc/5/fd", EACCES, NULL},
		{"link /proc/5/fd/3", ENOENT, NULL},
		{"read /proc/5/maps", ESRCH, NULL},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct observed_vf vf = {.has_pci = true};
		struct open_files files = {0};
		struct fake_kernel fake;
		struct kernel kernel;

		init_fake(&fake);
		fake_kernel_add_file(&fake, "/proc/5/fd/3", "/dev/null");
		fake.fault = FAULT_ALWAYS;
		fake.fault_error = rows[i].error;
		strcpy(fake.fault_like, rows[i].like);
		kernel = fake_kernel_of(&fake);
		open_files_add_to_vf(&kernel, &unit->arena, &files, &vf);
		assert_int_equal(vf.n_holders, rows[i].by ? 1 : 0);
		if (rows[i].by)
			assert_string_equal(vf.holders[0].who, rows[i].by);
	}
}

UNIT_GROUP(open_files, UNIT_TEST(test_each_file), UNIT_TEST(test_memory),
	   UNIT_TEST(test_unread))
