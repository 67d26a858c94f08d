/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/key-hints.h"

#include "unit.h"

/* The one hint for a key in `format`, whose one %s is the key. */
static const char *hint_for(struct unit *unit, const char *format, const char *word)
{
	const char *slot = strstr(format, "%s");

	diags_init(&unit->diags, &unit->arena);
	unit_desired(unit, arena_printf(&unit->arena, "version: 1\n%.*s%s%s\n",
					(int)(slot - format), format, word, slot + 2));
	diags_foreach (diag, &unit->diags) {
		if (strcmp(diag->code, "unknown-key") == 0)
			return diag->hint;
	}
	fail_msg("'%s' is a key of its own", word);
	return NULL;
}

/* No word is a key, and none stands in two rows of a table. */
static void test_every_word(void **state)
{
	static const struct {
		const struct yaml_hint *hints;
		const char *format;
	} tables[] = {
		{key_hints_root, "%s: 1"},
		{key_hints_pf, "pfs: {a: {%s: 1}}"},
		{key_hints_match, "pfs: {a: {match: {%s: 1}}}"},
		{key_hints_group, "pfs: {a: {eswitch: {%s: 1}}}"},
		{key_hints_vf, "pfs: {a: {vfs: {0: {%s: 1}}}}"},
		{key_hints_pool, "pools: {p: {%s: 1}}"},
		{key_hints_vm, "vms: {v: {%s: 1}}"},
		{key_hints_interface, "vms: {v: {interfaces: {n: {%s: 1}}}}"},
	};
	struct unit *unit = *state;
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
		for (const struct yaml_hint *row = tables[i].hints; row->words; row++) {
			char *rest = arena_strdup(&unit->arena, row->words), *word;

			for (; (word = strsep(&rest, " ")); n++) {
				const char *hint = hint_for(unit, tables[i].format, word);

				if (row->hint)
					assert_string_equal(hint, row->hint);
				else
					assert_non_null(strchr(hint, '{'));
			}
		}
	}
	assert_in_range(n, 100, 300);
}

static void test_hints_from_what_is_there(void **state)
{
	struct unit *unit = *state;

	assert_string_equal(
		hint_for(unit, "pfs: {a: {vfs: {0: {vlan: 100, %s: 3}}}}", "qos"),
		"use 'vlan': {id: 100, qos: 3}");
	assert_string_equal(hint_for(unit, "pfs: {a: {vfs: {0: {%s: 3}}}}", "vlan-qos"),
			    "use 'vlan': {id: ID, qos: 3}");
	assert_string_equal(hint_for(unit, "pfs: {a: {vfs: {0: {vlan: {id: 3}, %s: 1}}}}",
				     "VLAN_Proto"),
			    "use 'vlan': {id: ID, proto: 1}");
	assert_string_equal(
		hint_for(unit, "vms: {v: {interfaces: {n: {vf: a/3, %s: 1}}}}", "mtu"),
		"this belongs to the VF: pfs: {a: {vfs: {3: {mtu: ...}}}}");
	assert_string_equal(
		hint_for(unit, "vms: {v: {interfaces: {n: {vf: [], %s: 1}}}}", "mtu"),
		"this belongs to the VF: pfs: {PF: {vfs: {INDEX: {mtu: ...}}}}");
}

/* A word that is only near a key is still taken for a slip. */
static void test_slips(void **state)
{
	struct unit *unit = *state;
	const char *vf = "pfs: {a: {vfs: {0: {%s: 1}}}}";

	assert_string_equal(hint_for(unit, vf, "max_txrat"),
			    "did you mean 'max_tx_rate'?");
	assert_string_equal(hint_for(unit, vf, "MaxTxRate"),
			    "did you mean 'max_tx_rate'?");
	assert_memory_equal(hint_for(unit, vf, "colour"), "the keys here are ", 18);
}

UNIT_GROUP(key_hints, UNIT_TEST(test_every_word),
	   UNIT_TEST(test_hints_from_what_is_there), UNIT_TEST(test_slips))
