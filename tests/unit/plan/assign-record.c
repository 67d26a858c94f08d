/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/assign.h"

#include "assign-world.h"

/* What is not configured any more is free as soon as nobody uses it. */
static void test_freed(void **state)
{
	struct unit *unit = *state;
	struct assign_world world;
	struct plan plan;

	assign_world_init(&world, 2, 4);
	assign_world_plan(unit, &world,
			  ASSIGN_CONFIG "vms: {web: {interfaces: {a: {pool: fast}}}}\n",
			  &plan);
	assign_world_record(&world, &plan);
	observed_vf_add_holder(&unit->arena, &world.vfs[0][2], HOLDER_PROCESS, "qemu");
	assign_world_plan(unit, &world,
			  ASSIGN_CONFIG "vms: {new: {interfaces: {a: {pool: fast}}}}\n",
			  &plan);
	assert_string_equal(assign_world_words(unit, &plan), "new/a=pf0/3");
	assert_int_equal(plan.n_assignments, 2);
	world.vfs[0][2].n_holders = 0;
	assign_world_record(&world, &plan);
	assign_world_plan(unit, &world,
			  ASSIGN_CONFIG "vms: {new: {interfaces: {a: {pool: fast}}}}\n",
			  &plan);
	assert_string_equal(assign_world_words(unit, &plan), "new/a=pf0/3");
	assert_int_equal(plan.n_assignments, 1);
	assert_int_equal(plan.n_assigns, 1);
	assert_int_equal(plan.assigns[0].kind, ASSIGN_FREED);
	assert_string_equal(plan.assigns[0].vm, "web");
}

/* A record that cannot be written keeps what it has. */
static void test_frozen(void **state)
{
	static const char *const vms = ASSIGN_CONFIG
		"vms: {%s: {interfaces: {a: {pool: fast}}}, v2: {interfaces: {a: {pool: "
		"fast}}}}\n";
	struct unit *unit = *state;
	struct assign_world world;
	struct plan plan;

	assign_world_init(&world, 2, 4);
	assign_world_plan(unit, &world, arena_printf(&unit->arena, vms, "v1"), &plan);
	assign_world_record(&world, &plan);
	world.host.record_frozen = "Read-only file system";
	assign_world_plan(unit, &world, arena_printf(&unit->arena, vms, "v3"), &plan);
	assert_string_equal(assign_world_words(unit, &plan), "v3/a=- v2/a=pf0/3");
	assert_string_equal(unit_codes(unit), "assignments-record");
	assert_int_equal(plan.n_assigns, 0);
	assert_int_equal(plan.n_assignments, 2);
}

UNIT_GROUP(assign_record, UNIT_TEST(test_freed), UNIT_TEST(test_frozen))
