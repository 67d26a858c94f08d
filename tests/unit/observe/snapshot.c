/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/snapshot.h"

#include <stdio.h>

#include "fake-kernel.h"
#include "observe/observe.h"
#include "report/report.h"
#include "unit.h"

static const struct observed *read_text(struct unit *unit, const char *text)
{
	const char *path = arena_printf(&unit->arena, "%s/state.json",
					unit->dir[0] ? unit->dir : unit_dir(unit));
	FILE *file = fopen(path, "w");

	fputs(text, file);
	fclose(file);
	diags_init(&unit->diags, &unit->arena);
	return snapshot_read(&unit->arena, &unit->diags, path);
}

static const char *write_text(struct unit *unit, const struct observed *observed)
{
	char *text = NULL, *copy;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);
	struct report report = {.out = file, .err = file, .json = true};

	report_inventory(&report, observed);
	fclose(file);
	copy = arena_strdup(&unit->arena, text);
	free(text);
	return copy;
}

/* What show writes, --state reads: written again it is the same bytes. */
static void test_round_trip(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;
	struct observed *observed;
	const struct observed *again;
	const char *altnames[] = {"enp1s0f0np0", "uplink"};
	struct pf_owner owners[] = {{"udev", "/etc/udev/rules.d/a.rules", 7},
				    {"driverctl", "/etc/driverctl.d/pci-0", 0}};
	const char *text;

	fake_kernel_init(&fake, 2, &kernel);
	fake_kernel_add_vfs(&fake, 0, 3);
	strcpy(fake.pfs[0].vfs[1].override, "vfio-pci");
	observed = observe(&kernel, &unit->arena, &unit->diags, NULL, NULL);
	observed->pfs[0].altnames = altnames;
	observed->pfs[0].n_altnames = 2;
	observed->pfs[0].owners = owners;
	observed->pfs[0].n_owners = ARRAY_SIZE(owners);
	observed->pfs[0].name = "uplink0";
	observed->pfs[0].autoprobe_saved = 1;
	observed->pfs[0].vfs[2].vm = "web01";
	observed->pfs[0].vfs[2].interface = "net0";
	observed->pfs[0].vfs[0].attrs[VF_ATTR_VLAN].value.vlan =
		(struct vlan){.id = 5, .qos = 2, .proto = VLAN_8021AD};
	text = write_text(unit, observed);
	again = read_text(unit, text);
	assert_string_equal(unit_codes(unit), "");
	assert_string_equal(write_text(unit, again), text);
	assert_string_equal(again->pfs[0].vfs[1].driver_override, "vfio-pci");
	assert_int_equal(again->pfs[0].owners[0].line, 7);
	assert_int_equal(again->pfs[0].owners[1].line, 0);
	assert_int_equal(again->pfs[0].autoprobe_saved, 1);
	assert_int_equal(again->pfs[1].autoprobe_saved, -1);
}

static void test_faults(void **state)
{
	static const struct {
		const char *text;
		const char *codes;
	} faults[] = {
		{"{\"version\": 1, \"pfs\": []}", ""},
		{"{\"version\": 2, \"pfs\": []}", "snapshot"},
		{"{\"pfs\": []}", "missing-key"},
		{"{\"version\": 1}", "missing-key"},
		{"{\"version\": 1, \"pfs\": {}}", "wrong-type"},
		{"{\"version\": 1, \"pfs\": [{\"numvfs\": 0, \"vfs\": []}]}", "snapshot"},
		{"{\"version\": 1, \"pfs\": [{\"netdev\": \"a\", \"numvfs\": 1, \"vfs\": "
		 "[]}]}",
		 "snapshot"},
		{"{\"version\": 1, \"pfs\": [{\"netdev\": \"a\", \"numvfs\": 1, \"vfs\": "
		 "[{\"index\": 1}]}]}",
		 "snapshot"},
		{"{\"version\": 1, \"pfs\": [{\"netdev\": \"a\", \"numvfs\": 0, \"vfs\": "
		 "{}}]}",
		 "wrong-type"},
		{"{\"version\": 1, \"pfs\": [{\"netdev\": \"a\", \"numvfs\": 0, \"vfs\": "
		 "[], "
		 "\"vendor\": \"80\"}]}",
		 "wrong-type"},
		{"{\"version\": 1, \"pfs\": [{\"netdev\": \"a\", \"numvfs\": 0, \"vfs\": "
		 "[], "
		 "\"altnames\": 1}]}",
		 "wrong-type"},
		{"{\"version\": 1, \"pfs\": [{\"netdev\": \"a\", \"numvfs\": 70000, "
		 "\"vfs\": "
		 "[]}]}",
		 "out-of-range"},
		{"{\"version\": 1, \"selection\": \"web01\", \"pfs\": []}", "snapshot"},
		{"[1", "yaml-syntax"},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		const struct observed *observed = read_text(unit, faults[i].text);

		if (strcmp(unit_codes(unit), faults[i].codes) != 0)
			fail_msg("%s: '%s'", faults[i].text, unit_codes(unit));
		assert_int_equal(observed == NULL, faults[i].codes[0] != '\0');
	}
}

static void test_no_file(void **state)
{
	struct unit *unit = *state;

	assert_null(snapshot_read(&unit->arena, &unit->diags, "/nonexistent"));
	assert_string_equal(unit_codes(unit), "unreadable");
}

UNIT_GROUP(snapshot, UNIT_TEST(test_round_trip), UNIT_TEST(test_faults),
	   UNIT_TEST(test_no_file))
