/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/managers.h"

#include <errno.h>

#include "fake-kernel.h"
#include "observe/observe.h"
#include "unit.h"

struct file {
	const char *path, *text;
};

/* "1 TOOL:LINE ...; 2 TOOL:LINE ...", PFs without other managers left out, on a host with
 * enp1s0 (0000:01:00.0, igb, 90:e2:ba:21:02:00, two VFs) and enp2s0, for up to three
 * files. */
static const char *managers_of(struct unit *unit, const struct file *files, size_t n)
{
	struct fake_kernel fake;
	struct kernel kernel;
	struct observed *observed;
	const char *all = "";

	fake_kernel_init(&fake, 2, &kernel);
	fake_kernel_add_vfs(&fake, 0, 2);
	for (size_t i = 0; i < n && files[i].path; i++)
		fake_kernel_add_file(&fake, files[i].path, files[i].text);
	observed = observe(&kernel, &unit->arena, &unit->diags, NULL, NULL);
	observe_managers(&kernel, &unit->arena, observed);
	for (size_t i = 0; i < observed->n_pfs; i++) {
		const struct observed_pf *pf = &observed->pfs[i];

		for (size_t j = 0; j < pf->n_owners; j++)
			all = arena_printf(&unit->arena, "%s%s%s:%d", all,
					   j   ? " "
					   : i ? *all ? "; 2 " : "2 "
					       : "1 ",
					   pf->owners[j].tool, pf->owners[j].line);
	}
	return all;
}

struct managers_case {
	const char *text, *managers;
};

/* Each text as one file of that path. */
static void check(void **state, const char *path, const struct managers_case *cases,
		  size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct file file = {path, cases[i].text};
		const char *managers = managers_of(*state, &file, 1);

		if (strcmp(managers, cases[i].managers) != 0)
			fail_msg("%s: %s: '%s'", path, cases[i].text, managers);
	}
}

#define CHECK(path, ...)                                                                 \
	do {                                                                             \
		static const struct managers_case cases[] = {__VA_ARGS__};               \
		check(state, path, cases, ARRAY_SIZE(cases));                            \
	} while (0)

