/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/report.h"

#include "unit.h"

static struct definition_edit edits[] = {
	{EDIT_ADD, "net0", NULL},
	{EDIT_CHANGE, "net1", "source, vlan"},
	{EDIT_REMOVE, "\x1b[2J", "no longer configured"}};
static struct definition items[] = {
	{.kind = DEFINITION_DOMAIN,
	 .name = "web01",
	 .is_active = true,
	 .edits = edits,
	 .n_edits = 3,
	 .before = "<a>\n<b/>\n</a>\n",
	 .after = "<a>\n<\x1b/>\n</a>\n"},
	{.kind = DEFINITION_NETWORK,
	 .name = "pool",
	 .is_active = true,
	 .before = "a\n",
	 .after = "b\n",
	 .users = "web01, web02"},
	{.kind = DEFINITION_NETWORK,
	 .name = "new",
	 .is_new = true,
	 .before = "",
	 .after = "b\n"},
};
static struct definitions all = {
	.items = items, .n = 3, .n_changes = 5, .n_domains = 4, .n_networks = 2};

enum printer {
	DIFFERENCES,
	PLAN,
	RESULT,
};

static const char *print(struct unit *unit, enum printer printer, bool color)
{
	struct report report = {.color = color};
	char *text = NULL;
	size_t size;
	const char *copy;

	report.out = open_memstream(&text, &size);
	if (printer == DIFFERENCES)
		report_definitions(&report, &all);
	else if (printer == PLAN)
		report_definitions_plan(&report, &all, &unit->diags);
	else
		report_definitions_result(&report, &all, &unit->diags);
	fclose(report.out);
	copy = arena_strdup(&unit->arena, text);
	free(text);
	return copy;
}

static void test_differences(void **state)
{
	struct unit *unit = *state;

	assert_string_equal(print(unit, DIFFERENCES, false),
			    "web01 (libvirt domain, running)\n"
			    "  + net0\n"
			    "  ~ net1               source, vlan\n"
			    "  - ?[2J               no longer configured\n"
			    "    @@ -1,3 +1,3 @@\n"
			    "     <a>\n"
			    "    -<b/>\n"
			    "    +<?/>\n"
			    "     </a>\n"
			    "\n"
			    "pool (libvirt network, active)\n"
			    "    @@ -1,1 +1,1 @@\n"
			    "    -a\n"
			    "    +b\n"
			    "\n"
			    "new (libvirt network, new)\n"
			    "    @@ -0,0 +1,1 @@\n"
			    "    +b\n"
			    "\n");
	assert_non_null(strstr(print(unit, DIFFERENCES, true), "\x1b[31m-<b/>\x1b[0m\n"));
}

static const char effects[] =
	"web01 is running: the change takes effect at its next start (shut down and "
	"start, "
	"a reboot is not enough)\n"
	"pool is active: the change takes effect when it is restarted (virsh net-destroy "
	"pool, virsh net-start pool); first shut down the domains that use it: web01, "
	"web02\n"
	"new is not started: virsh net-start new, virsh net-autostart new\n";

static void test_last_lines(void **state)
{
	struct unit *unit = *state;

	assert_string_equal(
		print(unit, PLAN, false),
		arena_printf(&unit->arena,
			     "%sPlan: 5 changes in 1 domain and 2 networks.\n", effects));
	for (size_t i = 0; i < all.n; i++)
		items[i].is_defined = true;
	assert_string_equal(print(unit, RESULT, false),
			    arena_printf(&unit->arena,
					 "%sApplied: 5 of 5 changes done in 1 domain and "
					 "2 networks; verified.\n",
					 effects));
	items[0].is_defined = false;
	diag_error(&unit->diags, SPAN_NONE, "libvirt-failed", "no");
	assert_non_null(strstr(print(unit, RESULT, false),
			       "\nApplied: 2 of 5 changes done in 1 domain and 2 "
			       "networks.\n"));
	all.n = 0;
	assert_string_equal(print(unit, PLAN, false), "");
	diags_init(&unit->diags, &unit->arena);
	assert_string_equal(print(unit, RESULT, false),
			    "No difference: 4 domains and 2 networks as published.\n");
	all.n_networks = 0;
	all.n_domains = 1;
	assert_string_equal(print(unit, PLAN, false),
			    "No difference: 1 domain as published.\n");
}

UNIT_GROUP(definitions_text, UNIT_TEST(test_differences), UNIT_TEST(test_last_lines))
