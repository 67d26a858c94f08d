/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/owners.h"

#include "fake-kernel.h"
#include "observe/observe.h"
#include "unit.h"

/* The owners of enp1s0 (90:e2:ba:21:02:00, igb) where a file says that. */
static const char *owners_of(struct unit *unit, const char *path, const char *text)
{
	struct fake_kernel fake;
	struct kernel kernel;
	const struct observed_pf *pf;
	struct observed *observed;
	const char *all = "";

	fake_kernel_init(&fake, 2, &kernel);
	fake_kernel_add_file(&fake, path, text);
	observed = observe(&kernel, &unit->arena, &unit->diags, NULL, NULL);
	observe_owners(&kernel, &unit->arena, observed);
	pf = &observed->pfs[0];
	for (size_t i = 0; i < pf->n_owners; i++)
		all = arena_printf(&unit->arena, "%s%s", all, pf->owners[i].tool);
	return all;
}

static void test_tools(void **state)
{
	static const char link[] = "/etc/systemd/network/10-a.link",
			  network[] = "/usr/lib/systemd/network/10-a.network",
			  nm[] = "/etc/NetworkManager/system-connections/a.nmconnection",
			  netplan[] = "/etc/netplan/a.yaml";
	static const struct {
		const char *path, *text, *owners;
	} cases[] = {
		{link, "[Match]\nOriginalName=enp1s0\n[Link]\nSR-IOVVirtualFunctions=3\n",
		 "systemd-udevd"},
		{link, "[Match]\nOriginalName=*\n[SR-IOV]\nVirtualFunction=0\n",
		 "systemd-udevd"},
		{link, "[Match]\nOriginalName=enp1s0\n[Link]\nMTUBytes=9000\n", ""},
		{link, "[Match]\nOriginalName=*\n[Link]\n#SR-IOVVirtualFunctions=3\n",
		 ""},
		{network, "[Match]\nName=en*\n\n[SR-IOV]\nVirtualFunction=0\n",
		 "systemd-networkd"},
		{network, "[Match]\nName=eth0 enp1s0\n[SR-IOV]\n", "systemd-networkd"},
		{network, "[Match]\nName=enp9s0\n[SR-IOV]\nVirtualFunction=0\n", ""},
		{network, "[Match]\nDriver=igb\nPath=pci-0000:01:00.*\n[SR-IOV]\n",
		 "systemd-networkd"},
		{network, "[Match]\nDriver=mlx5_core\n[SR-IOV]\n", ""},
		{network, "[Match]\nPath=pci-0000:09:00.0\n[SR-IOV]\n", ""},
		{network, "[Match]\nMACAddress=90:E2:BA:21:02:00\n[SR-IOV]\n",
		 "systemd-networkd"},
		{network, "[Match]\nMACAddress=90:e2:ba:21:09:00\n[SR-IOV]\n", ""},
		{nm, "[connection]\ninterface-name=enp1s0\n[sriov]\ntotal-vfs=3\n",
		 "NetworkManager"},
		{nm, "[connection]\ninterface-name=enp9s0\n[sriov]\ntotal-vfs=3\n", ""},
		{nm, "[connection]\ninterface-name=enp1s0\n[ipv4]\nmethod=auto\n", ""},
		{netplan, "network: {ethernets: {enp1s0: {virtual-function-count: 3}}}\n",
		 "netplan"},
		{netplan,
		 "network: {ethernets: {a: {match: {driver: igb}, "
		 "virtual-function-count: 3}}}\n",
		 "netplan"},
		{netplan,
		 "network: {ethernets: {a: {match: {name: eth*}, "
		 "virtual-function-count: 3}}}\n",
		 ""},
		{netplan, "network: {ethernets: {v0: {link: enp1s0}}}\n", "netplan"},
		{netplan, "network: {ethernets: {enp1s0: {dhcp4: true}}}\n", ""},
		{netplan, "network: [\n", ""},
		{netplan, "- 1\n", ""},
		{"/etc/netplan/a.yaml.bak",
		 "network: {ethernets: {v0: {link: enp1s0}}}\n", ""},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *owners = owners_of(unit, cases[i].path, cases[i].text);

		if (strcmp(owners, cases[i].owners) != 0)
			fail_msg("%s: '%s'", cases[i].text, owners);
	}
}

/* /etc replaces what /usr/lib has under the same name. */
static void test_precedence(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct observed *observed;
	struct kernel kernel;

	fake_kernel_init(&fake, 1, &kernel);
	fake_kernel_add_file(&fake, "/usr/lib/systemd/network/a.network", "[SR-IOV]\n");
	fake_kernel_add_file(&fake, "/etc/systemd/network/a.network", "[Network]\n");
	observed = observe(&kernel, &unit->arena, &unit->diags, NULL, NULL);
	observe_owners(&kernel, &unit->arena, observed);
	assert_int_equal(observed->pfs[0].n_owners, 0);
}

UNIT_GROUP(owners, UNIT_TEST(test_tools), UNIT_TEST(test_precedence))
