/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/plan-make.h"

#include "fake-kernel.h"
#include "observe/observe.h"
#include "unit.h"

struct world {
	struct fake_kernel fake;
	struct kernel kernel;
	struct observed *observed;
};

/* A host with two igb PFs that are up, `n` VFs on the first. */
static void make_world(struct unit *unit, struct world *world, int n)
{
	fake_kernel_init(&world->fake, 2, &world->kernel);
	world->fake.pfs[0].link = world->fake.pfs[1].link = true;
	if (n > 0)
		fake_kernel_add_vfs(&world->fake, 0, n);
	world->observed = observe(&world->kernel, &unit->arena, &unit->diags, NULL, NULL);
}

static const struct plan *plan_of(struct unit *unit, struct world *world, const char *pf)
{
	const char *text = arena_printf(
		&unit->arena,
		"version: 1\npfs: {a: {match: {pci: '0000:01:00.0'}, %s}}\n", pf);

	diags_init(&unit->diags, &unit->arena);
	return plan_make(&unit->arena, &unit->diags, unit_desired(unit, text),
			 world->observed, DISRUPTION_REFUSED);
}

/* "numvfs 0.mac ..." : the plan in words. */
static const char *words(struct unit *unit, const struct plan *plan)
{
	const char *text = "";

	for (size_t i = 0; i < plan->n_pfs; i++) {
		for (size_t j = 0; j < plan->pfs[i].n_changes; j++) {
			const struct change *change = &plan->pfs[i].changes[j];
			const char *name = change_name(change);

			if (change->vf != NO_VF)
				name = arena_printf(&unit->arena, "%d.%s", change->vf,
						    name);
			text = arena_printf(&unit->arena, "%s%s%s%s", text,
					    text[0] ? " " : "", name,
					    change->block == BLOCK_IN_USE	 ? "!"
					    : change->block == BLOCK_UNSUPPORTED ? "?"
										 : "");
		}
	}
	return text;
}

static void test_order(void **state)
{
	struct unit *unit = *state;
	struct world world;
	const struct plan *plan;

	make_world(unit, &world, 0);
	world.observed->pfs[0].attrs[PF_ATTR_LINK] =
		(struct field){.set = true, .value.on = false};
	plan = plan_of(
		unit, &world,
		"vfs: {1: {vlan: 5, mac: '52:54:00:00:00:01'}}, link: up, numvfs: 2");
	assert_string_equal(words(unit, plan),
			    "link drivers_autoprobe numvfs 1.mac 1.vlan "
			    "drivers_autoprobe 0.driver 1.driver");
	for (size_t i = 1; i < plan->pfs[0].n_changes; i++)
		assert_true(plan->pfs[0].changes[i].stage >=
			    plan->pfs[0].changes[i - 1].stage);
	assert_int_equal(plan->pfs[0].numvfs, 2);
}

static void test_nothing_to_do(void **state)
{
	struct unit *unit = *state;
	struct world world;

	make_world(unit, &world, 2);
	assert_string_equal(
		words(unit,
		      plan_of(unit, &world,
			      "numvfs: 2, link: up, vf_defaults: {spoofchk: on, vlan: "
			      "0, max_tx_rate: 0, trust: off, driver: default}")),
		"");
	assert_string_equal(unit_codes(unit), "");
}

static void test_only_what_differs(void **state)
{
	struct unit *unit = *state;
	struct world world;

	make_world(unit, &world, 3);
	assert_string_equal(
		words(unit, plan_of(unit, &world,
				    "vf_defaults: {trust: off}, vfs: {1: {vlan: "
				    "7, spoofchk: on}, 2: {trust: on}}")),
		"1.vlan 2.trust");
}

static void test_numvfs_changes(void **state)
{
	struct unit *unit = *state;
	struct world world;
	const struct plan *plan;

	make_world(unit, &world, 3);
	plan = plan_of(unit, &world, "numvfs: 5");
	assert_int_equal(plan->pfs[0].changes[1].impact, IMPACT_RECREATES_VFS);
	assert_int_equal(plan->n_in_use, 0);
	assert_string_equal(words(unit, plan_of(unit, &world, "numvfs: 0")), "numvfs");
	/* VFs that are made anew are set whole, whatever the old ones had. */
	assert_string_equal(
		words(unit,
		      plan_of(unit, &world, "numvfs: 1, vf_defaults: {spoofchk: on}")),
		"drivers_autoprobe numvfs 0.mac 0.spoofchk drivers_autoprobe 0.driver");
}

