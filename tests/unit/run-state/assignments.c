/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "run-state/assignments.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

static void test_round_trip(void **state)
{
	struct unit *unit = *state;
	struct assignment items[] = {
		{.vm = "db01",
		 .interface = "net0",
		 .has_pf_pci = true,
		 .pf_pci = {.bus = 3},
		 .vf = 5},
		{.vm = "sim", .interface = "net0", .pf_netdev = "eni1np1", .vf = 0},
		{.vm = "web01",
		 .interface = "net0",
		 .pf_mac = UNIT_MAC(0x90, 0xe2, 0xba, 0x21, 0, 0),
		 .vf = 65534,
		 .mac = UNIT_MAC(0x52, 0x54, 0, 0, 0, 1)},
	};
	struct observed observed = {0};
	struct root dir;

	assert_int_equal(root_open(unit_dir(unit), &dir), 0);
	assignments_read(&unit->arena, &dir, &observed);
	assert_int_equal(observed.n_assignments, 0);
	assert_null(observed.assignments_unread);
	assert_int_equal(assignments_write(&unit->arena, &dir, items, 3), 1);
	assert_int_equal(assignments_write(&unit->arena, &dir, items, 3), 0);
	assignments_read(&unit->arena, &dir, &observed);
	assert_null(observed.assignments_unread);
	assert_int_equal(observed.n_assignments, 3);
	for (size_t i = 0; i < 3; i++) {
		const struct assignment *is = &observed.assignments[i];

		assert_string_equal(is->vm, items[i].vm);
		assert_string_equal(is->interface, items[i].interface);
		assert_int_equal(is->vf, items[i].vf);
		assert_int_equal(is->has_pf_pci, items[i].has_pf_pci);
		assert_int_equal(is->pf_mac.set, items[i].pf_mac.set);
		assert_int_equal(is->mac.set, items[i].mac.set);
	}
	assert_true(value_is_equal(VALUE_MAC, observed.assignments[2].mac.value,
				   items[2].mac.value));
	assert_string_equal(observed.assignments[1].pf_netdev, "eni1np1");
	root_done(&dir);
}

static const char *unread(struct unit *unit, const struct root *dir, const char *text,
			  mode_t mode)
{
	struct observed observed = {0};
	int fd = openat(dir->fd, ASSIGNMENTS_FILE, O_CREAT | O_TRUNC | O_WRONLY, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
	assignments_read(&unit->arena, dir, &observed);
	assert_int_equal(observed.n_assignments, 0);
	return observed.assignments_unread ? observed.assignments_unread : "-";
}

/* It is never taken for an empty one. */
static void test_unread(void **state)
{
	struct unit *unit = *state;
	struct root dir;

	assert_int_equal(root_open(unit_dir(unit), &dir), 0);
	assert_non_null(strstr(unread(unit, &dir, "{\"version\": 1, \"assignm", 0644),
			       ASSIGNMENTS_FILE ": line 1: "));
	assert_string_equal(unread(unit, &dir, "", 0644), ASSIGNMENTS_FILE
			    ": line 1: the key 'version' is missing here");
	assert_non_null(strstr(
		unread(unit, &dir, "{\"version\": 2, \"assignments\": []}\n", 0644),
		"version"));
	assert_non_null(strstr(
		unread(unit, &dir, "{\"version\": 1, \"assignments\": []}\n", 0666),
		"writable"));
	assert_string_equal(
		unread(unit, &dir, "{\"version\": 1, \"assignments\": []}\n", 0644), "-");
	root_done(&dir);
}

UNIT_GROUP(assignments, UNIT_TEST(test_round_trip), UNIT_TEST(test_unread))
