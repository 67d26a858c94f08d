/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "run-state/run-state.h"

#include <limits.h>

#include "support/atomic-file.h"
#include "support/guard.h"
#include "unit.h"

static void test_round_trip(void **state)
{
	struct root root;
	struct pci_address a = {.bus = 1, .device = 16}, b = {.bus = 2};

	assert_int_equal(root_open(unit_dir(*state), &root), 0);
	for (int i = 0; i < RUN_STATE_COUNT; i++) {
		enum run_state_kind kind = (enum run_state_kind)i;

		assert_int_equal(run_state_read(&root, kind, a), -1);
		assert_false(run_state_exists(&root, kind, a));
		assert_int_equal(run_state_write(&root, kind, a, 1), 0);
		assert_int_equal(run_state_write(&root, kind, b, 0), 0);
		assert_int_equal(run_state_read(&root, kind, a), 1);
		assert_int_equal(run_state_read(&root, kind, b), 0);
		assert_true(run_state_exists(&root, kind, a));
		assert_false(run_state_exists(NULL, kind, a));
		run_state_remove(&root, kind, a);
		assert_int_equal(run_state_read(&root, kind, a), -1);
		assert_false(run_state_exists(&root, kind, a));
		assert_int_equal(run_state_read(NULL, kind, b), -1);
	}
	root_done(&root);
}

/* A file with anything but such a number is none. */
static void test_numbers(void **state)
{
	static const struct {
		const char *text;
		int autoprobe, raised;
	} rows[] = {
		{"0\n", 0, 0},
		{"1", 1, 1},
		{"2\n", -1, 2},
		{"2147483647\n", -1, INT_MAX},
		{"2147483648\n", -1, -1},
		{"99999999999\n", -1, -1},
		{"x\n", -1, -1},
		{"-1\n", -1, -1},
		{"\n", -1, -1},
		{"1 \n", -1, -1},
	};
	struct root root;
	struct pci_address a = {.bus = 1};

	assert_int_equal(root_open(unit_dir(*state), &root), 0);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_true(atomic_file_write(root.fd, "autoprobe.0000-01-00.0",
					      rows[i].text, strlen(rows[i].text)) >= 0);
		assert_true(atomic_file_write(root.fd, "raised.0000-01-00.0",
					      rows[i].text, strlen(rows[i].text)) >= 0);
		if (run_state_read(&root, RUN_STATE_AUTOPROBE, a) != rows[i].autoprobe ||
		    run_state_read(&root, RUN_STATE_RAISED, a) != rows[i].raised)
			fail_msg("row %zu", i);
	}
	root_done(&root);
}

static void test_names(void **state)
{
	static const char *const foreign[] = {
		"lock",	      "driver.x", "driver.0000-99-00.0.old", "driver.0-99-00.0",
		"autoprobes", "raised"};
	struct pci_address pci;
	enum run_state_kind kind;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(foreign); i++)
		assert_false(run_state_parse_name(foreign[i], &kind, &pci));
	assert_true(run_state_parse_name("raised.0000-01-10.2", &kind, &pci));
	assert_int_equal(kind, RUN_STATE_RAISED);
	assert_int_equal(pci.bus, 1);
	assert_int_equal(pci.device, 0x10);
	assert_int_equal(pci.function, 2);
}

UNIT_GROUP(run_state, UNIT_TEST(test_round_trip), UNIT_TEST(test_numbers),
	   UNIT_TEST(test_names))
