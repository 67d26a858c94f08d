/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "managers-host.h"

static void test_units(void **state)
{
	MANAGERS_HOST_CHECK(
		"/etc/systemd/system/sriov.service",
		{"[Service]\nExecStart=/bin/sh -c 'echo 4 > "
		 "/sys/class/net/enp1s0/device/sriov_numvfs'\n",
		 "1 sriov.service:2"},
		{"[Service]\nEnvironment=PF=enp2s0\nExecStart=-/usr/bin/bash -c \\\n"
		 "  'echo 4 >/sys/class/net/$$PF/device/sriov_numvfs'\n",
		 "2 sriov.service:3"},
		{"[Service]\nExecStart=/usr/sbin/ip link set enp1s0 vf 0 spoofchk off\n",
		 "1 sriov.service:2"},
		{"[Service]\nExecStart=/bin/true\n# ExecStart=/bin/sh -c 'echo 4 > "
		 "/sys/class/net/enp1s0/device/sriov_numvfs'\n",
		 ""},
		{"[Service]\nExecStop=/bin/sh -c 'echo 4 > "
		 "/sys/class/net/enp1s0/device/sriov_numvfs'\n",
		 ""},
		/* Not enabled. */
		{"[Service]\nExecStart=/sbin/ip link set enp1s0 vf 0 trust on\n"
		 "[Install]\nWantedBy=multi-user.target\n",
		 ""});
	MANAGERS_HOST_CHECK(
		"/etc/systemd/system/vfstate.service",
		{"[Service]\nExecStart=/sbin/ip link set enp1s0 vf 0 trust on\n", ""});
	MANAGERS_HOST_CHECK(
		"/etc/systemd/system/net.service.d/sriov.conf",
		{"[Service]\nExecStartPre=/sbin/ip link set enp1s0 vf 0 trust on\n",
		 "1 net.service:2"});
	/* A package's, that nobody enabled. */
	MANAGERS_HOST_CHECK(
		"/usr/lib/systemd/system/sriov.service",
		{"[Service]\nExecStart=/sbin/ip link set enp1s0 vf 0 trust on\n", ""});
}

UNIT_GROUP(managers_units, UNIT_TEST(test_units))
