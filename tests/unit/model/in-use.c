/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/in-use.h"

#include "unit.h"

static void test_who_uses_it(void **state)
{
	static const struct {
		struct observed_vf vf;
		const char *part; /* of the words; NULL: idle */
	} cases[] = {
		{{.driver = NULL}, NULL},
		{{.driver = "igbvf", .netdev = "eth0"}, NULL},
		{{.driver = "igbvf", .netdev = "eth0", .netdev_up = true}, "eth0 is up"},
		{{.driver = "igbvf"}, "network namespace"},
		{{.driver = "vfio-pci", .enable = 0}, NULL},
		{{.driver = "vfio-pci", .enable = 1}, "vfio-pci"},
		{{.driver = "vfio-pci", .enable = -1}, "vfio-pci"},
		{{.driver = "mlx5_vfio_pci", .enable = 1}, "mlx5_vfio_pci"},
		{{.driver = "uio_pci_generic"}, "uio_pci_generic"},
		{{.driver = "uio_pci_generic", .device_files = -1}, "cannot tell"},
		{{.driver = "igb_uio", .device_files = 1}, NULL},
		{{.driver = "pci-stub"}, NULL},
		{{.driver = "pciback"}, "pciback"},
	};
	struct observed_pf pf = {.netdev = "enp3s0"};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *by = in_use_by(&unit->arena, &pf, &cases[i].vf);

		if (cases[i].part)
			assert_non_null(strstr(by, cases[i].part));
		else
			assert_null(by);
	}
	pf.netdev = NULL;
	assert_null(in_use_by(&unit->arena, &pf, &(struct observed_vf){.index = 1}));
	assert_true(in_use_by_vfio(&cases[5].vf));
	assert_false(in_use_by_vfio(&cases[4].vf));
	assert_false(in_use_by_vfio(&cases[2].vf));
}

/* A VF without a netdev, of a PF without or with one: its device files show who uses it.
 */
static void test_device_files(void **state)
{
	static const struct {
		const char *pf_netdev, *driver;
		int device_files;
		const char *part; /* of the words; NULL: idle */
	} cases[] = {
		{NULL, "i915", 2, NULL},
		{NULL, "nvme", 1, NULL},
		{NULL, "anydriver", 1, NULL},
		{NULL, "i915", 0, "cannot tell"},
		{NULL, "c6xxvf", 0, "cannot tell"},
		/* Of a snapshot that does not say. */
		{NULL, "i915", -1, NULL},
		{NULL, "c6xxvf", -1, "cannot tell"},
		/* Its netdev may be anywhere. */
		{"enp1s0", "mlx5_core", 1, "network namespace"},
		{"enp1s0", "igbvf", 0, "network namespace"},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct observed_pf pf = {.netdev = cases[i].pf_netdev};
		struct holder holder = {.kind = HOLDER_PROCESS, .who = "Xorg (pid 5)"};
		struct observed_vf vf = {.driver = cases[i].driver,
					 .device_files = cases[i].device_files};
		const char *by = in_use_by(&unit->arena, &pf, &vf);

		if (cases[i].part) {
			assert_non_null(strstr(by, cases[i].part));
			assert_non_null(in_use_advice(&unit->arena, &pf, &vf));
		} else {
			assert_null(by);
		}
		vf.holders = &holder;
		vf.n_holders = 1;
		assert_string_equal(in_use_by(&unit->arena, &pf, &vf),
				    "opened by Xorg (pid 5)");
	}
}

/* Whoever has the group open has the VF, before and after the device is opened. */
static void test_vfio_group(void **state)
{
	struct holder holder = {.kind = HOLDER_PROCESS, .who = "qemu (pid 5)"};
	struct observed_vf vf = {
		.driver = "vfio-pci", .holders = &holder, .n_holders = 1};
	struct change mac = {.kind = CHANGE_VF_ATTR, .attr = VF_ATTR_MAC};
	struct observed_pf pf = {.netdev = "enp1s0"};
	struct unit *unit = *state;

	assert_string_equal(in_use_refuses(&unit->arena, &pf, &vf, &mac),
			    "opened through vfio-pci by qemu (pid 5)");
	vf.n_holders = 0;
	assert_null(in_use_refuses(&unit->arena, &pf, &vf, &mac));
}

/* However many there are, a text is short, and costs no more than that. */
static void test_many_holders(void **state)
{
	static struct holder holders[20000];
	struct observed_pf pf = {0};
	struct observed_vf vf = {.driver = "igbvf", .holders = holders, .n_holders = 8};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(holders); i++)
		holders[i] = (struct holder){.kind = HOLDER_PROCESS, .who = "a"};
	assert_string_equal(in_use_by(&unit->arena, &pf, &vf),
			    "opened by a, a, a, a, a, a, a, a");
	vf.n_holders = ARRAY_SIZE(holders);
	assert_string_equal(in_use_by(&unit->arena, &pf, &vf),
			    "opened by a, a, a, a, a, a, a, a and 19992 more");
}

