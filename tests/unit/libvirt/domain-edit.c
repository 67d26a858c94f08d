/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libvirt/domain-edit.h"

#include "unit.h"

#define INTERFACE(function, alias)                                                       \
	"<interface type='hostdev' managed='yes'><mac address='52:54:00:21:00:00'/>"     \
	"<source><address type='pci' domain='0x0000' bus='0x01' slot='0x10' "            \
	"function='" function "'/></source>" alias "</interface>"
#define ALIAS(name) "<alias name='" name "'/>"
#define FOREIGN                                                                          \
	"<interface type='network'><source network='default'/>" ALIAS(                   \
		"ua-mine") "</interface>"
#define DOMAIN(devices)                                                                  \
	"<domain type='kvm'><name>web01</name><devices><disk/>" devices                  \
	"<memballoon/></devices></domain>"

static const struct published_device net0 = {
	.vm = "web01",
	.interface = "net0",
	.alias = "ua-vfstate-net0",
	.text = INTERFACE("0x0", ALIAS("ua-vfstate-net0")),
};
static const char *const configuration =
	"version: 1\npfs: {p: {numvfs: 4}}\n"
	"vms:\n"
	"  web01: {interfaces: {net0: {vf: p/0}, net1: {vf: p/1}}}\n"
	"  db01: {interfaces: {net9: {vf: p/2}}}\n";

static int edit(struct unit *unit, const char *xml, size_t n, struct domain_edit *edit)
{
	return domain_edit(&unit->arena, &unit->diags, "web01", xml, &net0, n,
			   unit_desired(unit, configuration), edit);
}

/* Whether `part` is in `text`, whatever the quotes and blanks. */
static bool has(struct unit *unit, const char *text, const char *part)
{
	char *folded = arena_strdup(&unit->arena, text), *end = folded;

	for (const char *at = text; *at; at++) {
		if (*at == '\n' || (*at == ' ' && at[1] == ' ') ||
		    (*at == ' ' && at[1] == '<'))
			continue;
		*end++ = *at == '"' ? '\'' : *at;
	}
	*end = '\0';
	return strstr(folded, part);
}

static void test_add(void **state)
{
	struct unit *unit = *state;
	struct domain_edit added, again;

	assert_int_equal(edit(unit, DOMAIN(FOREIGN), 1, &added), 0);
	assert_int_equal(added.n_edits, 1);
	assert_int_equal(added.edits[0].action, EDIT_ADD);
	assert_string_equal(added.edits[0].name, "net0");
	assert_true(has(unit, added.before, FOREIGN "<memballoon/>"));
	/* Behind the other interface, which is as it was. */
	assert_true(
		has(unit, added.after,
		    FOREIGN INTERFACE("0x0", ALIAS("ua-vfstate-net0")) "<memballoon/>"));
	assert_int_equal(edit(unit, added.after, 1, &again), 0);
	assert_int_equal(again.n_edits, 0);
	assert_string_equal(again.after, added.after);
}

static void test_change(void **state)
{
	struct unit *unit = *state;
	struct domain_edit changed;

	assert_int_equal(edit(unit,
			      DOMAIN(INTERFACE("0x2", ALIAS("ua-vfstate-net0")) FOREIGN),
			      1, &changed),
			 0);
	assert_int_equal(changed.n_edits, 1);
	assert_int_equal(changed.edits[0].action, EDIT_CHANGE);
	assert_string_equal(changed.edits[0].text, "source");
	assert_true(has(unit, changed.after,
			INTERFACE("0x0", ALIAS("ua-vfstate-net0")) FOREIGN));
}

/* Only a device of vfstate's, and only if the configuration does not have it. */
static void test_remove(void **state)
{
	struct unit *unit = *state;
	struct domain_edit removed;

	assert_int_equal(
		edit(unit,
		     DOMAIN(FOREIGN INTERFACE("0x0", ALIAS("ua-vfstate-net0"))
				    INTERFACE("0x1", ALIAS("ua-vfstate-net1"))
					    INTERFACE("0x2", ALIAS("ua-vfstate-net9"))
						    INTERFACE("0x3", ALIAS("ua-other"))
							    INTERFACE("0x4", "")),
		     1, &removed),
		0);
	assert_int_equal(removed.n_edits, 1);
	assert_int_equal(removed.edits[0].action, EDIT_REMOVE);
	assert_string_equal(removed.edits[0].name, "net9");
	assert_true(has(unit, removed.after,
			FOREIGN INTERFACE("0x0", ALIAS("ua-vfstate-net0"))
				INTERFACE("0x1", ALIAS("ua-vfstate-net1")) INTERFACE(
					"0x3", ALIAS("ua-other")) INTERFACE("0x4", "")));
	assert_string_equal(unit_codes(unit), "");
	/* Nothing is published for the domain any more. */
	assert_int_equal(edit(unit, DOMAIN(INTERFACE("0x2", ALIAS("ua-vfstate-net9"))), 0,
			      &removed),
			 0);
	assert_int_equal(removed.n_edits, 1);
	assert_int_equal(domain_edit(&unit->arena, &unit->diags, "web01",
				     DOMAIN(INTERFACE("0x2", ALIAS("ua-vfstate-net9"))),
				     NULL, 0, NULL, &removed),
			 0);
	assert_int_equal(removed.n_edits, 0);
	assert_string_equal(unit_codes(unit), "not-removed");
}

