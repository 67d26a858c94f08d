/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/causes.h"

#include "commands/verify.h"
#include "result-hosts.h"

static const struct outcome refused = {
	.status = OUTCOME_FAILED, .error = -EPERM, .text = "the driver refuses VF 1"};

/* What many VFs have for one reason is one error, PF by PF. */
static void test_one_cause(void **state)
{
	struct unit *unit = *state;
	struct outcome other = refused;
	struct result_hosts hosts;

	other.text = "another reason";
	result_hosts_init(unit, &hosts);
	for (int vf = 0; vf < 3; vf++) {
		struct outcome outcome = refused;

		outcome.text = arena_printf(&unit->arena, "the driver refuses VF %d", vf);
		result_hosts_add(&hosts, 0, result_hosts_vlan(vf, 5), outcome, true);
	}
	result_hosts_add(&hosts, 1, result_hosts_vlan(0, 5), refused, true);
	result_hosts_add(&hosts, 1, result_hosts_vlan(1, 6), refused, true);
	result_hosts_add(&hosts, 1, result_hosts_vlan(3, 6), other, true);
	result_hosts_expect(unit, &hosts,
			    "[remaining-difference] up0 VF 0-2: vlan is 0, not 5: "
			    "Operation not permitted: "
			    "the driver refuses VF 0-2\n"
			    "[remaining-difference] up1 VF 0: vlan is 0, not 5: "
			    "Operation not permitted: the "
			    "driver refuses VF 1\n"
			    "[remaining-difference] up1 VF 1: vlan is 0, not 6: "
			    "Operation not permitted: the "
			    "driver refuses VF 1\n"
			    "[remaining-difference] up1 VF 3: vlan is 0, not 6: "
			    "Operation not permitted: "
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
	struct result_hosts hosts;

	result_hosts_init(unit, &hosts);
	for (int vf = 0; vf < 3; vf++) {
		struct change change = result_hosts_vlan(vf, (uint16_t)(5 + vf));

		change.at = &places[vf > 0];
		result_hosts_add(&hosts, 0, change, outcome, true);
	}
	result_hosts_expect(unit, &hosts,
			    "[remaining-difference] up0 VF 0-2: vlan is not as "
			    "configured: Operation not "
			    "permitted\n",
			    0);
	UNIT_EXPECT(unit->diags.first->at->line, 1, "line of the error");
	UNIT_EXPECT(unit->diags.first->notes->at->line, 2, "line of its note");
	if (unit->diags.first->notes->next)
		fail_msg("VF 2 has a note of its own, and the place of VF 1");
}

static void test_in_use_counts_once(void **state)
{
	struct unit *unit = *state;
	struct outcome skipped = {.status = OUTCOME_SKIPPED};
	struct result_hosts hosts;

	result_hosts_init(unit, &hosts);
	for (int vf = 0; vf < 3; vf++) {
		struct change change = result_hosts_vlan(vf, 5);

		change.block = BLOCK_IN_USE;
		change.reason = arena_printf(&unit->arena, "VF %d is in use: a VM", vf);
		result_hosts_add(&hosts, 0, change, skipped, true);
	}
	result_hosts_expect(
		unit, &hosts,
		"[in-use] up0 VF 0-2: vlan is refused: VF 0-2 is in use: a VM\n", 1);
}

UNIT_GROUP(causes, UNIT_TEST(test_one_cause), UNIT_TEST(test_one_cause_of_values),
	   UNIT_TEST(test_in_use_counts_once))