static void test_many_vfs(void **state)
{
	const struct observed_vf vfs[] = {
		{.index = 3}, {.index = 65533}, {.index = 65534}, {.index = 65535}};
	const struct change_user users[] = {
		{.vf = &vfs[0], .by = "by a"},
		{.vf = &vfs[1], .by = "by b"},
		{.vf = &vfs[2], .by = "c cannot be read", .is_unsure = true},
		{.vf = &vfs[3], .by = "by d"}};
	struct unit *unit = *state;

	assert_string_equal(in_use_text(&unit->arena, true, users, 1, 1),
			    "VF 3 is in use: by a");
	assert_string_equal(in_use_text(&unit->arena, false, users, 3, 3),
			    "VF 3: by a; VF 65533: by b; VF 65534: c cannot be read");
	assert_string_equal(in_use_text(&unit->arena, true, users, 2, 1),
			    "VF 3 is in use: by a; and 1 more VF");
	assert_string_equal(
		in_use_text(&unit->arena, true, users, 4, 4),
		"VF 3 is in use: by a; VF 65533: by b; VF 65534 may be in use: "
		"c cannot be read; VF 65535 is in use: by d");
}

static void test_unknown_counts_as_in_use(void **state)
{
	struct observed_pf pf = {.has_pci = true};
	struct observed_vf vf = {0};
	struct unit *unit = *state;

	assert_non_null(in_use_by(&unit->arena, &pf, &vf));
	assert_true(in_use_is_unsure(&unit->arena, &pf, &vf));
	vf.has_pci = true;
	assert_null(in_use_by(&unit->arena, &pf, &vf));
}

static void test_what_is_refused(void **state)
{
	struct observed_pf pf = {0};
	struct observed_vf here = {
		.driver = "igbvf", .netdev = "eth0", .netdev_up = true};
	struct observed_vf away = {.driver = "igbvf"};
	struct observed_vf idle = {.driver = "igbvf", .netdev = "eth0"};
	struct change vlan = {.kind = CHANGE_VF_ATTR, .attr = VF_ATTR_VLAN};
	struct change trust = {.kind = CHANGE_VF_ATTR, .attr = VF_ATTR_TRUST};
	struct change link = {.kind = CHANGE_VF_ATTR,
			      .attr = VF_ATTR_LINK_STATE,
			      .to.link_state = VF_LINK_ENABLE};
	struct arena *arena = &((struct unit *)*state)->arena;

	/* Another VLAN cuts off whoever uses the VF, a trust does not. */
	assert_non_null(in_use_refuses(arena, &pf, &here, &vlan));
	assert_non_null(in_use_refuses(arena, &pf, &away, &vlan));
	assert_null(in_use_refuses(arena, &pf, &idle, &vlan));
	assert_null(in_use_refuses(arena, &pf, &away, &trust));
	/* A link is the guest's; the host may lose it. */
	assert_non_null(in_use_refuses(arena, &pf, &away, &link));
	assert_null(in_use_refuses(arena, &pf, &here, &link));
	/* Also where a program of the host is named that has its device file open. */
	observed_vf_add_holder(arena, &away, HOLDER_PROCESS, "a process");
	observed_vf_add_holder(arena, &idle, HOLDER_PROCESS, "a process");
	assert_non_null(strstr(in_use_by(arena, &pf, &away), "opened by a process"));
	assert_non_null(in_use_refuses(arena, &pf, &away, &link));
	assert_null(in_use_refuses(arena, &pf, &idle, &link));
	idle.n_holders = 0;
	link.to.link_state = VF_LINK_DISABLE;
	assert_non_null(in_use_refuses(arena, &pf, &here, &link));
	assert_null(in_use_refuses(arena, &pf, &idle, &link));
	vlan.impact = IMPACT_RESETS_VF;
	assert_non_null(in_use_refuses(arena, &pf, &here, &vlan));
	assert_null(in_use_refuses(arena, &pf, &idle, &vlan));
}

/* libvirt's records: passed through, or by macvtap; the VLAN is the VM's either way. */
static void test_vms_of_libvirt(void **state)
{
	static const enum holder_kind kinds[] = {HOLDER_LIBVIRT, HOLDER_MACVTAP};
	struct change vlan = {.kind = CHANGE_VF_ATTR, .attr = VF_ATTR_VLAN};
	struct observed_pf pf = {.netdev = "enp3s0"};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct holder holder = {.kind = kinds[i], .who = "/run/libvirt/x"};
		struct observed_vf vf = {.driver = "igbvf",
					 .netdev = "v0",
					 .holders = &holder,
					 .n_holders = 1};
		const char *by = in_use_refuses(&unit->arena, &pf, &vf, &vlan);

		assert_non_null(strstr(by, "/run/libvirt/x"));
		assert_non_null(strstr(by, "from the VM's own XML"));
		assert_non_null(strstr(in_use_advice(&unit->arena, &pf, &vf), "virsh"));
	}
}

