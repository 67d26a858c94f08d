/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "managers-host.h"

static void test_lines(void **state)
{
	MANAGERS_HOST_CHECK(
		"/etc/tmpfiles.d/sriov.conf",
		{"w /sys/class/net/enp1s0/device/sriov_numvfs - - - - 4\n",
		 "1 systemd-tmpfiles:1"},
		{"#\nw! /sys/bus/pci/devices/0000\\:02\\:00.0/sriov_numvfs - - - - 4\n",
		 "2 systemd-tmpfiles:2"},
		{"w /sys/devices/pci0000:00/0000:00:01.0/0000:01:00.*/sriov_numvfs - - - "
		 "- "
		 "4",
		 "1 systemd-tmpfiles:1"},
		{"w /sys/class/net/enp1s0/device/sriov_numvfs - - - - 0\n", ""},
		{"w /sys/class/net/enp9s0/device/sriov_numvfs - - - - 4\n", ""},
		{"w /sys/bus/pci/devices/0000:01:10.0/sriov_numvfs - - - - 4\n", ""},
		{"#w /sys/class/net/enp1s0/device/sriov_numvfs - - - - 4\n", ""},
		{"z /sys/class/net/enp1s0/device/sriov_numvfs 0660 root kvm - -\n", ""});
	MANAGERS_HOST_CHECK(
		"/etc/sysfs.d/sriov.conf",
		{"\nclass/net/enp1s0/device/sriov_numvfs = 4\n", "1 sysfsutils:2"},
		{"bus/pci/devices/0000:02:00.0/sriov_numvfs=4\n", "2 sysfsutils:1"},
		{"class/net/enp1s0/device/sriov_numvfs = 0\n", ""},
		{"class/net/enp9s0/device/sriov_numvfs = 4\n", ""},
		{"# class/net/enp1s0/device/sriov_numvfs = 4\n", ""},
		{"mode class/net/enp1s0/device/sriov_numvfs = 0660\n", ""});
	MANAGERS_HOST_CHECK(
		"/etc/sysfs.conf",
		{"class/net/enp1s0/device/sriov_numvfs = 4\n", "1 sysfsutils:1"});
	MANAGERS_HOST_CHECK(
		"/etc/modprobe.d/igb.conf",
		{"options igb max_vfs=7,7\n", "1 modprobe:1; 2 modprobe:1"},
		{"# options igb max_vfs=7\n", ""}, {"options igb max_vfs=0,0\n", ""},
		{"options ixgbe max_vfs=7\n", ""}, {"options igb debug=7\n", ""},
		{"install igb /sbin/modprobe --ignore-install igb; echo 4 > "
		 "/sys/class/net/enp2s0/device/sriov_numvfs\n",
		 "2 modprobe:1"});
	MANAGERS_HOST_CHECK("/proc/cmdline",
			    {"quiet igb.max_vfs=7", "1 kernel:0; 2 kernel:0"},
			    {"quiet igb.max_vfs=0 ixgbe.max_vfs=7 igb.x=1", ""});
	MANAGERS_HOST_CHECK("/etc/rdma/sriov-vfs",
			    {"# 0000:01:10.0 mac 52:54:00:21:00:00\n\n"
			     "0000:01:10.0 mac 52:54:00:21:00:00\n",
			     "1 rdma:3"},
			    {"0000:01:1f.7 mac 52:54:00:21:00:00\n", ""},
			    {"0000:02:10.0 port 2 guid 05011403007bcba1\n", "2 rdma:1"},
			    {"0000:09:10.0 mac 52:54:00:21:00:00\n", ""},
			    {"0000:01:00.0 mac 52:54:00:21:00:00\n", ""});
	MANAGERS_HOST_CHECK("/etc/dpdk/interfaces",
			    {"pci 0000:01:10.0 vfio-pci\n", "1 dpdk:1"},
			    {"pci 0000:01:00.0 vfio-pci\n", ""});
	MANAGERS_HOST_CHECK("/etc/driverctl.d/pci-0000:01:10.0",
			    {"vfio-pci\n", "1 driverctl:0"});
	MANAGERS_HOST_CHECK("/etc/driverctl.d/pci-0000:09:10.0", {"vfio-pci\n", ""});
}

UNIT_GROUP(managers_lines, UNIT_TEST(test_lines))
