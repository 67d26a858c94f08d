/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/block-exports.h"

#include "fake-kernel.h"
#include "observe/device-users.h"
#include "unit.h"
#include "vf-users.h"

#define NVMET "kernel/config/nvmet/subsystems/nqn.a"
#define LIO "kernel/config/target/core/"
#define USB "kernel/config/usb_gadget/g/functions/mass_storage.0/"

static const struct device_file disk = {.number = {true, 259, 1},
					.path = "../../x/nvme1/nvme1n1"},
				controller = {.number = {false, 241, 1},
					      .path = "../../x/nvme1"};

/* What has the device open; NULL: nothing. */
static const char *user_of(struct unit *unit, struct fake_kernel *fake,
			   const struct device_file *file)
{
	struct kernel kernel = fake_kernel_of(fake);
	struct block_exports exports = {0};
	struct observed_vf vf = {0};

	block_exports_add_to_vf(&kernel, &unit->arena, &exports, file, &vf);
	return vf_users_only_holder(&vf);
}

static void init_fake(struct fake_kernel *fake)
{
	struct kernel kernel;

	fake_kernel_init(fake, 1, &kernel);
	fake_kernel_add_file(fake, "/dev/nvme1n1", "b 259:1");
	fake_kernel_add_file(fake, "/dev/nvme1n10", "b 259:10");
	fake_kernel_add_file(fake, "/dev/nvme1", "c 241:1");
	/* One that the sandbox hides. */
	fake_kernel_add_file(fake, "/proc/1/root/dev/disk/by-id/a", "b 259:1");
	fake_kernel_add_file(fake, "/srv/image", "something");
}

static void test_disk(void **state)
{
	static const struct {
		const char *path, *text, *path_2, *text_2;
		const char *words; /* NULL: nothing has it open */
	} cases[] = {
		{NVMET "/namespaces/1/device_path", "/dev/nvme1n1",
		 NVMET "/namespaces/1/enable", "1",
		 "nvme1n1 exported by nvmet as nqn.a/1"},
		{NVMET "/namespaces/1/device_path", "/dev/nvme1n1",
		 NVMET "/namespaces/1/enable", "0", NULL},
		{NVMET "/namespaces/1/device_path", "/dev/nvme1n1", NULL, NULL, NULL},
		{NVMET "/namespaces/1/device_path", "/dev/nvme1n10",
		 NVMET "/namespaces/1/enable", "1", NULL},
		{NVMET "/namespaces/1/device_path", "/dev/disk/by-id/a\n",
		 NVMET "/namespaces/1/enable", "1",
		 "nvme1n1 exported by nvmet as nqn.a/1"},
		/* It leads nowhere by now. */
		{NVMET "/namespaces/1/device_path", "/dev/disk/by-id/gone",
		 NVMET "/namespaces/1/enable", "1",
		 "nvme1n1 may be exported by nvmet as nqn.a/1"},
		{NVMET "/namespaces/1/device_path", "/dev/nvme7n1",
		 NVMET "/namespaces/1/enable", "1", NULL},
		{NVMET "/passthru/device_path", "/dev/nvme1", NVMET "/passthru/enable",
		 "1", NULL},
		{LIO "iblock_0/a/info",
		 "Status: ACTIVATED  Max Queue Depth: 0\n"
		 "        iBlock device: nvme1n1  UDEV PATH: x  readonly: 0\n"
		 "        Major: 259 Minor: 1  CLAIMED: IBLOCK\n",
		 LIO "iblock_0/a/enable", "1", "nvme1n1 exported by LIO as iblock_0/a"},
		{LIO "iblock_0/a/info", "        Major: 259 Minor: 2  CLAIMED: IBLOCK\n",
		 LIO "iblock_0/a/enable", "1", NULL},
		{LIO "iblock_0/a/info", "        Major: 0 Minor: 0\n",
		 LIO "iblock_0/a/enable", "1", NULL},
		{LIO "fileio_0/a/info",
		 "TCM FILEIO ID: 0        File: /dev/nvme1n1  Size: 1  Mode: O_DSYNC\n",
		 LIO "fileio_0/a/enable", "1", "nvme1n1 exported by LIO as fileio_0/a"},
		{LIO "fileio_0/a/info",
		 "TCM FILEIO ID: 0        File: /srv/image  Size: 1",
		 LIO "fileio_0/a/enable", "1", NULL},
		{LIO "rd_mcp_0/a/info", "TCM RamDisk ID: 0", LIO "rd_mcp_0/a/enable", "1",
		 NULL},
		{"block/loop0/loop/backing_file", "/dev/nvme1n1", "block/nvme1n1/size",
		 "8", "nvme1n1 below loop0"},
		{"block/loop0/loop/backing_file", "/srv/image", NULL, NULL, NULL},
		{"block/loop0/loop/backing_file", "/srv/image (deleted)", NULL, NULL,
		 NULL},
		/* A device with a node of its own, as raw volumes of Kubernetes. */
		{"block/loop0/loop/backing_file", "/var/lib/kubelet/x",
		 "/proc/1/root/var/lib/kubelet/x", "b 259:1", "nvme1n1 below loop0"},
		{"block/loop0/loop/backing_file", "/srv/a/gone", NULL, NULL, NULL},
		{"block/other/loop/backing_file", "/dev/nvme1n1", NULL, NULL, NULL},
		{"block/zram0/backing_dev", "/dev/nvme1n1", NULL, NULL,
		 "nvme1n1 below zram0"},
		{"block/zram0/backing_dev", "none", NULL, NULL, NULL},
		{"class/rnbd-server/ctl/devices/x/block_dev/dev", "259:1", NULL, NULL,
		 "nvme1n1 exported by rnbd as x"},
		{"bus/xen-backend/devices/vbd-1-51712/physical_device", "103:1", NULL,
		 NULL, "nvme1n1 given to a Xen guest as vbd-1-51712"},
		{"bus/xen-backend/devices/vbd-1-51712/physical_device", "0:0", NULL, NULL,
		 NULL},
		{USB "lun.0/file", "/dev/nvme1n1", NULL, NULL,
		 "nvme1n1 exported over USB as g/mass_storage.0/lun.0"},
		{USB "lun.0/file", "", NULL, NULL, NULL},
		{"kernel/config/cluster/c/heartbeat/h/dev", "nvme1n1", NULL, NULL,
		 "nvme1n1 heartbeat of OCFS2 c/h"},
		{"kernel/config/cluster/c/heartbeat/h/dev", "", NULL, NULL, NULL},
		{"kernel/scst_tgt/devices/d/filename", "/dev/nvme1n1\n[key]", NULL, NULL,
		 "nvme1n1 exported by SCST as d"},
		{"kernel/scst_tgt/devices/\x1b[2J/filename", "/dev/nvme1n1", NULL, NULL,
		 "nvme1n1 exported by SCST as something"},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct fake_kernel fake;
		const char *words;

		init_fake(&fake);
		fake_kernel_add_file(&fake, cases[i].path, cases[i].text);
		if (cases[i].path_2)
			fake_kernel_add_file(&fake, cases[i].path_2, cases[i].text_2);
		words = user_of(unit, &fake, &disk);
		if (!words != !cases[i].words ||
		    (words && strcmp(words, cases[i].words) != 0))
			fail_msg("case %zu: %s", i, words ? words : "nothing");
	}
}

