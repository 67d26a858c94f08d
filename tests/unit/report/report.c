/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What plan and check print is in tests/cases; here is what no command line reaches. */
#include "report/printing.h"

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

	diag = diag_error(&unit->diags, &(struct span){source, 2, 7, 1, NULL}, "code",
			  "text\x1b[2J");
	diag_note(&unit->diags, diag, &(struct span){source, 1, 1, 3, NULL}, "note");
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
	struct change vlan = {.stage = STAGE_VF_ATTR,
			      .attr = VF_ATTR_VLAN,
			      .vf = 3,
			      .to.vlan.id = 5,
			      .at = &(struct span){unit_source(unit, ""), 7, 1, 1, NULL}};
	struct outcome failed = {.status = OUTCOME_FAILED,
				 .error = -EINVAL,
				 .text = "why",
				 .hint = "do this"};
	struct outcome done = {.status = OUTCOME_DONE};
	struct printed printed;
	struct progress progress;

	start(&printed);
	report_progress_init(&progress, &printed.report);
	report_outcome(&progress, &pf, &vlan, &done);
	report_outcome(&progress, &pf, &vlan, &failed);
	report_wait(&progress, "creating");
	report_progress_done(&progress);
	assert_string_equal(
		finish(unit, &printed),
		"up0 VF 3 vlan: unknown -> 5: done\n"
		"up0 VF 3 vlan: unknown -> 5: failed: Invalid argument: why; do this "
		"(test.yaml:7)\n"
		"creating...\n");
	start(&printed);
	printed.report.json = true;
	report_progress_init(&progress, &printed.report);
	report_outcome(&progress, &pf, &vlan, &failed);
	report_wait(&progress, "creating");
	report_progress_done(&progress);
	assert_string_equal(finish(unit, &printed), "");
}

static void put_outcome(struct progress *progress, const struct plan_pf *pf, int vf,
			uint16_t vlan, const char *text)
{
	struct change change = {.stage = STAGE_VF_ATTR,
				.attr = VF_ATTR_VLAN,
				.vf = vf,
				.is_new_vf = true,
				.to.vlan.id = vlan};
	struct outcome outcome = {.status = text ? OUTCOME_FAILED : OUTCOME_DONE,
				  .error = text ? -EPERM : 0,
				  .text = text};

	report_outcome(progress, pf, &change, &outcome);
}

/* VFs of one PF that come out alike are one line, up to the next flush. */
static void test_outcomes_fold(void **state)
{
	struct unit *unit = *state;
	struct desired_pf desired[] = {{.name = "up0"}, {.name = "up1"}};
	struct plan_pf pfs[] = {{.desired = &desired[0]}, {.desired = &desired[1]}};
	struct change mtu = {.stage = STAGE_PF_ATTR,
			     .pf_attr = PF_ATTR_MTU,
			     .vf = NO_VF,
			     .to.number = 9000};
	struct outcome done = {.status = OUTCOME_DONE};
	struct printed printed;
	struct progress progress;

	start(&printed);
	report_progress_init(&progress, &printed.report);
	for (int vf = 0; vf < 4; vf++) {
		put_outcome(&progress, &pfs[0], vf, 5, NULL);
		put_outcome(&progress, &pfs[1], vf, vf == 2 ? 6 : 5, NULL);
		put_outcome(&progress, &pfs[0], vf, 7,
			    arena_printf(&unit->arena, "VF %d is gone", vf));
	}
	report_outcome(&progress, &pfs[0], &mtu, &done);
	report_flush(&progress);
	put_outcome(&progress, &pfs[0], 4, 5, NULL);
	report_progress_done(&progress);
	assert_string_equal(
		finish(unit, &printed),
		"up0 VF 0-3 vlan: 5: done\n"
		"up1 VF 0-1,3 vlan: 5: done\n"
		"up0 VF 0-3 vlan: 7: failed: Operation not permitted: VF 0-3 is gone\n"
		"up1 VF 2 vlan: 6: done\n"
		"up0 mtu: unknown -> 9000: done\n"
		"up0 VF 4 vlan: 5: done\n");
}

