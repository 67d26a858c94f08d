/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/process-name.h"

#include "fake-kernel.h"
#include "unit.h"

/* What a process 812 is called; *ret_vm as of process_name. */
static const char *name_of(struct unit *unit, const char *comm, const char *cmdline,
			   const char **ret_vm)
{
	struct fake_kernel fake;
	struct kernel kernel;

	fake_kernel_init(&fake, 1, &kernel);
	if (comm)
		fake_kernel_add_file(&fake, "/proc/812/comm", comm);
	if (cmdline)
		fake_kernel_add_file(&fake, "/proc/812/cmdline", cmdline);
	return process_name(&kernel, &unit->arena, 812, ret_vm);
}

static void test_names(void **state)
{
	struct unit *unit = *state;
	const char *vm;

	assert_string_equal(name_of(unit, "dpdk-testpmd", NULL, &vm),
			    "dpdk-testpmd (pid 812)");
	assert_null(vm);
	assert_string_equal(name_of(unit, NULL, NULL, &vm), "a process (pid 812)");
	assert_string_equal(name_of(unit, "\x1b[2J\xff", NULL, &vm),
			    "a process (pid 812)");
}

static void test_libvirt_knows_better(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;
	const char *vm;

	fake_kernel_init(&fake, 1, &kernel);
	fake_kernel_add_file(&fake, "/proc/812/comm", "qemu-system-x86");
	fake_kernel_add_file(&fake, "/proc/812/cmdline", "qemu\n-name\nguest=another\n");
	fake_kernel_add_file(&fake, "/run/libvirt/qemu/.pid", "812");
	fake_kernel_add_file(&fake, "/run/libvirt/qemu/db01.log", "812");
	fake_kernel_add_file(&fake, "/run/libvirt/qemu/db\x1b[2J.pid", "812");
	fake_kernel_add_file(&fake, "/run/libvirt/qemu/db01.pid", "813");
	fake_kernel_add_file(&fake, "/run/libvirt/qemu/web01.pid", "812");
	assert_string_equal(process_name(&kernel, &unit->arena, 812, &vm),
			    "qemu-system-x86 (pid 812, VM web01)");
	assert_string_equal(vm, "web01");
}

static void test_command_lines(void **state)
{
	static const struct {
		const char *comm, *cmdline;
		const char *vm; /* NULL: none */
	} cases[] = {
		{"kvm", "/usr/bin/kvm\n-id\n101\n-name\nweb01,debug-threads=on\n",
		 "web01"},
		{"qemu-system-x86", "qemu-system-x86_64\n-name\nguest=web01\n", "web01"},
		{"qemu-kvm", "qemu-kvm\n--name\ndebug-threads=on,guest=web01\n", "web01"},
		{"qemu-kvm", "qemu-kvm\n-name\nguest=web01,other\n", "web01"},
		{"qemu-kvm", "qemu-kvm\n-name\ndebug-threads=on\n", NULL},
		{"kvm", "kvm\nxname\nweb01\n", NULL},
		{"kvm", "kvm\n-id\n\n-m\n64\n", NULL},
		{"qemu-system-x86", "q\n-name\nweb,,01,process=x\n", "web,01"},
		{"kvm", "kvm\n-id\n101\n", "101"},
		{"kvm", "kvm\n-name\n", NULL},
		{"kvm", "kvm\n-name\n\n-id\n101\n", "101"},
		{"kvm", "kvm\n-m\n64\n", NULL},
		{"kvm", "", NULL},
		{"kvm", "kvm\n-name\nweb\x1b[2J\n", NULL},
		/* Not every program that has such words is a VM. */
		{"python3", "python3\n-name\nweb01\n", NULL},
		{"kvm", NULL, NULL},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *vm = "";

		name_of(unit, cases[i].comm, cases[i].cmdline, &vm);
		if (cases[i].vm) {
			assert_non_null(vm);
			assert_string_equal(vm, cases[i].vm);
		} else {
			assert_null(vm);
		}
	}
}

UNIT_GROUP(process_name, UNIT_TEST(test_names), UNIT_TEST(test_libvirt_knows_better),
	   UNIT_TEST(test_command_lines))