/* A kind that no phrase names is not idle. */
static void test_any_holder_counts(void **state)
{
	struct observed_pf pf = {.netdev = "enp3s0"};
	struct unit *unit = *state;

	for (int kind = 0; kind < HOLDER_KIND_COUNT; kind++) {
		struct holder holder = {.kind = (enum holder_kind)kind,
					.who = "somebody"};
		struct observed_vf vf = {.driver = "igbvf",
					 .netdev = "v0",
					 .holders = &holder,
					 .n_holders = 1};

		assert_non_null(in_use_by(&unit->arena, &pf, &vf));
	}
}

/* What is on the netdev beside netdevs and addresses. */
static void test_programs(void **state)
{
	static const struct {
		enum holder_kind kind;
		const char *who;
		bool is_up, is_raised;
		const char *by;
	} cases[] = {
		{HOLDER_XDP, "an XDP socket of x (pid 5)", false, false,
		 "its netdev eth0 has an XDP socket of x (pid 5)"},
		{HOLDER_XDP, "an XDP program", true, false,
		 "its netdev eth0 is up, with an XDP program"},
		{HOLDER_PACKET, "a packet socket", true, false,
		 "its netdev eth0 is up, with a packet socket"},
		{HOLDER_UPPER, "gre gre1", false, false,
		 "its netdev eth0 has on top gre gre1"},
		{HOLDER_UPPER, "gre gre1", true, true,
		 "its netdev eth0 has on top gre gre1"},
	};
	struct unit *unit = *state;
	struct observed_pf pf = {.netdev = "enp1s0"};
	struct holder both[] = {{.kind = HOLDER_XDP, .who = "an XDP program"},
				{.kind = HOLDER_PACKET, .who = "a packet socket"},
				{.kind = HOLDER_UPPER, .who = "br0"}};
	struct observed_vf vf = {.driver = "igbvf",
				 .netdev = "eth0",
				 .netdev_up = true,
				 .holders = both,
				 .n_holders = 3};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct holder holder = {.kind = cases[i].kind, .who = cases[i].who};
		struct observed_vf one = {.driver = "igbvf",
					  .netdev = "eth0",
					  .netdev_up = cases[i].is_up,
					  .holders = &holder,
					  .n_holders = 1};

		one.netdev_raised_by = cases[i].is_raised ? "NetworkManager" : NULL;
		assert_string_equal(in_use_by(&unit->arena, &pf, &one), cases[i].by);
	}
	assert_string_equal(in_use_by(&unit->arena, &pf, &vf),
			    "its netdev eth0 is up, and has on top br0, with a packet "
			    "socket, an XDP program");
}

/* A driver of the kernel resets what a program without one has. */
static void test_driver_for_a_program(void **state)
{
	static const enum change_kind kinds[] = {CHANGE_VF_DRIVER, CHANGE_VF_OVERRIDE};
	struct unit *unit = *state;
	struct observed_pf pf = {.netdev = "enp1s0"};
	struct holder holder = {.kind = HOLDER_PROCESS, .who = "snabb (pid 5)"};
	struct observed_vf vf = {.holders = &holder, .n_holders = 1};

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct change change = {.kind = kinds[i], .impact = IMPACT_LIVE};

		assert_string_equal(in_use_refuses(&unit->arena, &pf, &vf, &change),
				    "opened by snabb (pid 5)");
		assert_null(in_use_refuses(&unit->arena, &pf, &(struct observed_vf){0},
					   &change));
	}
}

static void test_netdev_elsewhere(void **state)
{
	struct unit *unit = *state;
	struct observed_pf pf = {.netdev = "enp1s0"};
	struct holder holder = {.kind = HOLDER_NETNS,
				.who = "eth7 is in another network namespace (guest)"};
	struct observed_vf vf = {.driver = "igbvf", .holders = &holder, .n_holders = 1};

	assert_string_equal(in_use_by(&unit->arena, &pf, &vf),
			    "its netdev eth7 is in another network namespace (guest)");
	assert_non_null(in_use_advice(&unit->arena, &pf, &vf));
}

UNIT_GROUP(in_use, UNIT_TEST(test_programs), UNIT_TEST(test_driver_for_a_program),
	   UNIT_TEST(test_netdev_elsewhere), UNIT_TEST(test_device_files),
	   UNIT_TEST(test_vfio_group), UNIT_TEST(test_many_holders),
	   UNIT_TEST(test_many_vfs), UNIT_TEST(test_vms_of_libvirt),
	   UNIT_TEST(test_any_holder_counts), UNIT_TEST(test_who_uses_it),
	   UNIT_TEST(test_unknown_counts_as_in_use), UNIT_TEST(test_what_is_refused))
