/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What plan and check print is in tests/cases; here is what no command line reaches. */
#include "report/report.h"

#include "unit.h"

struct printed {
	char *text;
	size_t size;
	struct report report;
};

static void start(struct printed *printed)
{
	*printed = (struct printed){0};
	printed->report.out = open_memstream(&printed->text, &printed->size);
	printed->report.err = printed->report.out;
}

static const char *finish(struct unit *unit, struct printed *printed)
{
	const char *copy;

	fclose(printed->report.out);
	copy = arena_strdup(&unit->arena, printed->text);
	free(printed->text);
	return copy;
}

static void test_diagnostics(void **state)
{
	struct unit *unit = *state;
	const struct source *source = unit_source(unit, "a: 1\n\tb: \xc3\xa4 x\x1b[2J\n");
	struct printed printed;
	struct diag *diag;

	diag = diag_error(&unit->diags, (struct span){source, 2, 7, 1}, "code",
			  "text\x1b[2J");
	diag_note(&unit->diags, diag, (struct span){source, 1, 1, 3}, "note");
	diag_hint(&unit->diags, diag, "hint");
	diag_warning(&unit->diags, SPAN_NONE, "other", "second");
	start(&printed);
	report_diags(&printed.report, &unit->diags);
	/* Nothing of a hostile file reaches the terminal as a control character. */
	assert_string_equal(finish(unit, &printed),
			    "test.yaml:2:7: error: text?[2J [code]\n"
			    "    2 | \tb: \xc3\xa4 x?[2J\n"
			    "      | \t     ^\n"
			    "test.yaml:1:1: note: note\n"
			    "    1 | a: 1\n"
			    "      | ^~~\n"
			    "      = hint: hint\n"
			    "vfstate: warning: second [other]\n");
}

static void test_outcomes(void **state)
{
	struct unit *unit = *state;
	struct desired_pf desired = {.name = "up0"};
	struct plan_pf pf = {.desired = &desired};
	struct change vlan = {.kind = CHANGE_VF_ATTR,
			      .attr = VF_ATTR_VLAN,
			      .vf = 3,
			      .to.vlan.id = 5,
			      .at = {unit_source(unit, ""), 7, 1, 1}};
	struct outcome failed = {.status = OUTCOME_FAILED,
				 .error = -EINVAL,
				 .text = "why",
				 .hint = "do this"};
	struct outcome done = {.status = OUTCOME_DONE};
	struct printed printed;

	start(&printed);
	report_outcome(&printed.report, &pf, &vlan, &done);
	report_outcome(&printed.report, &pf, &vlan, &failed);
	report_wait(&printed.report, "creating");
	assert_string_equal(
		finish(unit, &printed),
		"up0 VF 3 vlan: unknown -> 5: done\n"
		"up0 VF 3 vlan: unknown -> 5: failed: Invalid argument: why; do this "
		"(test.yaml:7)\n"
		"creating...\n");
	start(&printed);
	printed.report.json = true;
	report_outcome(&printed.report, &pf, &vlan, &failed);
	report_wait(&printed.report, "creating");
	assert_string_equal(finish(unit, &printed), "");
}

static void test_inventory_by_any_identity(void **state)
{
	static const char *const found[] = {
		"0000:01:00.0", "01:00.0",  "enp1s0",
		"alt0",		"up0",	    "90:e2:ba:00:00:01",
		"0000:01:10.2", "enp1s0v1", "52:54:00:00:00:01",
		"web01",	NULL,
	};
	static const char *const not_found[] = {"0000:01:10.4", "eth9", "web",
						"90:e2:ba:00:00:02"};
	const char *altnames[] = {"alt0"};
	struct observed_vf vfs[2] = {
		{.has_pci = true, .pci = {.bus = 1, .device = 0x10}},
		{.index = 1,
		 .has_pci = true,
		 .pci = {.bus = 1, .device = 0x10, .function = 2},
		 .netdev = "enp1s0v1",
		 .driver = "igbvf",
		 .vm = "web01",
		 .interface = "net0"},
	};
	struct observed_pf pf = {.has_pci = true,
				 .pci = {.bus = 1},
				 .netdev = "enp1s0",
				 .name = "up0",
				 .altnames = altnames,
				 .n_altnames = 1,
				 .has_mac = true,
				 .mac = {{0x90, 0xe2, 0xba, 0, 0, 1}},
				 .vfs = vfs,
				 .n_vfs = 2,
				 .numvfs = 2,
				 .totalvfs = 7};
	struct observed observed = {.iommu = true, .pfs = &pf, .n_pfs = 1};
	struct unit *unit = *state;
	struct printed printed;

	vfs[1].attrs[VF_ATTR_MAC] =
		(struct field){.set = true, .value.mac = {{0x52, 0x54, 0, 0, 0, 1}}};
	start(&printed);
	for (size_t i = 0; i < ARRAY_SIZE(found); i++)
		assert_true(report_inventory(&printed.report, &observed, found[i]));
	for (size_t i = 0; i < ARRAY_SIZE(not_found); i++)
		assert_false(report_inventory(&printed.report, &observed, not_found[i]));
	finish(unit, &printed);
	/* A VF is shown with its PF and without its neighbours. */
	start(&printed);
	report_inventory(&printed.report, &observed, "web01");
	{
		const char *text = finish(unit, &printed);

		assert_non_null(strstr(text, "0000:01:10.2"));
		assert_non_null(strstr(text, "web01/net0"));
		assert_null(strstr(text, "0000:01:10.0"));
	}
}

UNIT_GROUP(report, UNIT_TEST(test_diagnostics), UNIT_TEST(test_outcomes),
	   UNIT_TEST(test_inventory_by_any_identity))
