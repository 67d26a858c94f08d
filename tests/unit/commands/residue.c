/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/residue.h"

#include "unit.h"

/* A plan of one PF with one change, what became of it, and what is left of it. */
struct world {
	struct desired_pf desired;
	struct span place;
	struct change change, left;
	struct plan_pf pf, pf_left;
	struct plan plan, after;
	struct outcome outcome, *outcomes;
	struct result result;
};

static void start(struct unit *unit, struct world *world, enum outcome_status status,
		  bool is_left)
{
	*world = (struct world){.desired = {.name = "up0"},
				.place = {unit_source(unit, "x"), 1, 1, 1, NULL}};
	world->change = (struct change){.kind = CHANGE_VF_ATTR,
					.attr = VF_ATTR_VLAN,
					.vf = 3,
					.to.vlan.id = 5,
					.from = {.set = true},
					.at = &world->place};
	world->left = world->change;
	world->pf = (struct plan_pf){
		.desired = &world->desired, .changes = &world->change, .n_changes = 1};
	world->pf_left = (struct plan_pf){.desired = &world->desired,
					  .changes = &world->left,
					  .n_changes = is_left ? 1 : 0};
	world->plan = (struct plan){.pfs = &world->pf, .n_pfs = 1, .n_changes = 1};
	world->after = (struct plan){
		.pfs = &world->pf_left, .n_pfs = 1, .n_changes = is_left ? 1 : 0};
	world->outcome.status = status;
	world->outcomes = &world->outcome;
	world->result =
		(struct result){.plan = &world->plan, .outcomes = &world->outcomes};
	diags_init(&unit->diags, &unit->arena);
}

static void expect(struct unit *unit, struct world *world, const char *code,
		   const char *text, const char *hint)
{
	const struct diag *diag;

	residue_report(&unit->diags, &world->result, &world->after);
	assert_string_equal(unit_codes(unit), code);
	diag = unit->diags.first;
	if (!diag)
		return;
	assert_string_equal(diag->text, text);
	assert_int_equal(diag->hint != NULL, hint != NULL);
	if (hint && !strstr(diag->hint, hint))
		fail_msg("'%s' has no '%s'", diag->hint, hint);
}

static void test_nothing_left(void **state)
{
	struct unit *unit = *state;
	struct world world;

	start(unit, &world, OUTCOME_DONE, false);
	expect(unit, &world, "", "", NULL);
}

static void test_accepted_and_not_applied(void **state)
{
	struct unit *unit = *state;
	struct world world;

	start(unit, &world, OUTCOME_DONE, true);
	expect(unit, &world, "residue", "up0 VF 3: vlan is 0, not 5",
	       "the driver ignored it");
	assert_int_equal(unit->diags.first->at->line, 1);
}

static void test_failed_with_a_difference(void **state)
{
	struct unit *unit = *state;
	struct world world;

	start(unit, &world, OUTCOME_FAILED, true);
	world.outcome.error = -EPERM;
	world.outcome.text = "the likely reason";
	world.outcome.hint = "do this";
	expect(unit, &world, "residue",
	       "up0 VF 3: vlan is 0, not 5: Operation not permitted: the likely reason",
	       "do this");
}

static void test_failed_without_a_difference(void **state)
{
	struct unit *unit = *state;
	struct world world;

	start(unit, &world, OUTCOME_FAILED, false);
	world.outcome.error = -ETIMEDOUT;
	expect(unit, &world, "failed", "up0 VF 3: vlan: Connection timed out", NULL);
}

static void test_blocked(void **state)
{
	struct unit *unit = *state;
	struct world world;

	start(unit, &world, OUTCOME_SKIPPED, true);
	world.left.block = BLOCK_IN_USE;
	world.left.reason = "VF 3 is in use";
	expect(unit, &world, "in-use", "up0 VF 3: vlan is refused: VF 3 is in use",
	       "stop who uses it");
	start(unit, &world, OUTCOME_SKIPPED, true);
	world.left.block = BLOCK_UNSUPPORTED;
	world.left.reason = "igb cannot";
	expect(unit, &world, "unsupported", "up0 VF 3: vlan: igb cannot", NULL);
}

/* Found in use when it was to be written, and no difference tells: a netdev that came up
 * with its old MAC. */
static void test_what_no_difference_tells(void **state)
{
	struct unit *unit = *state;
	struct world world;

	start(unit, &world, OUTCOME_SKIPPED, false);
	world.outcome.is_in_use = true;
	world.outcome.text = "its netdev is up";
	expect(unit, &world, "in-use", "up0 VF 3: vlan is refused: its netdev is up",
	       "stop who uses it");
}

static void test_stopped(void **state)
{
	struct unit *unit = *state;
	struct world world;

	start(unit, &world, OUTCOME_PENDING, true);
	world.result.is_stopped = true;
	expect(unit, &world, "stopped", "stopped by a signal with 1 difference left",
	       NULL);
}

UNIT_GROUP(residue, UNIT_TEST(test_nothing_left),
	   UNIT_TEST(test_accepted_and_not_applied),
	   UNIT_TEST(test_failed_with_a_difference),
	   UNIT_TEST(test_failed_without_a_difference), UNIT_TEST(test_blocked),
	   UNIT_TEST(test_what_no_difference_tells), UNIT_TEST(test_stopped))