static void test_vf_in_use_blocks_what_interrupts(void **state)
{
	struct unit *unit = *state;
	struct world world;
	const struct plan *plan;

	make_world(unit, &world, 3);
	world.observed->pfs[0].vfs[1].attrs[VF_ATTR_LINK] =
		(struct field){.set = true, .value.on = true};
	world.observed->pfs[0].attrs[PF_ATTR_LINK] =
		(struct field){.set = true, .value.on = false};
	plan = plan_of(unit, &world, "numvfs: 5, link: up, vf_defaults: {vlan: 3}");
	world.observed->pfs[0].attrs[PF_ATTR_LINK] =
		(struct field){.set = true, .value.on = true};
	assert_int_equal(plan->n_in_use, 2);
	/* The VFs stay those that are there, and what interrupts nobody is done. */
	assert_string_equal(words(unit, plan), "link numvfs! 0.vlan 1.vlan! 2.vlan");
	assert_string_equal(words(unit, plan_of(unit, &world, "numvfs: 0")), "numvfs!");
	assert_string_equal(words(unit, plan_of(unit, &world, "numvfs: 3")), "");
	/* What does not interrupt anybody is fine. */
	assert_string_equal(
		words(unit, plan_of(unit, &world, "vf_defaults: {trust: on}")),
		"0.trust 1.trust 2.trust");
	assert_string_equal(words(unit, plan_of(unit, &world, "link: down")), "link!");
}

static void test_impossible_numbers(void **state)
{
	struct unit *unit = *state;
	struct world world;

	make_world(unit, &world, 0);
	assert_string_equal(words(unit, plan_of(unit, &world, "numvfs: 8")), "numvfs?");
	world.observed->pfs[0].driver = NULL;
	assert_string_equal(words(unit, plan_of(unit, &world, "numvfs: 2")), "numvfs?");
	world.observed->pfs[0].totalvfs.set = false;
	assert_string_equal(words(unit, plan_of(unit, &world, "numvfs: 2")), "numvfs?");
	assert_string_equal(words(unit, plan_of(unit, &world, "numvfs: 0")), "");
	world.observed->pfs[0].netdev = NULL;
	assert_string_equal(words(unit, plan_of(unit, &world, "link: up")), "link?");
}

static void test_what_is_not_there(void **state)
{
	struct unit *unit = *state;
	struct world world;
	const struct plan *plan;

	make_world(unit, &world, 2);
	plan = plan_make(
		&unit->arena, &unit->diags,
		unit_desired(unit,
			     "version: 1\npfs:\n"
			     "  a: {match: {pci: '0000:09:00.0'}, numvfs: 1}\n"
			     "  b: {match: {pci: '0000:01:00.0'}, vfs: {2: {vlan: 1}}}\n"
			     "  c: {match: {netdev: enp2s0}, numvfs: 1}\n"
			     "vms: {v: {interfaces: {n: {vf: b/5}}}}\n"),
		world.observed, DISRUPTION_REFUSED);
	assert_string_equal(unit_codes(unit), "pf-not-found vf-absent");
	assert_int_equal(plan->n_pfs, 2);
	assert_string_equal(words(unit, plan),
			    "drivers_autoprobe numvfs drivers_autoprobe 0.driver");
}

/* A PF whose number of VFs cannot be read is there, and nothing is planned for it. */
static void test_what_cannot_be_read(void **state)
{
	struct unit *unit = *state;
	struct world world;
	const struct plan *plan;

	make_world(unit, &world, 0);
	world.observed->unread[0] = world.observed->pfs[0];
	world.observed->n_unread = 1;
	world.observed->pfs++;
	world.observed->n_pfs--;
	plan = plan_of(unit, &world, "numvfs: 1");
	assert_string_equal(unit_codes(unit), "");
	assert_int_equal(plan->n_pfs, 0);
	assert_int_equal(plan->n_unread, 1);
	assert_string_equal(plan->unread[0]->name, "a");
}

