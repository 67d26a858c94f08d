/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/printing.h"

#include "unit.h"

enum {
	CHANGES_MAX = 3
};

/* A run in numbers. */
struct numbers {
	size_t n_pfs, n_changes, n_own; /* n_own: how many of them are vfstate's steps */
	size_t n_done, n_already, n_failed, n_in_use, n_unsupported;
	bool is_stopped;
	size_t n_left, n_own_left, n_again_left;
	size_t n_missing, n_optional, n_unread, n_unverified, n_offline;
	unsigned int n_errors;
	size_t n_unwritten; /* XML files */
	size_t n_undone;    /* of two changes that are put back; 0: none is */
};

static void fill_plan(struct unit *unit, struct plan *plan, struct plan_pf *pf,
		      const struct numbers *numbers, size_t n_changes, size_t n_own)
{
	static const struct desired_pf desired = {.name = "up0"};

	*pf = (struct plan_pf){.desired = &desired, .numvfs = 7, .n_changes = n_changes};
	pf->changes = arena_calloc(&unit->arena, CHANGES_MAX, sizeof(*pf->changes));
	for (size_t i = 0; i < n_changes; i++)
		pf->changes[i] = (struct change){
			.stage = i < n_own ? STAGE_AUTOPROBE_OFF : STAGE_NUMVFS,
			.vf = NO_VF,
			.pf_attr = i < n_own ? PF_ATTR_AUTOPROBE : PF_ATTR_NUMVFS};
	for (size_t i = 0; i < numbers->n_unverified; i++)
		vf_set_add(&unit->arena, &pf->unverified, 256 + (unsigned int)i);
	*plan = (struct plan){.pfs = pf,
			      .n_pfs = numbers->n_pfs,
			      .n_changes = n_changes,
			      .n_in_use = numbers->n_in_use,
			      .n_unsupported = numbers->n_unsupported,
			      .n_missing = numbers->n_missing + numbers->n_optional,
			      .n_missing_optional = numbers->n_optional,
			      .n_unread = numbers->n_unread};
}

static const char *summary(struct unit *unit, const struct numbers *numbers,
			   bool is_apply)
{
	struct plan plan, after, put_back = {.n_changes = 2}, empty = {0};
	struct plan_pf pf, left;
	struct result undone = {.n_done = numbers->n_undone};
	struct result result = {.plan = &plan,
				.n_done = numbers->n_done,
				.n_already = numbers->n_already,
				.n_failed = numbers->n_failed,
				.n_in_use = numbers->n_in_use,
				.n_offline = numbers->n_offline,
				.is_stopped = numbers->is_stopped};
	struct diags diags = {.n_errors = numbers->n_errors};
	struct snippets snippets = {.n_failed = numbers->n_unwritten};
	struct run_summary summary = {.plan = &plan,
				      .diags = &diags,
				      .result = &result,
				      .after = &after,
				      .undos = {{&put_back, &undone, &empty}},
				      .snippets = &snippets,
				      .n_undos = numbers->n_undone > 0};
	struct report report = {0};
	char *text = NULL;
	const char *copy;
	size_t size;

	fill_plan(unit, &plan, &pf, numbers, numbers->n_changes, numbers->n_own);
	fill_plan(unit, &after, &left, numbers, numbers->n_left, numbers->n_own_left);
	for (size_t i = 0; i < numbers->n_again_left; i++)
		left.changes[i].is_again = true;
	report.out = open_memstream(&text, &size);
	if (is_apply)
		report_apply_summary(&report, &summary);
	else
		report_plan_summary(&report, &summary);
	fclose(report.out);
	copy = arena_strdup(&unit->arena, text);
	free(text);
	return copy;
}

