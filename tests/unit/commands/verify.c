/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/verify.h"

#include "result-hosts.h"
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
				.observed = {.attrs[PF_ATTR_AUTOPROBE] = {0}},
				.place = {unit_source(unit, "x"), 1, 1, 1, NULL}};
	world->change = (struct change){.stage = STAGE_VF_ATTR,
					.attr = VF_ATTR_VLAN,
					.vf = 3,
					.to.vlan.id = 5,
					.from = {.set = true},
					.at = &world->place};
	world->left = world->change;
	world->pf = (struct plan_pf){.desired = &world->desired,
				     .observed = &world->observed,
				     .changes = &world->change,
				     .n_changes = 1};
	world->pf_left = (struct plan_pf){.desired = &world->desired,
					  .observed = &world->observed,
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
	if (!hint != !diag->hint || (hint && !strstr(diag->hint, hint)))
		fail_msg("%s: the hint is '%s', not '%s'", text,
			 diag->hint ? diag->hint : "", hint ? hint : "");
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
	expect(unit, &world, "remaining-difference", "up0 VF 3: vlan is 0, not 5",
	       "the driver ignored it");
	UNIT_EXPECT(unit->diags.first->at->line, 1, "line of the error");
}

/* What a recreated VF had is told as that. */
static void test_kept(void **state)
{
	struct unit *unit = *state;
	struct world world;

	start(unit, &world, OUTCOME_DONE, true);
	world.left.is_kept = true;
	expect(unit, &world, "remaining-difference",
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
	expect(unit, &world, "remaining-difference",
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
	       "stop its user");
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
	       "stop its user");
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

/* What could not be done since something else failed is no error beside that one. */
static void test_skipped(void **state)
{
	struct unit *unit = *state;
	struct change numvfs = {.stage = STAGE_NUMVFS,
				.pf_attr = PF_ATTR_NUMVFS,
				.vf = NO_VF,
				.to.number = 2};
	struct change autoprobe = {
		.stage = STAGE_AUTOPROBE_OFF, .pf_attr = PF_ATTR_AUTOPROBE, .vf = NO_VF};
	struct outcome failed = {.status = OUTCOME_FAILED, .error = -EIO};
	struct outcome skipped = {.status = OUTCOME_SKIPPED, .text = "not created"};
	struct outcome done = {.status = OUTCOME_DONE};
	struct result_hosts hosts;

	result_hosts_init(unit, &hosts);
	result_hosts_add(&hosts, 0, autoprobe, done, true);
	result_hosts_add(&hosts, 0, numvfs, failed, true);
	result_hosts_add(&hosts, 0, result_hosts_vlan(0, 5), skipped, true);
	result_hosts_add(&hosts, 1, result_hosts_vlan(0, 5), skipped, true);
	result_hosts_expect(
		unit, &hosts,
		"[remaining-difference] up0: numvfs is not known, not 2: Input/output "
		"error\n"
		"[remaining-difference] up1 VF 0: vlan is 0, not 5: not created\n",
		0);
}

static void test_own_steps(void **state)
{
	struct unit *unit = *state;
	struct change off = {
		.stage = STAGE_AUTOPROBE_OFF, .pf_attr = PF_ATTR_AUTOPROBE, .vf = NO_VF};
	struct change on = {.stage = STAGE_AUTOPROBE_ON,
			    .pf_attr = PF_ATTR_AUTOPROBE,
			    .vf = NO_VF,
			    .to.on = true};
	struct outcome failed = {.status = OUTCOME_FAILED, .error = -EROFS};
	struct outcome done = {.status = OUTCOME_DONE};
	struct result_hosts hosts;

	/* It failed, and is as it should be: the failure is what there is. */
	result_hosts_init(unit, &hosts);
	result_hosts_add(&hosts, 0, off, failed, true);
	result_hosts_expect(unit, &hosts,
			    "[failed] up0: drivers_autoprobe: Read-only file system\n",
			    0);
	/* It is not as it was before. */
	result_hosts_init(unit, &hosts);
	result_hosts_add(&hosts, 0, off, done, false);
	result_hosts_add(&hosts, 0, on, failed, true);
	hosts.observed[0].attrs[PF_ATTR_AUTOPROBE] =
		(struct field){.set = true, .value.on = 0};
	result_hosts_expect(
		unit, &hosts,
		"[failed] up0: drivers_autoprobe could not be restored, and is off: "
		"Read-only file system\n",
		0);
	/* That is told where a signal ended the run, too. */
	diags_init(&unit->diags, &unit->arena);
	hosts.result.is_stopped = true;
	result_hosts_expect(
		unit, &hosts,
		"[stopped] stopped by a signal with 0 differences left\n"
		"[failed] up0: drivers_autoprobe could not be restored, and is off: "
		"Read-only file system\n",
		0);
	/* Where it is configured it is a value like any other. */
	result_hosts_init(unit, &hosts);
	hosts.desired[0].attrs[PF_ATTR_AUTOPROBE].set = true;
	hosts.observed[0].attrs[PF_ATTR_AUTOPROBE] =
		(struct field){.set = true, .value.on = 0};
	result_hosts_add(&hosts, 0, on, failed, true);
	result_hosts_expect(unit, &hosts,
			    "[remaining-difference] up0: drivers_autoprobe is not known, "
			    "not on: Read-only "
			    "file system\n",
			    0);
}

/* Beyond the end of the kernel's list: a warning by the run that sets them, none later.
 */
static void test_unverified(void **state)
{
	struct unit *unit = *state;
	struct outcome done = {.status = OUTCOME_DONE};
	struct result_hosts hosts;

	result_hosts_init(unit, &hosts);
	for (int vf = 255; vf < 258; vf++)
		result_hosts_add(&hosts, 0, result_hosts_vlan(vf, 5), done, false);
	for (unsigned int vf = 256; vf < 259; vf++)
		vf_set_add(&unit->arena, &hosts.left[0].unverified, vf);
	hosts.left[1].unverified = hosts.left[0].unverified;
	result_hosts_expect(
		unit, &hosts,
		"[not-verified] up0: VF 256-257: this kernel reports the first 256 "
		"VFs of a PF only: what was set there cannot be verified\n",
		0);
	assert_string_equal(unit_codes(unit), "not-verified");
	UNIT_EXPECT(unit->diags.n_errors, 0, "errors beside the warning");
	hosts.pfs[0].n_changes = 0;
	diags_init(&unit->diags, &unit->arena);
	result_hosts_expect(unit, &hosts, "", 0);
}

UNIT_GROUP(verify, UNIT_TEST(test_nothing_left), UNIT_TEST(test_accepted_and_not_applied),
	   UNIT_TEST(test_kept), UNIT_TEST(test_failed_with_a_difference),
	   UNIT_TEST(test_failed_without_a_difference), UNIT_TEST(test_blocked),
	   UNIT_TEST(test_what_no_difference_tells), UNIT_TEST(test_stopped),
	   UNIT_TEST(test_skipped), UNIT_TEST(test_own_steps), UNIT_TEST(test_unverified))
