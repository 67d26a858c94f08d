/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/managers.h"

#include <errno.h>

#include "fake-kernel.h"
#include "managers-host.h"
#include "observe/observe.h"

static void test_several_files(void **state)
{
	static const struct {
		struct managers_host_file files[3];
		const char *managers;
	} cases[] = {
		/* /etc replaces what /usr/lib has under the same name. */
		{{{"/usr/lib/systemd/network/a.network", "[SR-IOV]\n"},
		  {"/etc/systemd/network/a.network", "[Network]\n"}},
		 ""},
		{{{"/usr/local/lib/udev/rules.d/a.rules", "ATTR{sriov_numvfs}=\"4\"\n"},
		  {"/etc/udev/rules.d/a.rules", ""}},
		 ""},
		/* What packages brought is not the administrator's. */
		{{{"/usr/lib/udev/rules.d/a.rules", "ATTR{sriov_numvfs}=\"4\"\n"}}, ""},
		/* A service that is enabled, and the script that it runs. */
		{{{"/usr/lib/systemd/system/sriov@.service",
		   "[Service]\nExecStart=/bin/sh /usr/local/sbin/sriov.sh %i 4\n"
		   "[Install]\nWantedBy=multi-user.target\n"},
		  {"/etc/systemd/system/multi-user.target.wants/sriov@enp2s0.service",
		   ""},
		  {"/usr/local/sbin/sriov.sh",
		   "#!/bin/sh\n\necho $2 > /sys/class/net/$1/device/sriov_numvfs\n"}},
		 "2 sriov@.service:3"},
		{{{"/etc/rc.local", "/opt/sriov/start enp1s0 &\n"},
		  {"/opt/sriov/start",
		   "echo 4 > /sys/class/net/$1/device/sriov_numvfs\n"}},
		 "1 rc.local:1"},
		{{{"/etc/systemd/system/sriov.service",
		   "[Service]\nExecStart=/sbin/ip link set enp1s0 vf 0 trust on\n"
		   "[Install]\nWantedBy=multi-user.target\n"},
		  {"/etc/systemd/system/multi-user.target.wants/sriov.service", ""}},
		 "1 sriov.service:2"},
		/* A script whose argument is not known. */
		{{{"/etc/rc.local", "/opt/a $(cat /etc/pfs)\n"},
		  {"/opt/a", "echo 4 > /sys/class/net/$1/device/sriov_numvfs\n"}},
		 "1 rc.local:1; 2 rc.local:1"},
		/* One level, and no loop. */
		{{{"/etc/rc.local", "/opt/a\n"},
		  {"/opt/a", "/opt/b vf \n/opt/a vf \n"},
		  {"/opt/b", "ip link set enp1s0 vf 0 trust on\n"}},
		 ""},
		{{{"/etc/network/interfaces", "source /etc/network/more\n"},
		  {"/etc/network/more",
		   "source /etc/network/more\niface enp1s0 inet manual\n"
		   "up ip link set $IFACE vf 0 trust on\n"}},
		 "1 ifupdown:3"},
		{{{"/etc/udev/rules.d/a.rules",
		   "KERNEL==\"enp1s0\", RUN+=\"/usr/local/bin/vfs %k\"\n"},
		  {"/usr/local/bin/vfs",
		   "for pf in enp1s0 enp2s0; do ip link set $pf vf 0 trust on; done\n"}},
		 "1 udev:1"},
		/* In the order of their paths. */
		{{{"/etc/udev/rules.d/a.rules",
		   "KERNEL==\"enp1s0\", ATTR{device/sriov_numvfs}=\"4\"\n"},
		  {"/etc/modprobe.d/a.conf", "options igb max_vfs=4\n"}},
		 "1 modprobe:1 udev:1; 2 modprobe:1"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_string_equal(managers_host_find(*state, cases[i].files,
						       ARRAY_SIZE(cases[i].files)),
				    cases[i].managers);
}

/* A directory that cannot be listed hides nothing that can be read. */
static void test_no_list(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;
	struct observed *observed;

	fake_kernel_init(&fake, 1, &kernel);
	fake_kernel_add_file(&fake, "/etc/rc.local",
			     "echo 4 >/sys/class/net/enp1s0/device/sriov_numvfs\n");
	observed = observe(&kernel, &unit->arena, &unit->diags, NULL, NULL);
	fake.fault = FAULT_ALWAYS;
	fake.fault_error = EACCES;
	strcpy(fake.fault_like, "list /etc");
	observe_managers(&kernel, &unit->arena, observed);
	UNIT_EXPECT(observed->pfs[0].n_owners, 1, "managers of enp1s0, with rc.local");
}

/* Of more than fifty places a host has few, and a boot should not wait for the others. */
static void test_few_operations(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;
	struct observed *observed;
	size_t before;

	fake_kernel_init(&fake, 1, &kernel);
	fake_kernel_add_file(&fake, "/etc/hostname", "host\n");
	observed = observe(&kernel, &unit->arena, &unit->diags, NULL, NULL);
	before = fake.n_operations;
	observe_managers(&kernel, &unit->arena, observed);
	if (fake.n_operations == before || fake.n_operations > before + 12)
		fail_msg("%zu operations, not 1 to 12", fake.n_operations - before);
}

UNIT_GROUP(managers, UNIT_TEST(test_several_files), UNIT_TEST(test_no_list),
	   UNIT_TEST(test_few_operations))
