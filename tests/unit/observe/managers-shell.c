/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "managers-host.h"

static void test_interfaces(void **state)
{
	MANAGERS_HOST_CHECK(
		"/etc/network/interfaces",
		{"auto enp1s0\niface enp1s0 inet manual\n\tpre-up echo 4 > "
		 "/sys/class/net/enp1s0/device/sriov_numvfs\n",
		 "1 ifupdown:3"},
		{"iface enp2s0 inet manual\n\tup echo 4 > "
		 "/sys/class/net/$IFACE/device/sriov_numvfs || true\n",
		 "2 ifupdown:2"},
		{"iface enp9s0 inet manual\n\tup echo 4 > "
		 "/sys/class/net/${IFACE}/device/sriov_numvfs\n",
		 ""},
		{"iface enp1s0 inet dhcp\n\tpost-up ip link set dev enp1s0 vf 0 mac "
		 "52:54:00:21:00:00\n",
		 "1 ifupdown:2"},
		{"iface enp1s0 inet dhcp\n\tpost-up ip link set enp1s0 up\n", ""},
		{"iface enp1s0 inet dhcp\n# up ip link set enp1s0 vf 0 trust on\n", ""},
		{"iface enp1s0 inet dhcp\n\tdown echo 0 > "
		 "/sys/class/net/enp1s0/device/sriov_numvfs\n",
		 ""});
	MANAGERS_HOST_CHECK(
		"/etc/network/interfaces.d/nic",
		{"iface enp1s0 inet manual\n pre-up /bin/sh -c \"echo 4 | tee "
		 "/sys/class/net/enp1s0/device/sriov_numvfs >/dev/null\"\n",
		 "1 ifupdown:2"});
}

static void test_shell(void **state)
{
	MANAGERS_HOST_CHECK(
		"/etc/rc.local",
		{"#!/bin/sh\necho 4 > /sys/class/net/enp1s0/device/sriov_numvfs\n",
		 "1 rc.local:2"},
		{"echo '4' >/sys/bus/pci/devices/0000:02:00.0/sriov_numvfs; exit 0\n",
		 "2 rc.local:1"},
		{"# echo 4 > /sys/class/net/enp1s0/device/sriov_numvfs\n", ""},
		{"true # echo 4 > /sys/class/net/enp1s0/device/sriov_numvfs\n", ""},
		{"echo 0 > /sys/class/net/enp1s0/device/sriov_numvfs\n", ""},
		{"cat /sys/class/net/enp1s0/device/sriov_numvfs > /run/n\n", ""},
		{"[ $(cat /sys/class/net/enp1s0/device/sriov_numvfs) = 0 ] && exit\n",
		 ""},
		{"if [ \"$(cat /sys/class/net/enp1s0/device/sriov_numvfs)\" = 0 ]; then "
		 "echo 4 \\\n  > /sys/class/net/enp1s0/device/sriov_numvfs; fi\n",
		 "1 rc.local:1"},
		{"for pf in enp1s0 enp9s0; do\n  echo 4 > "
		 "/sys/class/net/$pf/device/sriov_numvfs\ndone\n",
		 "1 rc.local:2"},
		{"for dev in /sys/class/net/enp*; do echo 4 > "
		 "\"${dev}/device/sriov_numvfs\"; done\n",
		 "1 rc.local:1; 2 rc.local:1"},
		{"PF=enp9s0\nF=/sys/class/net/$PF/device/sriov_numvfs\necho 4 > $F\n",
		 ""},
		{"PF=enp2s0 F=/sys/class/net/$PF/device/sriov_numvfs\necho 4 > $F\n",
		 "2 rc.local:2"},
		{"vfs() { echo $2 > /sys/class/net/$1/device/sriov_numvfs; }\nvfs enp2s0 "
		 "4\n",
		 "2 rc.local:1"},
		{"for d in `ls /sys/class/net`; do echo 4 > "
		 "/sys/class/net/$d/device/sriov_numvfs; done\n",
		 "1 rc.local:1; 2 rc.local:1"},
		{"echo 4 > /sys/class/net/$(first_pf)/device/sriov_numvfs\n",
		 "1 rc.local:1; 2 rc.local:1"},
		{"PF=enp2s0\necho 4 | tee /sys/class/net/$(get "
		 "$PF)/device/sriov_numvfs\n",
		 "2 rc.local:2"},
		{"A=1; for pf in enp2s0; do ip link set $pf vf 0 rate $A; done\n",
		 "2 rc.local:1"},
		{"cd /sys/class/net/enp1s0/device && echo 4 > sriov_numvfs\n",
		 "1 rc.local:1; 2 rc.local:1"},
		{"/sbin/ip link set enp1s0 vf 1 vlan 100\n", "1 rc.local:1"},
		{"for i in 0 1; do ip link set dev enp1s0 vf $i trust on; done\n",
		 "1 rc.local:1"},
		{"ip link set enp9s0 vf 1 vlan 100\nip link show enp1s0\n", ""},
		{"ip link set enp1s0v0 address 52:54:00:21:00:00\n", ""},
		{"devlink dev eswitch set pci/0000:01:00.0 mode switchdev\n",
		 "1 rc.local:1"},
		{"devlink dev eswitch show pci/0000:01:00.0\n", ""},
		{"modprobe -v igb max_vfs=7\n", "1 rc.local:1; 2 rc.local:1"},
		{"modprobe ixgbe max_vfs=7\nmodprobe igb\n", ""},
		{"A=$A\nB=$B$B$B$B\necho 4 > /sys/class/net/$A$B/device/sriov_numvfs\n",
		 ""},
		{"echo 4 > ${\necho 4 > ${}/device/sriov_numvfs\necho \"$", ""});
	MANAGERS_HOST_CHECK(
		"/etc/cron.d/sriov",
		{"@reboot root echo 4 > /sys/class/net/enp1s0/device/sriov_numvfs\n",
		 "1 cron:1"},
		{"#@reboot root echo 4 > /sys/class/net/enp1s0/device/sriov_numvfs\n",
		 ""});
	MANAGERS_HOST_CHECK(
		"/etc/cron.d/sriov.dpkg-old",
		{"@reboot root echo 4 > /sys/class/net/enp1s0/device/sriov_numvfs\n",
		 ""});
	MANAGERS_HOST_CHECK("/etc/NetworkManager/dispatcher.d/10-vfs",
			    {"[ \"$1\" = enp1s0 ] && ip link set \"$1\" vf 0 trust on\n",
			     "1 NetworkManager-dispatcher:1"});
}

UNIT_GROUP(managers_shell, UNIT_TEST(test_interfaces), UNIT_TEST(test_shell))