/* Two interfaces that exchange their VFs have none of them twice. */
static void test_exchange(void **state)
{
	struct published_device devices[2] = {net0, net0};
	struct unit *unit = *state;
	struct domain_edit exchanged;

	devices[1].interface = "net1";
	devices[1].alias = "ua-vfstate-net1";
	devices[1].text = INTERFACE("0x1", ALIAS("ua-vfstate-net1"));
	assert_int_equal(
		domain_edit(&unit->arena, &unit->diags, "web01",
			    DOMAIN(INTERFACE("0x1", ALIAS("ua-vfstate-net0"))
					   INTERFACE("0x0", ALIAS("ua-vfstate-net1"))),
			    devices, 2, NULL, &exchanged),
		0);
	assert_int_equal(exchanged.n_edits, 2);
	assert_string_equal(unit_codes(unit), "");
}

static void test_conflicts(void **state)
{
	static const struct {
		const char *devices, *text, *hint;
	} cases[] = {
		{INTERFACE("0x0", ""),
		 "domain web01: VF 0000:01:10.0 of interface net0 is also in its "
		 "<interface> without an alias",
		 "virsh edit web01: remove that <interface>, or give it <alias "
		 "name='ua-vfstate-net0'/> so that vfstate takes it over"},
		{"<hostdev mode='subsystem' type='pci'><source><address bus='1' "
		 "slot='16' "
		 "function='0'/></source>" ALIAS("ua-mine") "</hostdev>",
		 "domain web01: VF 0000:01:10.0 of interface net0 is also in its "
		 "<hostdev> "
		 "with the alias ua-mine",
		 "virsh edit web01: remove that <hostdev>, or give it <alias "
		 "name='ua-vfstate-net0'/> so that vfstate takes it over"},
		/* Another interface of the configuration, whose VF was moved and is not
		 * as configured yet. */
		{INTERFACE("0x0", ALIAS("ua-vfstate-net1")),
		 "domain web01: VF 0000:01:10.0 of interface net0 is also in its "
		 "<interface> with the alias ua-vfstate-net1",
		 NULL},
		{"<controller>" ALIAS("ua-vfstate-net0") "</controller>",
		 "domain web01: its <controller> has the alias ua-vfstate-net0 of "
		 "interface "
		 "net0",
		 NULL},
	};
	struct unit *unit = *state;
	struct domain_edit none = {.n_edits = 7};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *xml =
			arena_printf(&unit->arena, DOMAIN("%s"), cases[i].devices);

		diags_init(&unit->diags, &unit->arena);
		assert_int_equal(edit(unit, xml, 1, &none), -EINVAL);
		assert_int_equal(none.n_edits, 7);
		assert_string_equal(unit_codes(unit), "domain-conflict");
		assert_string_equal(unit->diags.first->text, cases[i].text);
		if (cases[i].hint)
			assert_string_equal(unit->diags.first->hint, cases[i].hint);
	}
	diags_init(&unit->diags, &unit->arena);
	assert_int_equal(
		edit(unit,
		     "<domain><os><boot dev='hd'/></os><devices>" INTERFACE(
			     "0x0", "<boot order='1'/>" ALIAS(
					    "ua-vfstate-net0")) "</devices></domain>",
		     1, &none),
		-EINVAL);
	assert_string_equal(
		unit->diags.first->text,
		"domain web01: interface net0 has a boot order, and the domain "
		"has <boot dev='hd'/> in its <os>");
	diags_init(&unit->diags, &unit->arena);
	assert_int_equal(edit(unit, "<network/>", 1, &none), -EINVAL);
	assert_string_equal(unit_codes(unit), "libvirt-failed");
}

/* What else a domain has stays as it is: namespaces, entities, text with blanks. */
static void test_rest(void **state)
{
	static const char rest[] = "<description> a &amp; b\n\303\244 </description>"
				   "<metadata><x:y xmlns:x='urn:x'>1</x:y></metadata>";
	struct unit *unit = *state;
	struct domain_edit added;
	const char *xml = arena_printf(
		&unit->arena,
		"<!-- c --><domain xmlns:qemu='urn:q'>%s<devices/><qemu:commandline>"
		"<qemu:arg value='-a'/></qemu:commandline></domain>",
		rest);

	assert_int_equal(edit(unit, xml, 1, &added), 0);
	assert_non_null(
		strstr(added.after, "<description> a &amp; b\n\303\244 </description>"));
	assert_non_null(strstr(added.after, "<x:y xmlns:x=\"urn:x\">1</x:y>"));
	assert_non_null(strstr(added.after, "<qemu:arg value=\"-a\"/>"));
	assert_non_null(strstr(added.after, "ua-vfstate-net0"));
}

UNIT_GROUP(domain_edit, UNIT_TEST(test_add), UNIT_TEST(test_change),
	   UNIT_TEST(test_remove), UNIT_TEST(test_exchange), UNIT_TEST(test_conflicts),
	   UNIT_TEST(test_rest))
