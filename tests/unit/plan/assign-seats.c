/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/assign.h"

#include "assign-world.h"

enum {
	VMS_MAX = 12
};

static unsigned int roll(unsigned int *seed, unsigned int n)
{
	*seed = *seed * 1103515245 + 12345;
	return (*seed >> 16) % n;
}

/* A configuration of `n_pfs` PFs in two pools; `order` permutes what may come in any
 * order. */
static const char *random_text(struct unit *unit, size_t n_pfs, unsigned int vms,
			       unsigned int order)
{
	const char *pfs = "", *text = "", *all = "[";

	for (size_t i = 1; i < n_pfs; i++)
		all = arena_printf(&unit->arena, "%s%s%zu%s", all,
				   order ? "renamed" : "pf", i,
				   i + 1 < n_pfs ? ", " : "]");
	for (size_t k = 0; k < n_pfs; k++) {
		size_t i = order ? n_pfs - 1 - k : k;

		pfs = arena_printf(&unit->arena,
				   "%s%s%s%zu: {match: {mac: '02:00:00:00:00:0%zu'}}",
				   pfs, k ? ", " : "", order ? "renamed" : "pf", i, i);
	}
	for (unsigned int k = 0; k < VMS_MAX; k++) {
		unsigned int i = order ? VMS_MAX - 1 - k : k;

		if (vms & 1u << i)
			text = arena_printf(&unit->arena,
					    "%svm%u: {interfaces: {a: {pool: %s}}}, ",
					    text, i, i % 3 ? "all" : "first");
	}
	return arena_printf(
		&unit->arena,
		"version: 1\npfs: {%s}\npools: {first: {vfs: %s0}, all: {vfs: "
		"%s}}\nvms: {%s}\n",
		pfs, order ? "renamed" : "pf", all, text);
}

/* Users come and go, and so do entries of libvirt. */
static void shake(struct unit *unit, struct assign_world *world, unsigned int *seed)
{
	world->host.n_vm_devices = 0;
	for (size_t i = 0; i < world->host.n_pfs; i++) {
		for (size_t j = 0; j < world->pfs[i].n_vfs; j++) {
			struct observed_vf *vf = &world->vfs[i][j];

			vf->n_holders = 0;
			if (roll(seed, 4) == 0)
				observed_vf_add_holder(&unit->arena, vf, HOLDER_PROCESS,
						       "qemu")
					->vm = roll(seed, 2) ? "vm1" : NULL;
			if (roll(seed, 8) == 0)
				assign_world_add_device(world, i, (unsigned int)j,
							"byhand", NULL);
		}
	}
}

static bool was_chosen(const struct plan *plan, const struct desired_binding *binding)
{
	for (size_t i = 0; i < plan->n_assigns; i++) {
		if (plan->assigns[i].kind == ASSIGN_CHOSEN &&
		    strcmp(plan->assigns[i].vm, binding->vm) == 0)
			return true;
	}
	return false;
}

static void check(struct unit *unit, const struct assign_world *world,
		  const struct plan *plan, unsigned int seed)
{
	const struct desired *desired = plan->desired;
	size_t n_without = 0;

	for (size_t i = 0; i < desired->n_bindings; i++) {
		const struct desired_binding *one = &desired->bindings[i];
		const struct observed_pf *pf = NULL;

		n_without += !one->pf;
		for (size_t j = 0; one->pf && j < i; j++) {
			if (desired->bindings[j].pf == one->pf &&
			    desired->bindings[j].vf == one->vf)
				fail_msg("seed %u: %s and %s have one VF", seed, one->vm,
					 desired->bindings[j].vm);
		}
		for (size_t j = 0; one->pf && j < world->host.n_pfs; j++) {
			if (pf_match_holds(&one->pf->match, &world->pfs[j]))
				pf = &world->pfs[j];
		}
		if (one->pf && was_chosen(plan, one) &&
		    (pf->vfs[one->vf].n_holders > 0 ||
		     observed_find_vm_device(&world->host, pf->vfs[one->vf].pci)))
			fail_msg("seed %u: %s gets a VF that is held", seed, one->vm);
		for (size_t j = 0; one->pf && j < world->host.n_assignments; j++) {
			const struct assignment *was = &world->host.assignments[j];

			if (strcmp(was->vm, one->vm) == 0 &&
			    (was->vf != one->vf || !assignment_may_be_of_pf(was, pf)))
				fail_msg("seed %u: %s has moved", seed, one->vm);
		}
	}
	UNIT_EXPECT(unit->diags.n_errors, n_without, "seed %u: errors", seed);
}

