/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/device-users.h"

#include <errno.h>

#include "fake-kernel.h"
#include "model/in-use.h"
#include "unit.h"
#include "vf-users.h"

#define VF_1 "../../devices/pci0000:00/0000:00:01.0/0000:01:10.2/"

static void init_fake(struct fake_kernel *fake)
{
	struct kernel kernel;

	fake_kernel_init(fake, 1, &kernel);
	fake_kernel_add_vfs(fake, 0, 2);
	fake_kernel_add_file(fake, "/proc/1/comm", "init");
	/* Nobody's VF, and the PF. */
	fake_kernel_add_file(fake, "dev/char/1:3", "../../devices/virtual/mem/null");
	fake_kernel_add_file(fake, "dev/char/226:0",
			     "../../devices/pci0000:00/0000:00:01.0/0000:01:00.0/drm/x");
}

static void open_by(struct fake_kernel *fake, int pid, int fd, const char *number)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", pid, fd);
	fake_kernel_add_file(fake, path, number);
}

/* Each kind of file below the VF's folder, by its number alone. */
static void test_every_file(void **state)
{
	static const struct {
		const char *entry, *leads, *number;
	} rows[] = {
		{"dev/char/231:193", VF_1 "infiniband_verbs/uverbs1", "c 231:193"},
		{"dev/char/231:1", VF_1 "infiniband_mad/umad1", "c 231:1"},
		{"dev/char/240:0", VF_1 "uio/uio0", "c 240:0"},
		{"dev/char/226:129", VF_1 "drm/renderD129", "c 226:129"},
		{"dev/char/241:1", VF_1 "nvme/nvme1", "c 241:1"},
		{"dev/char/243:0", VF_1 "vfio-dev/vfio0", "c 243:0"},
		{"dev/char/242:0", VF_1 "nvme/nvme1/ng1n1", "c 242:0"},
		{"dev/block/259:1", VF_1 "nvme/nvme1/nvme1n1", "b 259:1"},
		{"dev/block/259:2", VF_1 "nvme/nvme1/nvme1n1/nvme1n1p1", "b 259:2"},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fake_kernel fake;

		init_fake(&fake);
		fake_kernel_add_file(&fake, "dev/char/4:1",
				     "../../devices/virtual/tty/tty1");
		fake_kernel_add_file(&fake, rows[i].entry, rows[i].leads);
		assert_null(vf_users_only_of_vf_1(unit, &fake));
		assert_int_equal(
			field_number(
				&vf_users_look(unit, &fake, NULL)->vfs[1].device_files),
			1);
		assert_int_equal(
			field_number(
				&vf_users_look(unit, &fake, NULL)->vfs[0].device_files),
			0);
		/* Others' files, another kind of device, something else, own fds. */
		open_by(&fake, 5, 0, "c 1:3");
		open_by(&fake, 5, 1, "c 226:0");
		open_by(&fake, 5, 2, rows[i].number);
		fake.files[fake.n_files - 1].text[0] ^= 'b' ^ 'c';
		open_by(&fake, 5, 3, "socket:[17]");
		fake_kernel_add_file(&fake, "/proc/self/fd/9", rows[i].number);
		assert_null(vf_users_only_of_vf_1(unit, &fake));
		open_by(&fake, 6, 4, rows[i].number);
		open_by(&fake, 6, 5, rows[i].number);
		fake_kernel_add_file(&fake, "/proc/6/comm", "dpdk");
		assert_string_equal(vf_users_only_of_vf_1(unit, &fake),
				    "opened by dpdk (pid 6)");
		assert_int_equal(vf_users_look(unit, &fake, NULL)->vfs[1].n_holders, 1);
	}
}

/* The address of another VF may begin with that of this one. */
static void test_whole_folder(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;

	init_fake(&fake);
	fake_kernel_add_file(&fake, "dev/char/226:7",
			     "../../devices/pci0000:00/x0000:01:10.2/drm/card7");
	fake_kernel_add_file(&fake, "dev/char/226:8",
			     "../../devices/pci0000:00/0000:01:10.20/drm/card8");
	assert_int_equal(
		field_number(&vf_users_look(unit, &fake, NULL)->vfs[1].device_files), 0);
}

