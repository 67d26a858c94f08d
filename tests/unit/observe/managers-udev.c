/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "managers-host.h"

static void test_udev(void **state)
{
	MANAGERS_HOST_CHECK(
		"/etc/udev/rules.d/70-sriov.rules",
		{"# VFs\nACTION==\"add\", SUBSYSTEM==\"net\", KERNEL==\"enp1s0\", "
		 "ATTR{device/sriov_numvfs}=\"4\"\n",
		 "1 udev:2"},
		{"KERNEL==\"enp1s0\", \\\n  ATTR{device/sriov_numvfs}=\"4\"\n",
		 "1 udev:2"},
		{"# KERNEL==\"enp1s0\", ATTR{device/sriov_numvfs}=\"4\"\n", ""},
		{"KERNEL==\"enp9s0\", ATTR{device/sriov_numvfs}=\"4\"\n", ""},
		{"KERNEL==\"enp1s0\", ATTR{device/sriov_numvfs}=\"0\"\n", ""},
		{"KERNEL==\"enp1s0\", ATTR{device/sriov_numvfs}==\"4\", MODE=\"0600\"\n",
		 ""},
		{"KERNEL!=\"enp1s0\", ATTR{device/sriov_numvfs}=\"4\"\n", "2 udev:1"},
		{"KERNEL==\"eth0\", ATTR{device/sriov_numvfs}=\"4\"\n",
		 "1 udev:1; 2 udev:1"},
		{"ENV{INTERFACE}==\"enp9s0|enp2s0\", ATTR{device/sriov_numvfs}=\"4\"\n",
		 "2 udev:1"},
		{"ACTION==\"remove\", ATTR{device/sriov_numvfs}=\"4\"\n", ""},
		{"SUBSYSTEM==\"pci\", KERNEL==\"0000:02:00.*\", "
		 "ATTR{sriov_numvfs}:=\"4\"\n",
		 "2 udev:1"},
		{"ENV{ID_NET_DRIVER}==\"igb\", ATTR{device/sriov_numvfs}=\"4\"\n",
		 "1 udev:1; 2 udev:1"},
		{"DRIVERS==\"ixgbe\", ATTR{device/sriov_numvfs}=\"4\"\n", ""},
		{"ATTR{vendor}==\"0x8086\", ATTR{device}==\"0x10C9\", "
		 "ATTR{sriov_numvfs}=\"4\"\n",
		 "1 udev:1; 2 udev:1"},
		{"ATTR{vendor}==\"0x15b3\", ATTR{sriov_numvfs}=\"4\"\n", ""},
		{"ATTR{address}==\"90:e2:ba:21:03:00\", "
		 "ATTR{device/sriov_numvfs}=\"4\"\n",
		 "2 udev:1"},
		{"ATTR{address}==\"90:e2:ba:21:09:00\", "
		 "ATTR{device/sriov_numvfs}=\"4\"\n",
		 ""},
		{"ATTR{[net/enp2s0]device/sriov_numvfs}=\"4\"\n", "2 udev:1"},
		{"KERNEL==\"enp2s0\", RUN+=\"/bin/sh -c 'echo 4 > "
		 "/sys/class/net/%k/device/sriov_numvfs'\"\n",
		 "2 udev:1"},
		{"KERNEL==\"enp2s0\", RUN+=\"/bin/sh -c \\\"echo 4 > "
		 "/sys$devpath/device/sriov_numvfs\\\"\"\n",
		 "2 udev:1"},
		{"RUN+=\"/usr/sbin/ip link set enp1s0 vf 0 mac 52:54:00:21:00:00\"\n",
		 "1 udev:1"},
		{"ATTR{sriov_numvfs}=\n", ""}, {"ATTR{sriov_numvfs=\"4\"\n", ""},
		{"KERNEL==\"enp1s0, ATTR{sriov_numvfs}=", ""});
}

UNIT_GROUP(managers_udev, UNIT_TEST(test_udev))