/* All of a controller, not a disk of it. */
static void test_controller(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;

	init_fake(&fake);
	assert_null(user_of(unit, &fake, &controller));
	fake_kernel_add_file(&fake, NVMET "/passthru/device_path", "/dev/nvme1");
	fake_kernel_add_file(&fake, NVMET "/passthru/enable", "1");
	assert_string_equal(user_of(unit, &fake, &controller),
			    "nvme1 exported by nvmet as nqn.a");
	assert_null(user_of(unit, &fake, &disk));
	strcpy(fake.files[fake.n_files - 1].text, "0");
	assert_null(user_of(unit, &fake, &controller));
}

/* In /dev that is its name, whether it can be seen or not. */
static void test_hidden(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;

	fake_kernel_init(&fake, 1, &kernel);
	fake_kernel_add_file(&fake, "block/loop0/loop/backing_file", "/dev/nvme1n1");
	assert_string_equal(user_of(unit, &fake, &disk), "nvme1n1 may be below loop0");
	strcpy(fake.files[0].text, "/dev/nvme1n10");
	assert_null(user_of(unit, &fake, &disk));
}

static void test_unreadable(void **state)
{
	static const char *const operations[] = {
		"list kernel/config/nvmet/subsystems",
		"list kernel/config/nvmet/subsystems/nqn.a/namespaces",
		"read " NVMET "/namespaces/1/enable",
		"read " NVMET "/namespaces/1/device_path",
		"device /proc/1/root/elsewhere",
	};
	struct unit *unit = *state;
	struct fake_kernel fake;

	init_fake(&fake);
	fake_kernel_add_file(&fake, NVMET "/namespaces/1/device_path", "/elsewhere");
	fake_kernel_add_file(&fake, NVMET "/namespaces/1/enable", "1");
	fake.fault = FAULT_ALWAYS;
	assert_null(user_of(unit, &fake, &disk));
	for (size_t i = 0; i < ARRAY_SIZE(operations); i++) {
		strcpy(fake.fault_like, operations[i]);
		fake.fault_error = EACCES;
		if (!user_of(unit, &fake, &disk))
			fail_msg("%s", operations[i]);
		/* It has just gone. */
		fake.fault_error = ENOENT;
		assert_null(user_of(unit, &fake, &disk));
	}
}

UNIT_GROUP(block_exports, UNIT_TEST(test_disk), UNIT_TEST(test_controller),
	   UNIT_TEST(test_hidden), UNIT_TEST(test_unreadable))
