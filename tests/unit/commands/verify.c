/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/verify.h"

#include "unit.h"

/* A plan of one PF with one change, what became of it, and what is left of it. */
struct world {
	struct desired_pf desired;
	struct observed_pf observed;
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
				.observed = {.autoprobe = -1},
				.place = {unit_source(unit, "x"), 1, 1, 1, NULL}};
	world->change = (struct change){.kind = CHANGE_VF_ATTR,
					.attr = VF_ATTR_VLAN,
					.vf = 3,
					.to.vlan.id = 5,
					.from = {.set = true},
					.at = &world->place};
	world->left = world->change;
	world->pf = (struct plan_pf){.desired = &world->desired,
				     .observed = &world->observed,
				     .changes = &world->change,
				     .n_changes = 1,
				     .autoprobe = -1};
	world->pf_left = (struct plan_pf){.desired = &world->desired,
					  .observed = &world->observed,
					  .autoprobe = -1,
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

	verify_report(&unit->diags, &world->result, &world->after);
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

/* What a recreated VF had is told as that. */
static void test_kept(void **state)
{
	struct unit *unit = *state;
	struct world world;

	start(unit, &world, OUTCOME_DONE, true);
	world.left.is_kept = true;
	expect(unit, &world, "residue",
	       "up0 VF 3: vlan is 0, and was 5 before the VFs were recreated",
	       "the driver ignored it");
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

/* A plan of several PFs, what became of it, and what is left of it. */
struct hosts {
	struct desired_pf desired[2];
	struct observed_pf observed[2];
	struct plan_pf pfs[2], left[2];
	struct change changes[2][4], left_changes[2][4];
	struct outcome outcomes[2][4], *all_outcomes[2];
	struct plan plan, after;
	struct result result;
};

static void start_hosts(struct unit *unit, struct hosts *hosts)
{
	*hosts = (struct hosts){.desired = {{.name = "up0"}, {.name = "up1"}}};
	for (size_t i = 0; i < 2; i++) {
		hosts->observed[i].autoprobe = 1;
		hosts->pfs[i] = (struct plan_pf){.desired = &hosts->desired[i],
						 .observed = &hosts->observed[i],
						 .changes = hosts->changes[i],
						 .autoprobe = 1};
		hosts->left[i] = hosts->pfs[i];
		hosts->left[i].changes = hosts->left_changes[i];
		hosts->all_outcomes[i] = hosts->outcomes[i];
	}
	hosts->plan = (struct plan){.pfs = hosts->pfs, .n_pfs = 2};
	hosts->after = (struct plan){.pfs = hosts->left, .n_pfs = 2};
	hosts->result =
		(struct result){.plan = &hosts->plan, .outcomes = hosts->all_outcomes};
	diags_init(&unit->diags, &unit->arena);
}

static void add_host_change(struct hosts *hosts, size_t pf, struct change change,
			    struct outcome outcome, bool is_left)
{
	size_t n = hosts->pfs[pf].n_changes++;

	hosts->changes[pf][n] = change;
	hosts->outcomes[pf][n] = outcome;
	if (is_left)
		hosts->left_changes[pf][hosts->left[pf].n_changes++] = change;
	hosts->after.n_changes += is_left;
}

static struct change vlan_of(int vf, uint16_t id)
{
	return (struct change){.kind = CHANGE_VF_ATTR,
			       .attr = VF_ATTR_VLAN,
			       .vf = vf,
			       .from.set = true,
			       .to.vlan.id = id};
}

static void expect_texts(struct unit *unit, struct hosts *hosts, const char *texts,
			 size_t n_in_use)
{
	const char *all = "";

	assert_int_equal(verify_report(&unit->diags, &hosts->result, &hosts->after),
			 n_in_use);
	diags_foreach (diag, &unit->diags)
		all = arena_printf(&unit->arena, "%s[%s] %s\n", all, diag->code,
				   diag->text);
	assert_string_equal(all, texts);
}

static const struct outcome refused = {
	.status = OUTCOME_FAILED, .error = -EPERM, .text = "the driver refuses VF 1"};

/* What many VFs have for one reason is one error, PF by PF. */
static void test_one_cause(void **state)
{
	struct unit *unit = *state;
	struct outcome other = refused;
	struct hosts hosts;

	other.text = "another reason";
	start_hosts(unit, &hosts);
	for (int vf = 0; vf < 3; vf++) {
		struct outcome outcome = refused;

		outcome.text = arena_printf(&unit->arena, "the driver refuses VF %d", vf);
		add_host_change(&hosts, 0, vlan_of(vf, 5), outcome, true);
	}
	add_host_change(&hosts, 1, vlan_of(0, 5), refused, true);
	add_host_change(&hosts, 1, vlan_of(1, 6), refused, true);
	add_host_change(&hosts, 1, vlan_of(3, 6), other, true);
	expect_texts(unit, &hosts,
		     "[residue] up0 VF 0-2: vlan is 0, not 5: Operation not permitted: "
		     "the driver refuses VF 0-2\n"
		     "[residue] up1 VF 0: vlan is 0, not 5: Operation not permitted: the "
		     "driver refuses VF 1\n"
		     "[residue] up1 VF 1: vlan is 0, not 6: Operation not permitted: the "
		     "driver refuses VF 1\n"
		     "[residue] up1 VF 3: vlan is 0, not 6: Operation not permitted: "
		     "another reason\n",
		     0);
}

/* Values of their own make no causes of their own; each place is named. */
static void test_one_cause_of_values(void **state)
{
	struct unit *unit = *state;
	struct outcome outcome = {.status = OUTCOME_FAILED, .error = -EPERM};
	struct span places[] = {{unit_source(unit, "x\ny"), 1, 1, 1, NULL},
				{unit_source(unit, "x\ny"), 2, 1, 1, NULL}};
	struct hosts hosts;

	start_hosts(unit, &hosts);
	for (int vf = 0; vf < 3; vf++) {
		struct change change = vlan_of(vf, (uint16_t)(5 + vf));

		change.at = &places[vf > 0];
		add_host_change(&hosts, 0, change, outcome, true);
	}
	expect_texts(unit, &hosts,
		     "[residue] up0 VF 0-2: vlan is not as configured: Operation not "
		     "permitted\n",
		     0);
	assert_int_equal(unit->diags.first->at->line, 1);
	assert_int_equal(unit->diags.first->notes->at->line, 2);
	assert_null(unit->diags.first->notes->next);
}

/* What could not be done since something else failed is no error beside that one. */
static void test_skipped(void **state)
{
	struct unit *unit = *state;
	struct change numvfs = {.kind = CHANGE_NUMVFS, .vf = NO_VF, .to.number = 2};
	struct change autoprobe = {.kind = CHANGE_AUTOPROBE_OFF, .vf = NO_VF};
	struct outcome failed = {.status = OUTCOME_FAILED, .error = -EIO};
	struct outcome skipped = {.status = OUTCOME_SKIPPED, .text = "not created"};
	struct outcome done = {.status = OUTCOME_DONE};
	struct hosts hosts;

	start_hosts(unit, &hosts);
	add_host_change(&hosts, 0, autoprobe, done, true);
	add_host_change(&hosts, 0, numvfs, failed, true);
	add_host_change(&hosts, 0, vlan_of(0, 5), skipped, true);
	add_host_change(&hosts, 1, vlan_of(0, 5), skipped, true);
	expect_texts(unit, &hosts,
		     "[residue] up0: numvfs is not known, not 2: Input/output error\n"
		     "[residue] up1 VF 0: vlan is 0, not 5: not created\n",
		     0);
}

static void test_own_steps(void **state)
{
	struct unit *unit = *state;
	struct change off = {.kind = CHANGE_AUTOPROBE_OFF, .vf = NO_VF};
	struct change on = {.kind = CHANGE_AUTOPROBE_ON, .vf = NO_VF, .to.on = true};
	struct outcome failed = {.status = OUTCOME_FAILED, .error = -EROFS};
	struct outcome done = {.status = OUTCOME_DONE};
	struct hosts hosts;

	/* It failed, and is as it should be: the failure is what there is. */
	start_hosts(unit, &hosts);
	add_host_change(&hosts, 0, off, failed, true);
	expect_texts(unit, &hosts,
		     "[failed] up0: drivers_autoprobe: Read-only file system\n", 0);
	/* It is not as it was before. */
	start_hosts(unit, &hosts);
	add_host_change(&hosts, 0, off, done, false);
	add_host_change(&hosts, 0, on, failed, true);
	hosts.observed[0].autoprobe = 0;
	expect_texts(unit, &hosts,
		     "[failed] up0: drivers_autoprobe could not be put back, and is off: "
		     "Read-only file system\n",
		     0);
	/* That is told where a signal ended the run, too. */
	diags_init(&unit->diags, &unit->arena);
	hosts.result.is_stopped = true;
	expect_texts(unit, &hosts,
		     "[stopped] stopped by a signal with 0 differences left\n"
		     "[failed] up0: drivers_autoprobe could not be put back, and is off: "
		     "Read-only file system\n",
		     0);
	/* Where it is configured it is a value like any other. */
	start_hosts(unit, &hosts);
	hosts.desired[0].autoprobe.set = true;
	hosts.observed[0].autoprobe = 0;
	add_host_change(&hosts, 0, on, failed, true);
	expect_texts(unit, &hosts,
		     "[residue] up0: drivers_autoprobe is not known, not on: Read-only "
		     "file system\n",
		     0);
}

static void test_in_use_counts_once(void **state)
{
	struct unit *unit = *state;
	struct outcome skipped = {.status = OUTCOME_SKIPPED};
	struct hosts hosts;

	start_hosts(unit, &hosts);
	for (int vf = 0; vf < 3; vf++) {
		struct change change = vlan_of(vf, 5);

		change.block = BLOCK_IN_USE;
		change.reason = arena_printf(&unit->arena, "VF %d is in use: a VM", vf);
		add_host_change(&hosts, 0, change, skipped, true);
	}
	expect_texts(unit, &hosts,
		     "[in-use] up0 VF 0-2: vlan is refused: VF 0-2 is in use: a VM\n", 1);
}

/* Beyond the end of the kernel's list: a warning by the run that sets them, none later.
 */
static void test_unverified(void **state)
{
	struct unit *unit = *state;
	struct outcome done = {.status = OUTCOME_DONE};
	struct hosts hosts;

	start_hosts(unit, &hosts);
	for (int vf = 255; vf < 258; vf++)
		add_host_change(&hosts, 0, vlan_of(vf, 5), done, false);
	for (unsigned int vf = 256; vf < 259; vf++)
		vf_set_add(&unit->arena, &hosts.left[0].unverified, vf);
	hosts.left[1].unverified = hosts.left[0].unverified;
	expect_texts(unit, &hosts,
		     "[not-verified] up0: VF 256-257: this kernel reports the first 256 "
		     "VFs of a PF only: what was set there cannot be verified\n",
		     0);
	assert_string_equal(unit_codes(unit), "not-verified");
	assert_int_equal(unit->diags.n_errors, 0);
	hosts.pfs[0].n_changes = 0;
	diags_init(&unit->diags, &unit->arena);
	expect_texts(unit, &hosts, "", 0);
}

UNIT_GROUP(residue, UNIT_TEST(test_nothing_left),
	   UNIT_TEST(test_accepted_and_not_applied), UNIT_TEST(test_kept),
	   UNIT_TEST(test_failed_with_a_difference),
	   UNIT_TEST(test_failed_without_a_difference), UNIT_TEST(test_blocked),
	   UNIT_TEST(test_what_no_difference_tells), UNIT_TEST(test_stopped),
	   UNIT_TEST(test_one_cause), UNIT_TEST(test_one_cause_of_values),
	   UNIT_TEST(test_skipped), UNIT_TEST(test_own_steps),
	   UNIT_TEST(test_in_use_counts_once), UNIT_TEST(test_unverified))
