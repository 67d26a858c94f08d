/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/readiness.h"

#include "unit.h"

/* VF 1 of up0, which has 2 VFs and is up; `changes` are those of its plan. */
static const char *fault(struct unit *unit, struct change *changes, size_t n)
{
	struct desired_pf desired = {.name = "up0"};
	struct observed_vf vfs[] = {{.index = 0}, {.index = 1}};
	struct observed_pf observed = {.vfs = vfs, .n_vfs = 2};
	struct plan_pf pf = {.desired = &desired,
			     .observed = &observed,
			     .changes = changes,
			     .n_changes = n};
	struct desired_binding binding = {.pf = &desired, .vf = 1};
	struct vm_interface interface = {.binding = &binding, .pf = &pf};
	const char *text;

	observed.attrs[PF_ATTR_LINK] = (struct field){.set = true, .value.on = true};
	text = readiness_fault(&unit->arena, &interface);
	return text ? text : "";
}

static void test_changes(void **state)
{
	struct change vlan = {.stage = STAGE_VF_ATTR,
			      .vf = 1,
			      .attr = VF_ATTR_VLAN,
			      .from = {.set = true},
			      .to.vlan.id = 5};
	struct change changes[] = {vlan, {.stage = STAGE_PF_UP}};
	struct unit *unit = *state;

	assert_string_equal(fault(unit, NULL, 0), "");
	assert_string_equal(fault(unit, changes, 1), "vlan 0 -> 5");
	changes[0].block = BLOCK_IN_USE;
	changes[0].reason = "VF 1 is in use: VM b";
	assert_string_equal(fault(unit, changes, 1),
			    "vlan 0 -> 5 (refused: VF 1 is in use: VM b)");
	changes[0].block = BLOCK_UNSUPPORTED;
	changes[0].reason = "the driver cannot";
	assert_string_equal(fault(unit, changes, 1),
			    "vlan 0 -> 5 (not possible: the driver cannot)");
	changes[0] = vlan;
	changes[1].vf = NO_VF;
	changes[1].pf_attr = PF_ATTR_LINK;
	changes[1].from = (struct field){.set = true};
	changes[1].to.on = true;
	assert_string_equal(fault(unit, changes, 2), "vlan 0 -> 5, PF link down -> up");
	/* What does not reach the VF, or is none of its configuration. */
	changes[0].vf = 0;
	changes[1].pf_attr = PF_ATTR_MTU;
	assert_string_equal(fault(unit, changes, 2), "");
	changes[0] = vlan;
	changes[0].is_optional = true;
	changes[1].stage = STAGE_NUMVFS;
	changes[1].pf_attr = PF_ATTR_NUMVFS;
	assert_string_equal(fault(unit, changes, 2), "");
	changes[0] = vlan;
	changes[0].is_again = true;
	assert_string_equal(fault(unit, changes, 1), "");
}

static void test_absent(void **state)
{
	struct change numvfs = {.stage = STAGE_NUMVFS,
				.vf = NO_VF,
				.pf_attr = PF_ATTR_NUMVFS,
				.from = {.set = true},
				.to.number = 2};
	struct desired_pf desired = {.name = "up0"};
	struct observed_pf observed = {.netdev = "up0"};
	struct plan_pf pf = {.desired = &desired,
			     .observed = &observed,
			     .changes = &numvfs,
			     .n_changes = 1};
	struct desired_binding binding = {.pf = &desired, .vf = 1};
	struct vm_interface interface = {.binding = &binding, .pf = &pf};
	struct unit *unit = *state;

	assert_string_equal(readiness_fault(&unit->arena, &interface),
			    "the VF does not exist, PF numvfs 0 -> 2");
	pf.n_changes = 0;
	observed.attrs[PF_ATTR_LINK] = (struct field){.set = true};
	assert_string_equal(readiness_fault(&unit->arena, &interface),
			    "the VF does not exist, the PF is down");
	interface.pf = NULL;
	interface.fault = "this host has no PF";
	assert_string_equal(readiness_fault(&unit->arena, &interface),
			    "this host has no PF");
}

UNIT_GROUP(readiness, UNIT_TEST(test_changes), UNIT_TEST(test_absent))