/* A PF whose address cannot be read this time, and two with one address. */
static void test_identity(void **state)
{
	static const char *const vms =
		"version: 1\npfs: {pf0: {match: {pci: '0000:01:00.0'}}, pf1: {match: "
		"{pci: "
		"'0000:02:00.0'}}}\npools: {fast: {vfs: [pf0, pf1]}}\n"
		"vms: {%s: {interfaces: {a: {pool: fast}}}, v2: {interfaces: {a: {pool: "
		"fast}}}}\n";
	struct unit *unit = *state;
	struct arena *arena = &unit->arena;
	struct assign_world world;
	struct plan plan;

	assign_world_init(&world, 2, 2);
	assign_world_plan(unit, &world, arena_printf(arena, vms, "v1"), &plan);
	assert_string_equal(assign_world_words(unit, &plan), "v1/a=pf0/0 v2/a=pf0/1");
	assign_world_record(&world, &plan);
	world.pfs[0].permanent_mac.set = false;
	assign_world_plan(unit, &world, arena_printf(arena, vms, "v3"), &plan);
	assert_string_equal(assign_world_words(unit, &plan), "v3/a=pf0/0 v2/a=pf0/1");
	world.pfs[0].permanent_mac = world.pfs[1].permanent_mac;
	assign_world_record(&world, &plan);
	assign_world_plan(unit, &world, arena_printf(arena, vms, "v3"), &plan);
	assert_string_equal(assign_world_words(unit, &plan), "v3/a=pf0/0 v2/a=pf0/1");
	assert_int_equal(plan.n_assigns, 0);
	assert_string_equal(unit_codes(unit), "");
}

/* In a run for one PF, or while one cannot be read, a PF in another slot is not taken for
 * the recorded one. */
static void test_moved(void **state)
{
	static const char *const vms =
		"version: 1\npfs: {pf0: {match: {pci: '0000:01:00.0'}}, pf1: {match: "
		"{pci: "
		"'0000:02:00.0'}}}\npools: {fast: {vfs: [pf0, pf1]}}\n"
		"vms: {v1: {interfaces: {a: {pool: fast}}}}\n";
	struct unit *unit = *state;
	const struct desired *desired;
	struct observed_pf unread;
	struct assign_world world;
	struct plan plan;

	assign_world_init(&world, 2, 2);
	world.pfs[1].permanent_mac = world.pfs[0].permanent_mac;
	assign_world_plan(unit, &world, vms, &plan);
	assert_string_equal(assign_world_words(unit, &plan), "v1/a=pf0/0");
	assign_world_record(&world, &plan);
	unread = world.pfs[0];
	world.host.pfs++;
	world.host.n_pfs--;
	desired = unit_desired(unit, vms);
	plan = (struct plan){.host = &world.host};
	assign_vfs(&unit->arena, &unit->diags,
		   desired_select_pf(&unit->arena, desired, &desired->pfs[1]), &plan);
	assert_string_equal(assign_world_words(unit, &plan), "v1/a=-");
	world.host.unread = &unread;
	world.host.n_unread = 1;
	assign_world_plan(unit, &world, vms, &plan);
	assert_string_equal(assign_world_words(unit, &plan), "v1/a=-");
	assert_string_equal(unit_codes(unit), "");
	/* Once it is known that there is no other, the card has moved. */
	world.host.n_unread = 0;
	assign_world_plan(unit, &world, vms, &plan);
	assert_string_equal(assign_world_words(unit, &plan), "v1/a=pf1/0");
}

/* No VF is given twice, none that is held, and no assignment moves when files are
 * reordered, PFs renamed, renumbered or added. */
static void test_random(void **state)
{
	struct unit *unit = *state;

	for (unsigned int seed = 1; seed <= 3000; seed++) {
		unsigned int dice = seed, vms = 0;
		size_t n_pfs = 2 + roll(&dice, 2);
		struct assign_world world;
		struct plan plan = {0};

		arena_done(&unit->arena);
		arena_init(&unit->arena);
		assign_world_init(&world, n_pfs, 1 + roll(&dice, ASSIGN_VFS_MAX));
		for (unsigned int step = 0; step < 5; step++) {
			unsigned int order = roll(&dice, 2);

			diags_init(&unit->diags, &unit->arena);
			vms ^= roll(&dice, 1 << VMS_MAX) & roll(&dice, 1 << VMS_MAX);
			shake(unit, &world, &dice);
			for (size_t i = 0; i < n_pfs; i++)
				world.pfs[i].pci.bus = (uint8_t)(roll(&dice, 50) * 4 + i);
			assign_world_plan(unit, &world,
					  random_text(unit, n_pfs, vms, order), &plan);
			check(unit, &world, &plan, seed);
			/* A run that is killed here, and the next one. */
			assign_world_record(&world, &plan);
			diags_init(&unit->diags, &unit->arena);
			assign_world_plan(unit, &world,
					  random_text(unit, n_pfs, vms, !order), &plan);
			UNIT_EXPECT(plan.n_assigns, 0, "seed %u: changes", seed);
			check(unit, &world, &plan, seed);
			if (n_pfs == 3 && roll(&dice, 3) == 0)
				world.host.n_pfs = ++n_pfs;
			if (n_pfs == 4 && world.pfs[3].n_vfs == 0)
				world.pfs[3] = (struct observed_pf){
					.has_pci = true,
					.permanent_mac = UNIT_MAC(2, 0, 0, 0, 0, 3),
					.driver = "igb",
					.netdev = "up",
					.attrs[PF_ATTR_NUMVFS] = UNIT_NUMBER(3),
					.vfs = world.vfs[3],
					.n_vfs = 3};
		}
	}
}

UNIT_GROUP(assign_seats, UNIT_TEST(test_identity), UNIT_TEST(test_moved),
	   UNIT_TEST(test_random))
