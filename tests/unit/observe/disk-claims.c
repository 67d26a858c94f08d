/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/disk-claims.h"

#include "fake-kernel.h"
#include "unit.h"
#include "vf-users.h"

#define CLAIMED " claimed by a part of the kernel or a program that cannot be named"

/* What is told of a VF with two disks; NULL: nobody has claimed one. */
static const char *user_of(struct unit *unit, struct fake_kernel *fake)
{
	struct observed_disk disks[] = {{"nvme1n1", {true, 259, 1}},
					{"cciss!c0d0", {true, 104, 0}}};
	struct kernel kernel = fake_kernel_of(fake);
	struct observed_vf vf = {.disks = disks, .n_disks = 2};

	disk_claims_add_to_vf(&kernel, &unit->arena, &vf);
	return vf_users_only_holder(&vf);
}

static void init_fake(struct fake_kernel *fake)
{
	struct kernel kernel;

	fake_kernel_init(fake, 1, &kernel);
	fake_kernel_add_file(fake, "/dev/nvme1n1", "b 259:1");
	fake_kernel_add_file(fake, "/dev/cciss/c0d0", "b 104:0");
}

static void test_claims(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;

	init_fake(&fake);
	assert_null(user_of(unit, &fake));
	strcpy(fake.files[1].text, "b 104:0 claimed");
	assert_string_equal(user_of(unit, &fake), "cciss!c0d0" CLAIMED);
	strcpy(fake.files[0].text, "b 259:1 claimed");
	assert_string_equal(user_of(unit, &fake), "nvme1n1" CLAIMED);
	/* A /dev of the unit's own. */
	strcpy(fake.files[0].path, "/proc/1/root/dev/nvme1n1");
	assert_string_equal(user_of(unit, &fake), "nvme1n1" CLAIMED);
}

/* Another vfstate, wipefs, e2fsck -n: they claim it to know, as vfstate does. */
static void test_brief(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;

	init_fake(&fake);
	strcpy(fake.files[0].text, "b 259:1 claimed");
	fake.claimed_until = 20;
	assert_null(user_of(unit, &fake));
	assert_in_range(fake.now_ms, 20, 40);
	fake.claimed_until = 1000;
	assert_non_null(user_of(unit, &fake));
	assert_in_range(fake.now_ms, 220, 400);
}

static void test_untold(void **state)
{
	static const struct {
		int error;
		bool is_used;
	} cases[] = {{EPERM, true}, {EACCES, true}, {ENXIO, false}, {ENOMEDIUM, false}};
	struct unit *unit = *state;
	struct fake_kernel fake;

	init_fake(&fake);
	strcpy(fake.files[0].text, "b 259:2");
	assert_string_equal(
		user_of(unit, &fake),
		"whether its disk nvme1n1 is claimed cannot be told: No such device");
	strcpy(fake.files[0].path, "/gone");
	assert_string_equal(user_of(unit, &fake),
			    "whether its disk nvme1n1 is claimed cannot be told: No such "
			    "file or directory");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		init_fake(&fake);
		fake.fault = FAULT_ALWAYS;
		strcpy(fake.fault_like, "claim /dev/nvme1n1");
		fake.fault_error = cases[i].error;
		assert_int_equal(user_of(unit, &fake) != NULL, cases[i].is_used);
	}
}

/* Who is known already need not be looked for: that could be in his way. */
static void test_known_user(void **state)
{
	struct observed_disk disks[] = {{"nvme1n1", {true, 259, 1}}};
	struct observed_vf vf = {.disks = disks, .n_disks = 1};
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;

	init_fake(&fake);
	kernel = fake_kernel_of(&fake);
	observed_vf_add_holder(&unit->arena, &vf, HOLDER_BLOCK, "nvme1n1 used as swap");
	disk_claims_add_to_vf(&kernel, &unit->arena, &vf);
	assert_int_equal(fake.n_operations, 0);
}

static void test_only_where_it_matters(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;

	fake_kernel_init(&fake, 1, &kernel);
	fake_kernel_add_vfs(&fake, 0, 2);
	fake.has_proc = true;
	fake.pfs[0].vfs[1].disk = FAKE_DISK_CLAIMED;
	assert_null(vf_users_of_vf_1(unit, &fake, NULL));
	assert_null(vf_users_of_vf_1(unit, &fake, "numvfs: 2"));
	assert_null(vf_users_of_vf_1(unit, &fake, "vfs: {0: {driver: vfio-pci}}"));
	assert_string_equal(vf_users_of_vf_1(unit, &fake, "vfs: {1: {driver: vfio-pci}}"),
			    "its disk is in use: nvme1n1" CLAIMED);
	assert_non_null(vf_users_of_vf_1(unit, &fake, "numvfs: 3"));
	fake.pfs[0].vfs[1].disk = FAKE_DISK_IDLE;
	assert_null(vf_users_of_vf_1(unit, &fake, "numvfs: 3"));
}

UNIT_GROUP(disk_claims, UNIT_TEST(test_claims), UNIT_TEST(test_brief),
	   UNIT_TEST(test_untold), UNIT_TEST(test_known_user),
	   UNIT_TEST(test_only_where_it_matters))
