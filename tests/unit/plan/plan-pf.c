/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/plan-pf.h"

#include "model/in-use-pf.h"
#include "plan/plan-make.h"
#include "unit.h"

/* The plan of a PF that has the default route. */
static const struct plan_pf *plan_used(struct unit *unit, const char *driver, bool is_up,
				       const char *keys, enum disruption disruption)
{
	static struct holder holder = {.kind = HOLDER_ROUTE, .who = "the default route"};
	static struct observed_vf vfs[2] = {{.index = 0, .has_pci = true},
					    {.index = 1, .has_pci = true}};
	struct observed_pf *pf = arena_alloc(&unit->arena, sizeof(*pf));
	struct observed *observed = arena_calloc(&unit->arena, 1, sizeof(*observed));

	*pf = (struct observed_pf){
		.has_pci = true,
		.pci = {.bus = 1},
		.driver = driver,
		.netdev = "enp1s0",
		.ifindex = 2,
		.attrs[PF_ATTR_LINK] = {.set = true, .value.on = is_up},
		.totalvfs = UNIT_NUMBER(7),
		.attrs[PF_ATTR_NUMVFS] = {.set = true, .value.number = 2},
		.attrs[PF_ATTR_AUTOPROBE] = {.set = true, .value.on = 0},
		.holders = &holder,
		.n_holders = 1,
		.vfs = vfs,
		.n_vfs = 2};
	pf->attrs[PF_ATTR_MTU] = (struct field){.set = true, .value.number = 1500};
	*observed = (struct observed){.pfs = pf, .n_pfs = 1};
	return &plan_make(&unit->arena, &unit->diags,
			  unit_desired(unit, arena_printf(&unit->arena,
							  "version: 1\npfs: {p: {match: "
							  "{netdev: enp1s0}, %s}}\n",
							  keys)),
			  observed, disruption)
			->pfs[0];
}

static const struct change *find_stage(const struct plan_pf *pf, enum stage stage)
{
	for (size_t i = 0; i < pf->n_changes; i++) {
		if (pf->changes[i].stage == stage)
			return &pf->changes[i];
	}
	fail_msg("no such change");
	return NULL;
}

/* Who uses the PF itself keeps its link. */
static void test_pf_in_use(void **state)
{
	static const struct {
		const char *driver;
		bool is_up;
		const char *keys;
		enum stage stage;
		enum disruption disruption;
		enum block block;
	} rows[] = {
		{"igb", true, "link: down", STAGE_PF_DOWN, 0, BLOCK_IN_USE},
		{"igb", true, "link: down", STAGE_PF_DOWN, DISRUPTION_BLINK,
		 BLOCK_IN_USE},
		{"igb", true, "link: down", STAGE_PF_DOWN, DISRUPTION_LINK, BLOCK_NONE},
		{"igb", true, "link: down, allow_disruptive: link", STAGE_PF_DOWN, 0,
		 BLOCK_NONE},
		{"igb", true, "mtu: 9000", STAGE_PF_ATTR, 0, BLOCK_IN_USE},
		{"igb", true, "mtu: 9000", STAGE_PF_ATTR, DISRUPTION_BLINK, BLOCK_NONE},
		{"igb", true, "mtu: 9000", STAGE_PF_ATTR, DISRUPTION_VFS, BLOCK_IN_USE},
		{"igb", false, "mtu: 9000", STAGE_PF_ATTR, 0, BLOCK_NONE},
		{"igb", true, "numvfs: 3", STAGE_NUMVFS, 0, BLOCK_IN_USE},
		{"igb", true, "numvfs: 3", STAGE_NUMVFS, DISRUPTION_BLINK, BLOCK_NONE},
		{"unheard-of", true, "numvfs: 3", STAGE_NUMVFS, 0, BLOCK_IN_USE},
		{"bnxt_en", true, "numvfs: 0", STAGE_NUMVFS, 0, BLOCK_IN_USE},
		{"mlx5_core", true, "numvfs: 3", STAGE_NUMVFS, 0, BLOCK_NONE},
		{"mlx5_core", true, "eswitch: {mode: switchdev}", STAGE_ESWITCH, 0,
		 BLOCK_IN_USE},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct change *change =
			find_stage(plan_used(unit, rows[i].driver, rows[i].is_up,
					     rows[i].keys, rows[i].disruption),
				   rows[i].stage);

		if (change->block != rows[i].block)
			fail_msg("row %zu: %s", i,
				 change->reason ? change->reason : "goes");
		if (change->block == BLOCK_IN_USE &&
		    (!strstr(change->reason, "the default route") ||
		     !strstr(change->advice, "allow_disruptive: ")))
			fail_msg("row %zu: %s, %s", i, change->reason, change->advice);
		/* Permitted, it is told all the same. */
		if (change->block == BLOCK_NONE &&
		    change->takes & (rows[i].disruption | DISRUPTION_LINK) &&
		    !strstr(change->affects, "the default route"))
			fail_msg("row %zu: %s", i, change->affects);
	}
}

/* What the kernel made by itself outlives a blink, and is gone with the link. */
static void test_autoconf(void **state)
{
	struct holder holder = {.kind = HOLDER_AUTOCONF, .who = "the address fec0::1"};
	struct observed_pf pf = {.netdev = "enp1s0",
				 .attrs[PF_ATTR_LINK] = {.set = true, .value.on = true},
				 .holders = &holder,
				 .n_holders = 1};
	struct change change = {.takes = DISRUPTION_BLINK};
	struct unit *unit = *state;

	assert_null(in_use_pf_refuses(&unit->arena, &pf, &change, DISRUPTION_REFUSED));
	change.takes = DISRUPTION_LINK;
	assert_non_null(in_use_pf_refuses(&unit->arena, &pf, &change, DISRUPTION_BLINK));
	assert_null(in_use_pf_refuses(&unit->arena, &pf, &change, DISRUPTION_LINK));
}

UNIT_GROUP(plan_pf, UNIT_TEST(test_autoconf), UNIT_TEST(test_pf_in_use))