/* The disk that is opened belongs to the subsystem. */
static void test_nvme_multipath(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;

	fake_kernel_init(&fake, 1, &kernel);
	fake_kernel_set_personality(&fake, 0, personality_find("nvme"));
	fake_kernel_add_vfs(&fake, 0, 2);
	/* VFs start offline: whoever brought them online bound them. */
	for (int v = 0; v < 2; v++)
		fake.pfs[0].vfs[v].is_bound = true;
	fake_kernel_add_file(&fake, "/proc/1/comm", "init");
	fake_kernel_add_file(&fake, "dev/char/241:0",
			     "../../devices/pci0000:00/0000:01:10.0/nvme/nvme1");
	fake_kernel_add_file(&fake, "dev/char/241:1",
			     "../../devices/pci0000:00/0000:01:10.2/nvme/nvme2");
	fake_kernel_add_file(
		&fake, "bus/pci/devices/0000:01:10.2/nvme/nvme2/nvme0c2n1/size", "1");
	fake_kernel_add_file(&fake, "dev/block/259:3",
			     "../../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1");
	fake_kernel_add_file(
		&fake, "dev/block/259:4",
		"../../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n10");
	assert_null(vf_users_only_of_vf_1(unit, &fake));
	assert_int_equal(
		field_number(&vf_users_look(unit, &fake, NULL)->vfs[1].device_files), 2);
	open_by(&fake, 6, 3, "b 259:4");
	assert_null(vf_users_only_of_vf_1(unit, &fake));
	open_by(&fake, 6, 4, "b 259:3");
	assert_string_equal(vf_users_only_of_vf_1(unit, &fake),
			    "opened by a process (pid 6)");
}

/* It asks whether somebody has claimed the disk, as this one does. */
static void test_another_run(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;

	init_fake(&fake);
	fake_kernel_add_file(&fake, "dev/block/259:1", VF_1 "nvme/nvme1/nvme1n1");
	open_by(&fake, 6, 3, "b 259:1");
	assert_string_equal(vf_users_only_of_vf_1(unit, &fake),
			    "opened by a process (pid 6)");
	fake_kernel_add_file(&fake, "/proc/6/exe", "/usr/bin/vfstate");
	assert_non_null(vf_users_only_of_vf_1(unit, &fake));
	fake_kernel_add_file(&fake, "/proc/self/exe", "/usr/bin/vfstate");
	assert_null(vf_users_only_of_vf_1(unit, &fake));
	open_by(&fake, 7, 3, "b 259:1");
	fake_kernel_add_file(&fake, "/proc/7/exe", "/usr/bin/vfstate2");
	assert_string_equal(vf_users_only_of_vf_1(unit, &fake),
			    "opened by a process (pid 7)");
}

/* Not their partitions, whose users have the disk as well. */
static void test_disks(void **state)
{
	struct unit *unit = *state;
	const struct observed_vf *vf;
	struct fake_kernel fake;

	init_fake(&fake);
	fake_kernel_add_file(&fake, "dev/char/241:1", VF_1 "nvme/nvme1");
	fake_kernel_add_file(&fake, "dev/block/259:1", VF_1 "nvme/nvme1/nvme1n1");
	fake_kernel_add_file(&fake, "dev/block/259:2",
			     VF_1 "nvme/nvme1/nvme1n1/nvme1n1p1");
	fake_kernel_add_file(&fake, "dev/block/259:2/partition", "1");
	vf = &vf_users_look(unit, &fake, NULL)->vfs[1];
	assert_int_equal(field_number(&vf->device_files), 3);
	assert_int_equal(vf->n_disks, 1);
	assert_string_equal(vf->disks[0].name, "nvme1n1");
	assert_int_equal(vf->disks[0].number.minor, 1);
	/* What cannot be read may be one. */
	fake.fault = FAULT_ALWAYS;
	strcpy(fake.fault_like, "read dev/block/259:2/partition");
	fake.fault_error = EIO;
	assert_int_equal(vf_users_look(unit, &fake, NULL)->vfs[1].n_disks, 2);
}