static void test_plan(void **state)
{
	static const struct {
		struct numbers numbers;
		const char *text;
	} rows[] = {
		{{.n_pfs = 1}, "No difference: 1 PF with 7 VFs as configured.\n"},
		{{.n_pfs = 1, .n_optional = 1},
		 "No difference: 1 PF with 7 VFs as configured, 1 optional PF not "
		 "found.\n"},
		{{.n_pfs = 1, .n_unverified = 2},
		 "No difference: 1 PF with 7 VFs as configured, 2 of the VFs not "
		 "reported by this kernel.\n"},
		{{.n_pfs = 1, .n_missing = 2, .n_errors = 2},
		 "Nothing to change on 1 PF, 2 PFs not found.\n"},
		{{.n_missing = 1, .n_unread = 1, .n_errors = 2},
		 "Nothing to change, 1 PF not found, 1 PF could not be read.\n"},
		{{.n_pfs = 1, .n_errors = 1}, ""},
		{{.n_pfs = 1, .n_changes = 1}, "Plan: 1 change on 1 PF.\n"},
		{{.n_pfs = 1,
		  .n_changes = 3,
		  .n_in_use = 1,
		  .n_unsupported = 1,
		  .n_missing = 1,
		  .n_optional = 1,
		  .n_errors = 1},
		 "Plan: 3 changes on 1 PF (1 refused since a PF or VF is in use, 1 not "
		 "possible), 1 PF not found, 1 optional PF not found.\n"},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_string_equal(summary(unit, &rows[i].numbers, false), rows[i].text);
}

/* How an apply may end. "verified" is said where all was verified, and nowhere else. */
static void test_apply(void **state)
{
	static const struct {
		struct numbers numbers;
		const char *text;
	} rows[] = {
		{{.n_pfs = 1}, "No difference: 1 PF with 7 VFs as configured.\n"},
		{{.n_pfs = 1, .n_missing = 1, .n_errors = 1},
		 "Nothing to change on 1 PF, 1 PF not found.\n"},
		{{.n_pfs = 1, .n_changes = 3, .n_done = 3},
		 "Applied: 3 of 3 changes done; verified.\n"},
		{{.n_pfs = 1, .n_changes = 3, .n_done = 2, .n_already = 1},
		 "Applied: 2 of 3 changes done, 1 were so already; verified.\n"},
		{{.n_pfs = 1, .n_changes = 3, .n_done = 3, .n_optional = 1},
		 "Applied: 3 of 3 changes done, 1 optional PF not found; verified.\n"},
		{{.n_pfs = 1, .n_changes = 3, .n_done = 3, .n_unverified = 2},
		 "Applied: 3 of 3 changes done; verified but for 2 VFs that this kernel "
		 "does not report.\n"},
		{{.n_pfs = 1, .n_changes = 3, .n_done = 3, .n_offline = 2},
		 "Applied: 3 of 3 changes done; 2 VFs are offline, not verified.\n"},
		{{.n_pfs = 1, .n_changes = 3, .n_done = 3, .n_unwritten = 1},
		 "Applied: 3 of 3 changes done; no difference left, but 1 XML file not "
		 "written.\n"},
		{{.n_pfs = 1, .n_changes = 3, .n_done = 3, .n_missing = 1, .n_errors = 1},
		 "Applied: 3 of 3 changes done, 1 PF not found; no difference left, but "
		 "1 error.\n"},
		{{.n_pfs = 1, .n_changes = 3, .n_done = 3, .n_unread = 1, .n_errors = 1},
		 "Applied: 3 of 3 changes done, 1 PF could not be read; no difference "
		 "left, but 1 error.\n"},
		{{.n_pfs = 1, .n_changes = 3, .n_done = 2, .n_failed = 1, .n_errors = 1},
		 "Applied: 2 of 3 changes done, 1 failed; no difference left, but 1 "
		 "error.\n"},
		{{.n_pfs = 1,
		  .n_changes = 3,
		  .n_done = 2,
		  .n_failed = 1,
		  .n_errors = 1,
		  .n_left = 1},
		 "Applied: 2 of 3 changes done, 1 failed; 1 difference left.\n"},
		/* Own steps, and what another change of the plan might end. */
		{{.n_pfs = 1,
		  .n_changes = 3,
		  .n_own = 1,
		  .n_done = 2,
		  .n_failed = 1,
		  .n_errors = 1,
		  .n_left = 3,
		  .n_own_left = 1},
		 "Applied: 2 of 3 changes done, 1 failed; 2 differences left.\n"},
		{{.n_pfs = 1,
		  .n_changes = 1,
		  .n_done = 1,
		  .n_left = 1,
		  .n_again_left = 1},
		 "Applied: 1 of 1 changes done; verified.\n"},
		{{.n_pfs = 1,
		  .n_changes = 3,
		  .n_done = 2,
		  .n_in_use = 1,
		  .n_errors = 1,
		  .n_left = 1},
		 "Applied: 2 of 3 changes done, 1 refused since a PF or VF is in use; 1 "
		 "difference left.\n"},
		{{.n_pfs = 1,
		  .n_changes = 3,
		  .n_done = 1,
		  .is_stopped = true,
		  .n_errors = 1,
		  .n_left = 2},
		 "Applied: 1 of 3 changes done, stopped by a signal; 2 differences "
		 "left.\n"},
		{{.n_pfs = 1,
		  .n_changes = 3,
		  .n_done = 3,
		  .is_stopped = true,
		  .n_errors = 1},
		 "Applied: 3 of 3 changes done, stopped by a signal; no difference left, "
		 "but 1 error.\n"},
		{{.n_pfs = 1, .n_changes = 3, .n_done = 3, .n_errors = 1, .n_undone = 2},
		 "Applied: 3 of 3 changes done; then 2 of 2 changes reverted.\n"},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_string_equal(summary(unit, &rows[i].numbers, true), rows[i].text);
}

static void test_undo(void **state)
{
	static const struct {
		size_t n_left, n_failed, n_unread, n_missing;
		const char *text;
	} rows[] = {
		{0, 0, 0, 0, "Reverted: 2 of 3 changes; verified.\n"},
		{1, 1, 0, 0, "Reverted: 2 of 3 changes; 1 left.\n"},
		{0, 1, 0, 0, "Reverted: 2 of 3 changes; not verified.\n"},
		{0, 0, 1, 0, "Reverted: 2 of 3 changes; not verified.\n"},
		{0, 0, 0, 1, "Reverted: 2 of 3 changes; not verified.\n"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct plan plan = {.n_changes = 3};
		struct plan after = {.n_changes = rows[i].n_left,
				     .n_unread = rows[i].n_unread,
				     .n_missing = rows[i].n_missing};
		struct result result = {.n_done = 2, .n_failed = rows[i].n_failed};
		struct report report = {0};
		char *text = NULL;
		size_t size;

		report.out = open_memstream(&text, &size);
		report_undo(&report, &(struct undo){&plan, &result, &after});
		fclose(report.out);
		assert_string_equal(text, rows[i].text);
		free(text);
	}
}

UNIT_GROUP(summary_text, UNIT_TEST(test_plan), UNIT_TEST(test_apply),
	   UNIT_TEST(test_undo))
