/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "managers-host.h"

static void test_yaml(void **state)
{
	MANAGERS_HOST_CHECK(
		"/etc/netplan/a.yaml",
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
	MANAGERS_HOST_CHECK("/etc/netplan/a.yaml.bak",
			    {"network: {ethernets: {v0: {link: enp1s0}}}\n", ""});
	MANAGERS_HOST_CHECK(
		"/var/lib/os-net-config/sriov_config.yaml",
		{"- device_type: pf\n  name: enp1s0\n  numvfs: 4\n", "1 os-net-config:2"},
		{"- device_type: vf\n  device: {name: enp2s0, vfid: 1}\n",
		 "2 os-net-config:2"},
		{"- device_type: pf\n  name: enp9s0\n  numvfs: 4\n", ""},
		{"- device_type: pf\n  name: enp1s0\n", ""}, {"[", ""});
	MANAGERS_HOST_CHECK(
		"/etc/sriov-netplan-shim/interfaces.yaml",
		{"interfaces:\n  enp2s0:\n    num_vfs: 4\n", "2 sriov-netplan-shim:3"},
		{"interfaces:\n  enp9s0:\n    num_vfs: 4\n", ""});
}

UNIT_GROUP(managers_yaml, UNIT_TEST(test_yaml))