/* What no process has open, the kernel may have. */
static void test_kernel(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;

	init_fake(&fake);
	fake_kernel_add_file(&fake, "dev/block/259:1", VF_1 "nvme/nvme1/nvme1n1");
	fake_kernel_add_file(&fake, "dev/char/241:1", VF_1 "nvme/nvme1");
	assert_null(vf_users_only_of_vf_1(unit, &fake));
	fake_kernel_add_file(&fake, "/proc/swaps", "/dev/nvme1n1 partition 8 0 -2");
	assert_string_equal(vf_users_only_of_vf_1(unit, &fake),
			    "its disk is in use: nvme1n1 used as swap");
	strcpy(fake.files[fake.n_files - 1].text, "");
	fake_kernel_add_file(&fake, "/dev/nvme1", "c 241:1");
	fake_kernel_add_file(&fake, "/dev/nvme1n1", "b 259:1");
	fake_kernel_add_file(&fake, "block/loop0/loop/backing_file", "/dev/nvme1n1");
	assert_string_equal(vf_users_only_of_vf_1(unit, &fake),
			    "its disk is in use: nvme1n1 below loop0");
	fake.n_files--;
	fake_kernel_add_file(&fake,
			     "kernel/config/nvmet/subsystems/a/passthru/device_path",
			     "/dev/nvme1");
	fake_kernel_add_file(&fake, "kernel/config/nvmet/subsystems/a/passthru/enable",
			     "1");
	assert_string_equal(vf_users_only_of_vf_1(unit, &fake),
			    "its disk is in use: nvme1 exported by nvmet as a");
}

static void test_vfio(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;

	init_fake(&fake);
	fake_kernel_open_vf(&fake, 0, 1);
	assert_string_equal(
		vf_users_only_of_vf_1(unit, &fake),
		"opened through vfio-pci, by a VM or a program in user space");
	fake_kernel_add_file(&fake, "dev/char/510:1", "../../devices/virtual/vfio/1");
	fake_kernel_add_file(&fake, "dev/char/510:12", "../../devices/virtual/vfio/12");
	fake_kernel_add_file(&fake, "dev/char/511:0", VF_1 "vfio-dev/vfio0");
	open_by(&fake, 812, 9, "c 510:1");
	fake_kernel_add_file(&fake, "/proc/812/comm", "qemu-system-x86");
	assert_string_equal(vf_users_only_of_vf_1(unit, &fake),
			    "opened through vfio-pci by qemu-system-x86 (pid 812)");
	/* The group is open before the device is. */
	fake.pfs[0].vfs[1].enable = 0;
	assert_string_equal(vf_users_only_of_vf_1(unit, &fake),
			    "opened through vfio-pci by qemu-system-x86 (pid 812)");
	strcpy(fake.files[fake.n_files - 2].text, "c 510:12");
	assert_null(vf_users_only_of_vf_1(unit, &fake));
	/* iommufd opens the device's own file. */
	strcpy(fake.files[fake.n_files - 2].text, "c 511:0");
	assert_string_equal(vf_users_only_of_vf_1(unit, &fake),
			    "opened through vfio-pci by qemu-system-x86 (pid 812)");
	strcpy(fake.files[fake.n_files - 2].text, "c 510:1");
	fake_kernel_add_file(&fake, "/proc/812/cmdline", "kvm\n-name\nweb01\n");
	assert_string_equal(vf_users_look(unit, &fake, NULL)->vfs[1].holders[0].vm,
			    "web01");
}

