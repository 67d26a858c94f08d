/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "managers-host.h"

static void test_ini(void **state)
{
	MANAGERS_HOST_CHECK(
		"/etc/systemd/network/10-a.link",
		{"[Match]\nOriginalName=enp1s0\n[Link]\nSR-IOVVirtualFunctions=3\n",
		 "1 systemd-udevd:4"},
		{"[Match]\nOriginalName=*\n[SR-IOV]\nVirtualFunction=0\n",
		 "1 systemd-udevd:3; 2 systemd-udevd:3"},
		{"[Match]\nOriginalName=enp1s0\n[Link]\nMTUBytes=9000\n", ""},
		{"[Match]\nOriginalName=*\n[Link]\n#SR-IOVVirtualFunctions=3\n", ""});
	MANAGERS_HOST_CHECK(
		"/usr/lib/systemd/network/10-a.network",
		{"[Match]\nName=en*\n\n[SR-IOV]\nVirtualFunction=0\n",
		 "1 systemd-networkd:4; 2 systemd-networkd:4"},
		{"[Match]\nName=eth0 enp1s0\n[SR-IOV]\n", "1 systemd-networkd:3"},
		{"[Match]\nName=enp9s0\n[SR-IOV]\nVirtualFunction=0\n", ""},
		{"[Match]\nDriver=igb\nPath=pci-0000:01:00.*\n[SR-IOV]\n",
		 "1 systemd-networkd:4"},
		{"[Match]\nDriver=mlx5_core\n[SR-IOV]\n", ""},
		{"[Match]\nPath=pci-0000:09:00.0\n[SR-IOV]\n", ""},
		{"[Match]\nMACAddress=90:E2:BA:21:02:00\n[SR-IOV]\n",
		 "1 systemd-networkd:3"},
		{"[Match]\nMACAddress=90:e2:ba:21:09:00\n[SR-IOV]\n", ""});
	MANAGERS_HOST_CHECK(
		"/etc/NetworkManager/system-connections/a.nmconnection",
		{"[connection]\ninterface-name=enp1s0\n[sriov]\ntotal-vfs=3\n",
		 "1 NetworkManager:3"},
		{"[connection]\ninterface-name=enp9s0\n[sriov]\ntotal-vfs=3\n", ""},
		{"[connection]\ninterface-name=enp1s0\n[ipv4]\nmethod=auto\n", ""});
}

UNIT_GROUP(managers_ini, UNIT_TEST(test_ini))
