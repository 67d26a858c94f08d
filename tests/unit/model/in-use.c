/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/in-use.h"

#include "unit.h"

/* Whoever has the group open has the VF, before and after the device is opened. */
static void test_vfio_group(void **state)
{
	struct holder holder = {.kind = HOLDER_PROCESS, .who = "qemu (pid 5)"};
	struct observed_vf vf = {
		.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "vfio-pci"},
		.enable = UNIT_NUMBER(0),
		.holders = &holder,
		.n_holders = 1};
	struct change mac = {.stage = STAGE_VF_ATTR, .attr = VF_ATTR_MAC};
	struct observed_pf pf = {.netdev = "enp1s0"};
	struct unit *unit = *state;

	assert_string_equal(in_use_refuses(&unit->arena, &pf, &vf, &mac),
			    "opened through vfio-pci by qemu (pid 5)");
	vf.n_holders = 0;
	assert_null(in_use_refuses(&unit->arena, &pf, &vf, &mac));
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
		.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "igbvf"},
		.netdev = "eth0",
		.attrs[VF_ATTR_LINK] = {.set = true, .value.on = true}};
	struct observed_vf away = {
		.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "igbvf"}};
	struct observed_vf idle = {
		.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "igbvf"},
		.netdev = "eth0"};
	struct change vlan = {.stage = STAGE_VF_ATTR, .attr = VF_ATTR_VLAN};
	struct change trust = {.stage = STAGE_VF_ATTR, .attr = VF_ATTR_TRUST};
	struct change link = {.stage = STAGE_VF_ATTR,
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
	struct change vlan = {.stage = STAGE_VF_ATTR, .attr = VF_ATTR_VLAN};
	struct observed_pf pf = {.netdev = "enp3s0"};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct holder holder = {.kind = kinds[i], .who = "/run/libvirt/x"};
		struct observed_vf vf = {
			.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "igbvf"},
			.netdev = "v0",
			.holders = &holder,
			.n_holders = 1};
		const char *by = in_use_refuses(&unit->arena, &pf, &vf, &vlan);

		assert_non_null(strstr(by, "/run/libvirt/x"));
		assert_non_null(strstr(by, "from the VM's own XML"));
		assert_non_null(strstr(in_use_advice(&unit->arena, &pf, &vf), "virsh"));
	}
}

/* A driver of the kernel resets what a program without one has. */
static void test_driver_for_a_program(void **state)
{
	static const enum stage stages[] = {STAGE_VF_DRIVER, STAGE_VF_OVERRIDE};
	struct unit *unit = *state;
	struct observed_pf pf = {.netdev = "enp1s0"};
	struct holder holder = {.kind = HOLDER_PROCESS, .who = "snabb (pid 5)"};
	struct observed_vf vf = {.holders = &holder, .n_holders = 1};

	for (size_t i = 0; i < ARRAY_SIZE(stages); i++) {
		struct change change = {.stage = stages[i],
					.attr = VF_ATTR_DRIVER,
					.impact = IMPACT_LIVE};

		assert_string_equal(in_use_refuses(&unit->arena, &pf, &vf, &change),
				    "opened by snabb (pid 5)");
		assert_null(in_use_refuses(&unit->arena, &pf, &(struct observed_vf){0},
					   &change));
	}
}

UNIT_GROUP(in_use, UNIT_TEST(test_vfio_group), UNIT_TEST(test_many_vfs),
	   UNIT_TEST(test_unknown_counts_as_in_use), UNIT_TEST(test_what_is_refused),
	   UNIT_TEST(test_vms_of_libvirt), UNIT_TEST(test_driver_for_a_program))
