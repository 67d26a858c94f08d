/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/plan-make.h"
#include "plan/plan-pf.h"
#include "unit.h"

/* Why a PF with that driver cannot have the number, or "" where it can. */
static const char *refusal(struct unit *unit, const char *driver, int totalvfs, int now,
			   const char *numvfs)
{
	struct observed_vf vfs[64] = {0};
	struct observed_pf pf = {
		.has_pci = true,
		.pci = {.bus = 1},
		.driver = driver,
		.totalvfs = {.set = totalvfs >= 0, .value.number = (uint32_t)totalvfs},
		.attrs[PF_ATTR_NUMVFS] = {.set = true, .value.number = now},
		.attrs[PF_ATTR_AUTOPROBE] = {.set = true, .value.on = 1},
		.vfs = vfs,
		.n_vfs = (size_t)now};
	const struct observed observed = {.pfs = &pf, .n_pfs = 1};
	const struct plan *plan = plan_make(
		&unit->arena, &unit->diags,
		unit_desired(unit, arena_printf(&unit->arena,
						"version: 1\npfs: {p: {match: {pci: "
						"'01:00.0'}, numvfs: %s}}\n",
						numvfs)),
		&observed, DISRUPTION_REFUSED);

	for (size_t i = 0; i < plan->pfs[0].n_changes; i++) {
		if (plan->pfs[0].changes[i].stage == STAGE_NUMVFS)
			return plan->pfs[0].changes[i].reason
				       ? plan->pfs[0].changes[i].reason
				       : "";
	}
	return "no change";
}

static void test_what_drivers_enable(void **state)
{
	static const struct {
		const char *driver;
		int totalvfs, now;
		const char *numvfs, *part; /* of the refusal; "": possible */
	} rows[] = {
		{"igb", 7, 0, "7", ""},
		{"igb", 7, 0, "max", ""},
		{"igb", 7, 0, "8", "at most 7"},
		{"igb", 7, 7, "max", "no change"},
		{"c6xx", 16, 0, "16", ""},
		{"c6xx", 16, 0, "8", "all of its 16 VFs or none"},
		{"c6xx", 16, 0, "max", ""},
		{"CNN55XX", 128, 0, "32", ""},
		{"CNN55XX", 128, 0, "33", "16, 32, 64 or 128"},
		{"mlx4_core", 8, 0, "4", "num_vfs=N"},
		{"vfio-pci", 64, 0, "4", "given to user space"},
		{"nvidia", 16, 0, "4", "sriov-manage"},
		{"igc", 0, 0, "1", "no sriov_configure"},
		{"i915", 7, 0, "7", ""},
		{"mlx5_core", 0, 0, "8", "SRIOV_EN=1 NUM_OF_VFS=8"},
		{"mlx5_core", -1, 0, "max", "SRIOV_EN=1 NUM_OF_VFS=N"},
		{"ixgbe", 0, 0, "8", "firmware"},
		{NULL, 8, 0, "8", "no driver is bound"},
		{"mlx4_core", 8, 0, "0", "no change"},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *text = refusal(unit, rows[i].driver, rows[i].totalvfs,
					   rows[i].now, rows[i].numvfs);

		if (rows[i].part[0] ? !strstr(text, rows[i].part) : text[0] != '\0')
			fail_msg("row %zu: %s", i, text);
	}
}

UNIT_GROUP(plan_numvfs, UNIT_TEST(test_what_drivers_enable))