static void test_safe(void **state)
{
	char small[4];
	const char *clean = "up \xc3\xa4";

	(void)state;
	assert_ptr_equal(SAFE(clean), clean);
	assert_string_equal(SAFE("a\x1b\xc3\xa4\xff"), "a?\xc3\xa4?");
	/* A character is not cut in two. */
	assert_string_equal(printing_safe("\x1b\xe2\x82\xac", small, sizeof(small)), "?");
}

static void test_dropped_are_counted(void **state)
{
	struct unit *unit = *state;
	struct printed printed;
	const char *text;

	for (unsigned int i = 0; i < DIAGS_MAX + 3; i++)
		diag_error(&unit->diags, SPAN_NONE, "a", "x");
	start(&printed);
	report_diags(&printed.report, &unit->diags);
	text = finish(unit, &printed);
	assert_non_null(strstr(text, "vfstate: 3 more like these are not shown\n"));
}

static void test_end(void **state)
{
	struct report report = {.out = fopen("/dev/full", "w"),
				.err = fopen("/dev/null", "w")};

	(void)state;
	fputs("x", report.out);
	assert_false(report_end(&report, true));
	fclose(report.out);
	report.out = fopen("/dev/null", "w");
	fputs("x", report.out);
	assert_true(report_end(&report, true));
	fclose(report.out);
	fclose(report.err);
}

/* What looks like VFs without values is said to be what it is. */
static void test_capped_list(void **state)
{
	static const char remark[] = "VF 256-257: this kernel reports the first 256 VFs";
	struct unit *unit = *state;
	struct observed_pf pf = {
		.netdev = "up0",
		.attrs[PF_ATTR_NUMVFS] = {.set = true, .value.number = 258},
		.n_vfs = 258};
	struct observed observed = {.pfs = &pf, .n_pfs = 1, .iommu = true};
	struct printed printed;

	pf.vfs = arena_calloc(&unit->arena, pf.n_vfs, sizeof(*pf.vfs));
	for (unsigned int i = 0; i < pf.n_vfs; i++)
		pf.vfs[i] = (struct observed_vf){.index = i, .reported = i < 256};
	start(&printed);
	report_inventory(&printed.report, &observed);
	assert_non_null(strstr(finish(unit, &printed), remark));
	pf.vfs[257].reported = true;
	start(&printed);
	report_inventory(&printed.report, &observed);
	assert_null(strstr(finish(unit, &printed), remark));
}

/* What is left in JSON is what differs from the configuration. */
static void test_remaining_has_no_own_steps(void **state)
{
	struct unit *unit = *state;
	struct desired_pf desired = {.name = "up0"};
	struct observed_pf observed = {.netdev = "up0"};
	struct change changes[] = {
		{.stage = STAGE_AUTOPROBE_OFF, .pf_attr = PF_ATTR_AUTOPROBE, .vf = NO_VF},
		{.stage = STAGE_NUMVFS,
		 .pf_attr = PF_ATTR_NUMVFS,
		 .vf = NO_VF,
		 .is_again = true},
		{.stage = STAGE_PF_UP,
		 .pf_attr = PF_ATTR_LINK,
		 .vf = NO_VF,
		 .to.on = true}};
	struct plan_pf pf = {.desired = &desired,
			     .observed = &observed,
			     .changes = changes,
			     .n_changes = ARRAY_SIZE(changes)};
	struct plan after = {.pfs = &pf, .n_pfs = 1};
	struct run_summary summary = {
		.command = "apply", .diags = &unit->diags, .after = &after};
	struct printed printed;
	const char *text;

	start(&printed);
	printed.report.json = true;
	report_run_summary(&printed.report, &summary);
	text = finish(unit, &printed);
	assert_non_null(strstr(text, "\"change\": \"link\""));
	assert_null(strstr(text, "numvfs\","));
	assert_null(strstr(text, "drivers_autoprobe"));
}

UNIT_GROUP(report, UNIT_TEST(test_diagnostics), UNIT_TEST(test_outcomes),
	   UNIT_TEST(test_outcomes_fold), UNIT_TEST(test_safe),
	   UNIT_TEST(test_dropped_are_counted), UNIT_TEST(test_end),
	   UNIT_TEST(test_capped_list), UNIT_TEST(test_remaining_has_no_own_steps))
