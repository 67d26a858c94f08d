/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/assign.h"

#include "assign-world.h"

/* By VM and interface, whatever their order in the file; db/y has the named VF 0. */
static void test_choice(void **state)
{
	struct unit *unit = *state;
	const struct desired_vf *vf;
	struct assign_world world;
	struct plan plan;

	assign_world_init(&world, 2, 4);
	observed_vf_add_holder(&unit->arena, &world.vfs[1][0], HOLDER_PROCESS, "dpdk");
	assign_world_add_device(&world, 1, 1, "old", NULL);
	assign_world_plan(
		unit, &world,
		ASSIGN_CONFIG
		"vms: {web: {interfaces: {b: {pool: fast, vlan: 7}, a: {pool: fast}}}, "
		"db: {interfaces: {x: {pool: fast}, y: {vf: pf0/0}}}}\n",
		&plan);
	assert_string_equal(assign_world_words(unit, &plan),
			    "web/b=pf1/2 web/a=pf0/3 db/x=pf0/2 db/y=pf0/0");
	assert_int_equal(plan.n_assigns, 3);
	assert_int_equal(plan.n_assignments, 3);
	assert_string_equal(plan.assignments[0].vm, "db");
	vf = desired_pf_vf(&plan.desired->pfs[1], 2);
	assert_string_equal(vf->binding->interface, "b");
	assert_int_equal(vf->attrs[VF_ATTR_VLAN].value.vlan.id, 7);
	assert_int_equal(vf->attrs[VF_ATTR_MAC].value.source, VALUE_OF_VM);
	/* The next run finds the same, whatever has become free. */
	assign_world_record(&world, &plan);
	world.vfs[1][0].n_holders = 0;
	assign_world_plan(unit, &world,
			  ASSIGN_CONFIG
			  "vms: {db: {interfaces: {y: {vf: pf0/0}, x: {pool: fast}}}, "
			  "web: {interfaces: {a: {pool: fast}, b: {pool: fast}}}}\n",
			  &plan);
	assert_string_equal(assign_world_words(unit, &plan),
			    "db/y=pf0/0 db/x=pf0/2 web/a=pf0/3 web/b=pf1/2");
	assert_int_equal(plan.n_assigns, 0);
}

/* A VF that its own VM uses stays; one that is gone or that another VM has is an
 * error. */
static void test_lost(void **state)
{
	static const char *const vms =
		ASSIGN_CONFIG "vms: {web: {interfaces: {a: {pool: fast}}}}\n";
	struct unit *unit = *state;
	struct assign_world world;
	struct plan plan;

	assign_world_init(&world, 2, 4);
	assign_world_plan(unit, &world, vms, &plan);
	assign_world_record(&world, &plan);
	observed_vf_add_holder(&unit->arena, &world.vfs[0][2], HOLDER_LIBVIRT, "web")
		->vm = "web";
	assign_world_plan(unit, &world, vms, &plan);
	assert_string_equal(assign_world_words(unit, &plan), "web/a=pf0/2");
	world.vfs[0][2].holders[0].vm = "other";
	assign_world_plan(unit, &world, vms, &plan);
	assert_string_equal(assign_world_words(unit, &plan), "web/a=-");
	assert_string_equal(unit_codes(unit), "assigned-vf-lost");
	/* The record keeps it. */
	assert_int_equal(plan.n_assignments, 1);
	assert_int_equal(plan.n_assigns, 0);
	diags_init(&unit->diags, &unit->arena);
	world.vfs[0][2].n_holders = 0;
	world.pfs[0].attrs[PF_ATTR_NUMVFS] = UNIT_NUMBER(2);
	world.pfs[0].n_vfs = 2;
	assign_world_plan(unit, &world, vms, &plan);
	assert_string_equal(unit_codes(unit), "assigned-vf-lost");
	diags_init(&unit->diags, &unit->arena);
	world.host.pfs++;
	world.host.n_pfs--;
	assign_world_plan(unit, &world, vms, &plan);
	assert_string_equal(assign_world_words(unit, &plan), "web/a=-");
	assert_string_equal(unit_codes(unit), "assigned-vf-lost");
	assert_int_equal(plan.n_assignments, 1);
}

static void test_shortage(void **state)
{
	struct unit *unit = *state;
	struct assign_world world;
	struct plan plan;

	assign_world_init(&world, 1, 4);
	observed_vf_add_holder(&unit->arena, &world.vfs[0][3], HOLDER_PROCESS, "dpdk");
	assign_world_plan(
		unit, &world,
		ASSIGN_CONFIG
		"vms: {web: {interfaces: {a: {pool: fast}, b: {pool: fast}}}}\n",
		&plan);
	assert_string_equal(assign_world_words(unit, &plan), "web/a=pf0/2 web/b=-");
	assert_string_equal(unit_codes(unit), "pool-empty");
	assert_string_equal(unit->diags.first->hint,
			    "of its 2 VFs 1 is assigned, 1 in use by others, and 0 in "
			    "libvirt's XML of other VMs; a PF of the pool is not there; "
			    "vfstate show lists the users");
}