/* Another MTU takes the link down for a while, where that is up. */
static void test_mtu(void **state)
{
	struct unit *unit = *state;
	struct world world;
	const struct plan *plan;

	make_world(unit, &world, 1);
	assert_string_equal(words(unit, plan_of(unit, &world, "mtu: 1500")), "");
	world.observed->pfs[0].attrs[PF_ATTR_LINK] =
		(struct field){.set = true, .value.on = false};
	plan = plan_of(unit, &world, "mtu: 9000, link: up");
	assert_string_equal(words(unit, plan), "mtu link");
	assert_int_equal(plan->pfs[0].changes[0].impact, IMPACT_LIVE);
	world.observed->pfs[0].attrs[PF_ATTR_LINK] =
		(struct field){.set = true, .value.on = true};
	plan = plan_of(unit, &world, "mtu: 9000");
	assert_int_equal(plan->pfs[0].changes[0].impact, IMPACT_BLINKS_PF);
	assert_int_equal(plan->pfs[0].changes[0].from.value.number, 1500);
	world.observed->pfs[0].vfs[0].attrs[VF_ATTR_LINK] =
		(struct field){.set = true, .value.on = true};
	assert_string_equal(words(unit, plan_of(unit, &world, "mtu: 9000")), "mtu!");
	world.observed->pfs[0].netdev = NULL;
	world.observed->pfs[0].attrs[PF_ATTR_MTU].set = false;
	assert_string_equal(words(unit, plan_of(unit, &world, "mtu: 9000")), "mtu?");
}

static void test_no_iommu(void **state)
{
	struct unit *unit = *state;
	struct world world;

	make_world(unit, &world, 1);
	world.observed->iommu = false;
	plan_make(&unit->arena, &unit->diags,
		  unit_desired(unit, "version: 1\npfs: {enp1s0: {}}\n"
				     "vms: {v: {interfaces: {n: {vf: enp1s0/0}}}}\n"),
		  world.observed, DISRUPTION_REFUSED);
	assert_string_equal(unit_codes(unit), "no-iommu");
	assert_int_equal(unit->diags.n_errors, 0);
}

static void test_autoprobe(void **state)
{
	struct unit *unit = *state;
	struct world world;
	const struct plan *plan;

	make_world(unit, &world, 0);
	/* Off is the administrator's own choice: it stays off, and nothing is probed. */
	world.observed->pfs[0].attrs[PF_ATTR_AUTOPROBE] =
		(struct field){.set = true, .value.on = 0};
	assert_string_equal(words(unit, plan_of(unit, &world, "numvfs: 1")), "numvfs");
	assert_string_equal(
		words(unit,
		      plan_of(unit, &world, "numvfs: 1, vf_defaults: {driver: default}")),
		"numvfs drivers_autoprobe 0.driver drivers_autoprobe");
	/* Off since a run was killed: it goes back on. */
	world.observed->pfs[0].autoprobe_saved =
		(struct field){.set = true, .value.on = 1};
	plan = plan_of(unit, &world, "numvfs: 1");
	assert_string_equal(words(unit, plan), "numvfs drivers_autoprobe 0.driver");
	assert_true(plan->pfs[0].changes[1].to.on);
	plan = plan_of(unit, &world, "numvfs: 0");
	assert_string_equal(words(unit, plan), "drivers_autoprobe");
}

/* One by its address, one by its name: that they are one shows only here. */
static void test_one_pf_under_two_entries(void **state)
{
	struct unit *unit = *state;
	struct world world;
	const struct plan *plan;

	make_world(unit, &world, 0);
	plan = plan_make(&unit->arena, &unit->diags,
			 unit_desired(unit,
				      "version: 1\npfs: {a: {match: {pci: "
				      "'0000:01:00.0'}, numvfs: 1}, enp1s0: {numvfs: 2}}"
				      "\n"),
			 world.observed, DISRUPTION_REFUSED);
	assert_string_equal(unit_codes(unit), "given-twice");
	assert_int_equal(plan->n_pfs, 1);
	assert_string_equal(words(unit, plan),
			    "drivers_autoprobe numvfs drivers_autoprobe 0.driver");
}

/* The same input gives the same plan. */
static void test_pure(void **state)
{
	struct unit *unit = *state;
	struct world world;
	const struct plan *a, *b;

	make_world(unit, &world, 2);
	a = plan_of(unit, &world, "numvfs: 4, link: up, vf_defaults: {vlan: 9}");
	b = plan_of(unit, &world, "vf_defaults: {vlan: 9}, link: up, numvfs: 4");
	assert_string_equal(words(unit, a), words(unit, b));
}

UNIT_GROUP(plan_make, UNIT_TEST(test_one_pf_under_two_entries), UNIT_TEST(test_order),
	   UNIT_TEST(test_nothing_to_do), UNIT_TEST(test_only_what_differs),
	   UNIT_TEST(test_numvfs_changes),
	   UNIT_TEST(test_vf_in_use_blocks_what_interrupts),
	   UNIT_TEST(test_impossible_numbers), UNIT_TEST(test_what_is_not_there),
	   UNIT_TEST(test_what_cannot_be_read), UNIT_TEST(test_mtu),
	   UNIT_TEST(test_no_iommu), UNIT_TEST(test_autoprobe), UNIT_TEST(test_pure))