static void test_ini(void **state)
{
	CHECK("/etc/systemd/network/10-a.link",
	      {"[Match]\nOriginalName=enp1s0\n[Link]\nSR-IOVVirtualFunctions=3\n",
	       "1 systemd-udevd:4"},
	      {"[Match]\nOriginalName=*\n[SR-IOV]\nVirtualFunction=0\n",
	       "1 systemd-udevd:3; 2 systemd-udevd:3"},
	      {"[Match]\nOriginalName=enp1s0\n[Link]\nMTUBytes=9000\n", ""},
	      {"[Match]\nOriginalName=*\n[Link]\n#SR-IOVVirtualFunctions=3\n", ""});
	CHECK("/usr/lib/systemd/network/10-a.network",
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
	CHECK("/etc/NetworkManager/system-connections/a.nmconnection",
	      {"[connection]\ninterface-name=enp1s0\n[sriov]\ntotal-vfs=3\n",
	       "1 NetworkManager:3"},
	      {"[connection]\ninterface-name=enp9s0\n[sriov]\ntotal-vfs=3\n", ""},
	      {"[connection]\ninterface-name=enp1s0\n[ipv4]\nmethod=auto\n", ""});
}

static void test_yaml(void **state)
{
	CHECK("/etc/netplan/a.yaml",
	      {"network:\n  ethernets:\n    enp1s0:\n      virtual-function-count: 3\n",
	       "1 netplan:4"},
	      {"network: {ethernets: {a: {match: {driver: igb}, "
	       "virtual-function-count: 3}}}\n",
	       "1 netplan:1; 2 netplan:1"},
	      {"network: {ethernets: {a: {match: {name: eth*}, "
	       "virtual-function-count: 3}}}\n",
	       ""},
	      {"network: {ethernets: {v0: {link: enp1s0}}}\n", "1 netplan:1"},
	      {"network: {ethernets: {enp1s0: {dhcp4: true}}}\n", ""},
	      {"network: [\n", ""}, {"- 1\n", ""});
	CHECK("/etc/netplan/a.yaml.bak",
	      {"network: {ethernets: {v0: {link: enp1s0}}}\n", ""});
	CHECK("/var/lib/os-net-config/sriov_config.yaml",
	      {"- device_type: pf\n  name: enp1s0\n  numvfs: 4\n", "1 os-net-config:2"},
	      {"- device_type: vf\n  device: {name: enp2s0, vfid: 1}\n",
	       "2 os-net-config:2"},
	      {"- device_type: pf\n  name: enp9s0\n  numvfs: 4\n", ""},
	      {"- device_type: pf\n  name: enp1s0\n", ""}, {"[", ""});
	CHECK("/etc/sriov-netplan-shim/interfaces.yaml",
	      {"interfaces:\n  enp2s0:\n    num_vfs: 4\n", "2 sriov-netplan-shim:3"},
	      {"interfaces:\n  enp9s0:\n    num_vfs: 4\n", ""});
}

static void test_udev(void **state)
{
	CHECK("/etc/udev/rules.d/70-sriov.rules",
	      {"# VFs\nACTION==\"add\", SUBSYSTEM==\"net\", KERNEL==\"enp1s0\", "
	       "ATTR{device/sriov_numvfs}=\"4\"\n",
	       "1 udev:2"},
	      {"KERNEL==\"enp1s0\", \\\n  ATTR{device/sriov_numvfs}=\"4\"\n", "1 udev:2"},
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
	      {"ATTR{address}==\"90:e2:ba:21:03:00\", ATTR{device/sriov_numvfs}=\"4\"\n",
	       "2 udev:1"},
	      {"ATTR{address}==\"90:e2:ba:21:09:00\", ATTR{device/sriov_numvfs}=\"4\"\n",
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

static void test_lines(void **state)
{
	CHECK("/etc/tmpfiles.d/sriov.conf",
	      {"w /sys/class/net/enp1s0/device/sriov_numvfs - - - - 4\n",
	       "1 systemd-tmpfiles:1"},
	      {"#\nw! /sys/bus/pci/devices/0000\\:02\\:00.0/sriov_numvfs - - - - 4\n",
	       "2 systemd-tmpfiles:2"},
	      {"w /sys/devices/pci0000:00/0000:00:01.0/0000:01:00.*/sriov_numvfs - - - - "
	       "4",
	       "1 systemd-tmpfiles:1"},
	      {"w /sys/class/net/enp1s0/device/sriov_numvfs - - - - 0\n", ""},
	      {"w /sys/class/net/enp9s0/device/sriov_numvfs - - - - 4\n", ""},
	      {"w /sys/bus/pci/devices/0000:01:10.0/sriov_numvfs - - - - 4\n", ""},
	      {"#w /sys/class/net/enp1s0/device/sriov_numvfs - - - - 4\n", ""},
	      {"z /sys/class/net/enp1s0/device/sriov_numvfs 0660 root kvm - -\n", ""});
	CHECK("/etc/sysfs.d/sriov.conf",
	      {"\nclass/net/enp1s0/device/sriov_numvfs = 4\n", "1 sysfsutils:2"},
	      {"bus/pci/devices/0000:02:00.0/sriov_numvfs=4\n", "2 sysfsutils:1"},
	      {"class/net/enp1s0/device/sriov_numvfs = 0\n", ""},
	      {"class/net/enp9s0/device/sriov_numvfs = 4\n", ""},
	      {"# class/net/enp1s0/device/sriov_numvfs = 4\n", ""},
	      {"mode class/net/enp1s0/device/sriov_numvfs = 0660\n", ""});
	CHECK("/etc/sysfs.conf",
	      {"class/net/enp1s0/device/sriov_numvfs = 4\n", "1 sysfsutils:1"});
	CHECK("/etc/modprobe.d/igb.conf",
	      {"options igb max_vfs=7,7\n", "1 modprobe:1; 2 modprobe:1"},
	      {"# options igb max_vfs=7\n", ""}, {"options igb max_vfs=0,0\n", ""},
	      {"options ixgbe max_vfs=7\n", ""}, {"options igb debug=7\n", ""},
	      {"install igb /sbin/modprobe --ignore-install igb; echo 4 > "
	       "/sys/class/net/enp2s0/device/sriov_numvfs\n",
	       "2 modprobe:1"});
	CHECK("/proc/cmdline", {"quiet igb.max_vfs=7", "1 kernel:0; 2 kernel:0"},
	      {"quiet igb.max_vfs=0 ixgbe.max_vfs=7 igb.x=1", ""});
	CHECK("/etc/rdma/sriov-vfs",
	      {"# 0000:01:10.0 mac 52:54:00:21:00:00\n\n"
	       "0000:01:10.0 mac 52:54:00:21:00:00\n",
	       "1 rdma:3"},
	      {"0000:01:1f.7 mac 52:54:00:21:00:00\n", ""},
	      {"0000:02:10.0 port 2 guid 05011403007bcba1\n", "2 rdma:1"},
	      {"0000:09:10.0 mac 52:54:00:21:00:00\n", ""},
	      {"0000:01:00.0 mac 52:54:00:21:00:00\n", ""});
	CHECK("/etc/dpdk/interfaces", {"pci 0000:01:10.0 vfio-pci\n", "1 dpdk:1"},
	      {"pci 0000:01:00.0 vfio-pci\n", ""});
	CHECK("/etc/driverctl.d/pci-0000:01:10.0", {"vfio-pci\n", "1 driverctl:0"});
	CHECK("/etc/driverctl.d/pci-0000:09:10.0", {"vfio-pci\n", ""});
}

static void test_interfaces(void **state)
{
	CHECK("/etc/network/interfaces",
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
	CHECK("/etc/network/interfaces.d/nic",
	      {"iface enp1s0 inet manual\n pre-up /bin/sh -c \"echo 4 | tee "
	       "/sys/class/net/enp1s0/device/sriov_numvfs >/dev/null\"\n",
	       "1 ifupdown:2"});
}

static void test_shell(void **state)
{
	CHECK("/etc/rc.local",
	      {"#!/bin/sh\necho 4 > /sys/class/net/enp1s0/device/sriov_numvfs\n",
	       "1 rc.local:2"},
	      {"echo '4' >/sys/bus/pci/devices/0000:02:00.0/sriov_numvfs; exit 0\n",
	       "2 rc.local:1"},
	      {"# echo 4 > /sys/class/net/enp1s0/device/sriov_numvfs\n", ""},
	      {"true # echo 4 > /sys/class/net/enp1s0/device/sriov_numvfs\n", ""},
	      {"echo 0 > /sys/class/net/enp1s0/device/sriov_numvfs\n", ""},
	      {"cat /sys/class/net/enp1s0/device/sriov_numvfs > /run/n\n", ""},
	      {"[ $(cat /sys/class/net/enp1s0/device/sriov_numvfs) = 0 ] && exit\n", ""},
	      {"if [ \"$(cat /sys/class/net/enp1s0/device/sriov_numvfs)\" = 0 ]; then "
	       "echo 4 \\\n  > /sys/class/net/enp1s0/device/sriov_numvfs; fi\n",
	       "1 rc.local:1"},
	      {"for pf in enp1s0 enp9s0; do\n  echo 4 > "
	       "/sys/class/net/$pf/device/sriov_numvfs\ndone\n",
	       "1 rc.local:2"},
	      {"for dev in /sys/class/net/enp*; do echo 4 > "
	       "\"${dev}/device/sriov_numvfs\"; done\n",
	       "1 rc.local:1; 2 rc.local:1"},
	      {"PF=enp9s0\nF=/sys/class/net/$PF/device/sriov_numvfs\necho 4 > $F\n", ""},
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
	      {"PF=enp2s0\necho 4 | tee /sys/class/net/$(get $PF)/device/sriov_numvfs\n",
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
	CHECK("/etc/cron.d/sriov",
	      {"@reboot root echo 4 > /sys/class/net/enp1s0/device/sriov_numvfs\n",
	       "1 cron:1"},
	      {"#@reboot root echo 4 > /sys/class/net/enp1s0/device/sriov_numvfs\n", ""});
	CHECK("/etc/cron.d/sriov.dpkg-old",
	      {"@reboot root echo 4 > /sys/class/net/enp1s0/device/sriov_numvfs\n", ""});
	CHECK("/etc/NetworkManager/dispatcher.d/10-vfs",
	      {"[ \"$1\" = enp1s0 ] && ip link set \"$1\" vf 0 trust on\n",
	       "1 NetworkManager-dispatcher:1"});
}

static void test_units(void **state)
{
	CHECK("/etc/systemd/system/sriov.service",
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
	CHECK("/etc/systemd/system/vfstate.service",
	      {"[Service]\nExecStart=/sbin/ip link set enp1s0 vf 0 trust on\n", ""});
	CHECK("/etc/systemd/system/net.service.d/sriov.conf",
	      {"[Service]\nExecStartPre=/sbin/ip link set enp1s0 vf 0 trust on\n",
	       "1 net.service:2"});
	/* A package's, that nobody enabled. */
	CHECK("/usr/lib/systemd/system/sriov.service",
	      {"[Service]\nExecStart=/sbin/ip link set enp1s0 vf 0 trust on\n", ""});
}

static void test_several_files(void **state)
{
	static const struct {
		struct file files[3];
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
		assert_string_equal(
			managers_of(*state, cases[i].files, ARRAY_SIZE(cases[i].files)),
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
	assert_int_equal(observed->pfs[0].n_owners, 1);
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
	assert_in_range(fake.n_operations - before, 1, 12);
}

UNIT_GROUP(managers, UNIT_TEST(test_ini), UNIT_TEST(test_yaml), UNIT_TEST(test_udev),
	   UNIT_TEST(test_lines), UNIT_TEST(test_interfaces), UNIT_TEST(test_shell),
	   UNIT_TEST(test_units), UNIT_TEST(test_several_files), UNIT_TEST(test_no_list),
	   UNIT_TEST(test_few_operations))