/* In a run for one PF, what is on the other one is left alone. */
static void test_one_pf(void **state)
{
	static const char *const vms = ASSIGN_CONFIG
		"vms: {web: {interfaces: {a: {pool: fast}, b: {pool: fast}, c: {pool: "
		"fast}}}}\n";
	struct unit *unit = *state;
	const struct desired *desired;
	struct assign_world world;
	struct plan plan;

	assign_world_init(&world, 2, 4);
	assign_world_plan(unit, &world, vms, &plan);
	assert_string_equal(assign_world_words(unit, &plan),
			    "web/a=pf0/2 web/b=pf0/3 web/c=pf1/0");
	assign_world_record(&world, &plan);
	desired = unit_desired(unit, vms);
	desired = desired_select_pf(&unit->arena, desired, &desired->pfs[1]);
	world.host.pfs++;
	world.host.n_pfs--;
	plan = (struct plan){.host = &world.host};
	assign_vfs(&unit->arena, &unit->diags, desired, &plan);
	assert_string_equal(assign_world_words(unit, &plan),
			    "web/a=- web/b=- web/c=pf1/0");
	assert_string_equal(unit_codes(unit), "");
	assert_int_equal(plan.n_assignments, 3);
}

/* What a VM uses that has lost its VF, or its record, is left as it is. */
static void test_left_alone(void **state)
{
	static const char *const vms =
		"version: 1\npfs: {pf0: {match: {mac: '02:00:00:00:00:00'}, vf_defaults: "
		"{trust: on}}}\npools: {fast: {vfs: pf0}}\n"
		"vms: {v1: {interfaces: {a: {pool: fast}}}, v2: {interfaces: {a: {pool: "
		"fast}}}}\n";
	struct unit *unit = *state;
	const struct desired_pf *pf;
	struct assign_world world;
	struct plan plan;

	assign_world_init(&world, 1, 4);
	assign_world_plan(unit, &world, vms, &plan);
	assign_world_record(&world, &plan);
	/* A VM that nobody knows may be this one under another name, but not for libvirt.
	 */
	observed_vf_add_holder(&unit->arena, &world.vfs[0][0], HOLDER_PROCESS, "x")->vm =
		"x";
	assign_world_plan(unit, &world, vms, &plan);
	assert_string_equal(assign_world_words(unit, &plan), "v1/a=pf0/0 v2/a=pf0/1");
	world.vfs[0][0].holders[0].kind = HOLDER_LIBVIRT;
	assign_world_plan(unit, &world, vms, &plan);
	assert_string_equal(unit_codes(unit), "assigned-vf-lost");
	pf = &plan.desired->pfs[0];
	assert_false(desired_pf_vf(pf, 0)->attrs[VF_ATTR_TRUST].set);
	assert_true(desired_pf_vf(pf, 1)->attrs[VF_ATTR_TRUST].set);
	assert_true(desired_pf_vf(pf, 3)->attrs[VF_ATTR_TRUST].set);
	diags_init(&unit->diags, &unit->arena);
	/* Without the record, the VM that runs has the VF that it uses. */
	world.host.n_assignments = 0;
	world.vfs[0][0].n_holders = 0;
	observed_vf_add_holder(&unit->arena, &world.vfs[0][2], HOLDER_LIBVIRT, "v1")->vm =
		"v1";
	assign_world_plan(unit, &world, vms, &plan);
	assert_string_equal(assign_world_words(unit, &plan), "v1/a=pf0/2 v2/a=pf0/0");
	world.host.assignments_unread = "assignments.json: Permission denied";
	assign_world_plan(unit, &world, vms, &plan);
	for (unsigned int i = 0; i < 4; i++)
		assert_false(desired_pf_vf(&plan.desired->pfs[0], i)
				     ->attrs[VF_ATTR_TRUST]
				     .set);
}

/* What only shows with the VF. */
static void test_merged(void **state)
{
	struct unit *unit = *state;
	struct assign_world world;
	struct plan plan;

	assign_world_init(&world, 1, 4);
	assign_world_plan(
		unit, &world,
		"version: 1\npfs: {pf0: {match: {mac: '02:00:00:00:00:00'}, vf_defaults: "
		"{vlan: {id: 5, qos: 3}, max_tx_rate: 100}, vfs: {0: {mac: "
		"'52:54:00:00:00:01'}}}}\npools: {fast: {vfs: pf0/1-3}}\n"
		"vms: {v1: {interfaces: {a: {pool: fast, type: interface}, b: {pool: "
		"fast, "
		"min_tx_rate: 500}, c: {pool: fast, mac: '52:54:00:00:00:01'}}}}\n",
		&plan);
	assert_string_equal(unit_codes(unit), "same-mac libvirt-vlan min-above-max");
}

/* A recorded VF that its interface cannot have stays reserved. */
static void test_reserved(void **state)
{
	static const char *const vms =
		"version: 1\npfs: {pf0: {match: {mac: '02:00:00:00:00:00'}}}\n"
		"pools: {fast: {vfs: pf0/%d}, spare: {vfs: pf0/%d}}\n"
		"vms: {v1: {interfaces: {a: {pool: fast}}}%s}\n";
	struct unit *unit = *state;
	struct arena *arena = &unit->arena;
	struct assign_world world;
	struct plan plan;

	assign_world_init(&world, 1, 4);
	assign_world_plan(unit, &world, arena_printf(arena, vms, 2, 3, ""), &plan);
	assert_string_equal(assign_world_words(unit, &plan), "v1/a=pf0/2");
	assign_world_record(&world, &plan);
	assign_world_plan(
		unit, &world,
		arena_printf(arena, vms, 3, 2, ", v2: {interfaces: {a: {pool: spare}}}"),
		&plan);
	assert_string_equal(assign_world_words(unit, &plan), "v1/a=- v2/a=-");
	assert_string_equal(unit_codes(unit), "assigned-vf-lost pool-empty");
}

UNIT_GROUP(assign, UNIT_TEST(test_choice), UNIT_TEST(test_lost), UNIT_TEST(test_shortage),
	   UNIT_TEST(test_one_pf), UNIT_TEST(test_left_alone), UNIT_TEST(test_merged),
	   UNIT_TEST(test_reserved))
