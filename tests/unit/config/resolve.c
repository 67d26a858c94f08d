/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/resolve.h"

#include "unit.h"

/* "up", "down", "-": the link that an entry of the PF p means. */
static const char *link_of(struct unit *unit, const char *pf, const char *vms)
{
	const struct desired *desired = unit_desired(
		unit,
		arena_printf(&unit->arena, "version: 1\npfs: {p: {%s}}\n%s", pf, vms));
	const struct desired_pf *p = &desired->pfs[0];

	if (!p->attrs[PF_ATTR_LINK].set)
		return "-";
	return p->link_why ? "default" : p->attrs[PF_ATTR_LINK].value.on ? "up" : "down";
}

static void test_link(void **state)
{
	struct unit *unit = *state;

	assert_string_equal(link_of(unit, "mtu: 9000", ""), "-");
	assert_string_equal(link_of(unit, "numvfs: 0", ""), "-");
	assert_string_equal(link_of(unit, "numvfs: 2", ""), "default");
	assert_string_equal(link_of(unit, "numvfs: max", ""), "default");
	assert_string_equal(link_of(unit, "vf_defaults: {trust: on}", ""), "default");
	assert_string_equal(link_of(unit, "vfs: {1: {vlan: 3}}", ""), "default");
	assert_string_equal(
		link_of(unit, "mtu: 9000", "vms: {v: {interfaces: {n: {vf: p/0}}}}\n"),
		"default");
	assert_string_equal(link_of(unit, "numvfs: 2, link: keep", ""), "-");
	assert_string_equal(link_of(unit, "numvfs: 2, link: down", ""), "down");
	assert_string_equal(link_of(unit, "numvfs: 2, link: up", ""), "up");
	assert_string_equal(unit_codes(unit), "");
}

/* Each VF that a VM gets has an entry, by rising index, with what it would have without.
 */
static void test_vfs_of_vms(void **state)
{
	struct unit *unit = *state;
	const struct desired *desired = unit_desired(
		unit, "version: 1\n"
		      "pfs: {p: {numvfs: 8, vf_defaults: {vlan: 3}, "
		      "vfs: {1: {vlan: 5}, 4: {vlan: 6, mac: '52:54:00:00:00:01'}}}, "
		      "q: {numvfs: 1}}\n"
		      "vms: {v: {interfaces: {a: {vf: p/7}, b: {vf: p/4}, c: {vf: p/0}, "
		      "d: {vf: q/0}}}}\n");
	const unsigned int indices[] = {0, 1, 4, 7};
	const struct desired_vf *vfs = desired->pfs[0].vfs;

	assert_string_equal(unit_codes(unit), "");
	assert_int_equal(desired->pfs[0].n_vfs, 4);
	for (size_t i = 0; i < ARRAY_SIZE(indices); i++)
		assert_int_equal(vfs[i].index, indices[i]);
	assert_string_equal(vfs[0].binding->interface, "c");
	assert_null(vfs[1].binding);
	assert_string_equal(vfs[3].binding->interface, "a");
	assert_int_equal(vfs[3].attrs[VF_ATTR_VLAN].value.vlan.id, 3);
	assert_int_equal(vfs[3].attrs[VF_ATTR_MAC].value.source, VALUE_OF_VM);
	assert_false(vfs[1].attrs[VF_ATTR_MAC].set);
	assert_true(field_is_given(&vfs[2].attrs[VF_ATTR_MAC]));
	assert_int_equal(desired->pfs[1].n_vfs, 1);
}

static const char *alias_of(struct unit *unit, const char *interface)
{
	const struct desired *desired =
		unit_desired(unit, arena_printf(&unit->arena,
						"version: 1\npfs: {p: {numvfs: 1}}\n"
						"vms: {v: {interfaces: {%s}}}\n",
						interface));

	return desired->bindings[0].alias.value.text;
}

/* libvirt takes letters, digits, '-' and '_'; names that differ have aliases that do. */
static void test_alias(void **state)
{
	static const char longest[] =
		"0123456789012345678901234567890123456789012345678901234567890123";
	struct unit *unit = *state;
	const char *alias;

	assert_string_equal(alias_of(unit, "net0: {vf: p/0}"), "ua-vfstate-net0");
	assert_string_equal(alias_of(unit, "net0: {vf: p/0, alias: ua-x}"), "ua-x");
	assert_string_not_equal(alias_of(unit, "a.b: {vf: p/0}"),
				alias_of(unit, "a b: {vf: p/0}"));
	alias = alias_of(unit, arena_printf(&unit->arena, "'%s': {vf: p/0}", longest));
	assert_true(strlen(alias) <= strlen("ua-") + 61);
	assert_string_equal(unit_codes(unit), "");
	unit_desired(unit, "version: 1\npfs: {p: {numvfs: 2}}\n"
			   "vms: {v: {interfaces: {a: {vf: p/0}, "
			   "b: {vf: p/1, alias: ua-vfstate-a}}}}\n");
	assert_string_equal(unit_codes(unit), "given-twice");
}

UNIT_GROUP(resolve, UNIT_TEST(test_alias), UNIT_TEST(test_link),
	   UNIT_TEST(test_vfs_of_vms))
