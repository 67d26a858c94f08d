/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/assigned.h"

#include <sys/stat.h>

#include "unit.h"

/* Without the record nothing may be applied. */
static void test_directory(void **state)
{
	struct unit *unit = *state;
	struct assignment one = {.vm = "a", .interface = "b", .has_pf_pci = true};
	struct observed host = {0};
	struct plan plan = {.host = &host, .assignments = &one, .n_assignments = 1};
	const char *dir = unit_dir(unit);
	_cleanup_run_ struct run run;

	run_init(&run);
	run.state_path = arena_printf(&unit->arena, "%s/lib/vfstate", dir);
	assigned_read(&run, &host);
	assert_null(host.assignments_unread);
	assert_true(assigned_write(&run, &plan));
	assigned_read(&run, &host);
	assert_int_equal(host.n_assignments, 1);
	assert_int_equal(chmod(run.state_path, 0777), 0);
	assigned_read(&run, &host);
	assert_non_null(strstr(host.assignments_unread, "writable"));
	host.assignments_unread = NULL;
	/* Nothing new is lost then. */
	assert_true(assigned_write(&run, &plan));
	plan.n_assigns = 1;
	assert_false(assigned_write(&run, &plan));
	/* The next plan of the run has the reason. */
	assigned_read(&run, &host);
	assert_non_null(strstr(host.record_frozen, "cannot be written"));
	/* A record that cannot be read is not replaced. */
	assert_non_null(strstr(host.assignments_unread, "writable"));
	assert_true(assigned_write(&run, &plan));
}

UNIT_GROUP(assigned, UNIT_TEST(test_directory))