static void test_group_without_iommu(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;

	init_fake(&fake);
	fake_kernel_open_vf(&fake, 0, 1);
	fake.pfs[0].vfs[1].enable = 0;
	fake_kernel_add_file(&fake, "dev/char/510:0",
			     "../../devices/virtual/vfio/noiommu-1");
	assert_null(vf_users_only_of_vf_1(unit, &fake));
	open_by(&fake, 7, 9, "c 510:0");
	assert_string_equal(vf_users_only_of_vf_1(unit, &fake),
			    "opened through vfio-pci by a process (pid 7)");
}

/* Only root sees what others have open. */
static void test_without_rights(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;

	fake_kernel_init(&fake, 1, &kernel);
	fake_kernel_add_vfs(&fake, 0, 2);
	fake.fault = FAULT_ALWAYS;
	strcpy(fake.fault_like, "list /proc/1/fd");
	fake.fault_error = EACCES;
	fake_kernel_add_file(&fake, "dev/char/1:3", "../../devices/virtual/mem/null");
	assert_null(vf_users_only_of_vf_1(unit, &fake));
	fake_kernel_add_file(&fake, "dev/char/226:129", VF_1 "drm/renderD129");
	assert_string_equal(
		vf_users_only_of_vf_1(unit, &fake),
		"only root can see which processes have its device file open");
	/* VFIO counts by itself. */
	fake_kernel_open_vf(&fake, 0, 1);
	fake.pfs[0].vfs[1].enable = 0;
	assert_null(vf_users_only_of_vf_1(unit, &fake));
}

/* With O_PATH a process has the name of the file, and not the device. */
static void test_path_only(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;

	init_fake(&fake);
	fake_kernel_add_file(&fake, "dev/char/226:129", VF_1 "drm/renderD129");
	open_by(&fake, 6, 4, "c 226:129");
	assert_string_equal(vf_users_only_of_vf_1(unit, &fake),
			    "opened by a process (pid 6)");
	fake_kernel_add_file(&fake, "/proc/6/fdinfo/4", "pos:\t0\nflags:\t012000000\n");
	assert_null(vf_users_only_of_vf_1(unit, &fake));
	strcpy(fake.files[fake.n_files - 1].text, "pos:\t0\nflags:\t02100002\n");
	assert_string_equal(vf_users_only_of_vf_1(unit, &fake),
			    "opened by a process (pid 6)");
}

static void test_unreadable(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	const struct observed_pf *pf;

	init_fake(&fake);
	fake.fault = FAULT_ALWAYS;
	strcpy(fake.fault_like, "list dev/char");
	fake.fault_error = EIO;
	pf = vf_users_look(unit, &fake, NULL);
	assert_string_equal(in_use_by(&unit->arena, pf, &pf->vfs[1]),
			    "/sys/dev cannot be read: Input/output error");
	/* Its files are those of a disk of the subsystem, whose name is there. */
	strcpy(fake.fault_like, "list bus/pci/devices/0000:01:10.2/nvme");
	fake.pfs[0].personality = personality_find("nvme");
	pf = vf_users_look(unit, &fake, NULL);
	assert_string_equal(in_use_by(&unit->arena, pf, &pf->vfs[1]),
			    "its NVMe controller cannot be read: Input/output error");
	fake.pfs[0].personality = personality_find("igb");
	strcpy(fake.fault_like, "device /proc/6/fd/4");
	fake_kernel_add_file(&fake, "dev/char/226:129", VF_1 "drm/renderD129");
	open_by(&fake, 6, 4, "c 1:3");
	assert_string_equal(
		vf_users_only_of_vf_1(unit, &fake),
		"only root can see which processes have its device file open");
}

UNIT_GROUP(device_users, UNIT_TEST(test_every_file), UNIT_TEST(test_whole_folder),
	   UNIT_TEST(test_nvme_multipath), UNIT_TEST(test_another_run),
	   UNIT_TEST(test_disks), UNIT_TEST(test_kernel), UNIT_TEST(test_vfio),
	   UNIT_TEST(test_group_without_iommu), UNIT_TEST(test_without_rights),
	   UNIT_TEST(test_path_only), UNIT_TEST(test_unreadable))
