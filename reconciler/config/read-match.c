/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/read-match.h"

#include <net/if.h>
#include <string.h>

#include "config/key-hints.h"
#include "model/names.h"
#include "model/attr-keys.h"
#include "model/value-read.h"
#include "support/guard.h"

static void read_match_pci(struct yaml_fields *keys, const struct yaml_field *key,
			   const struct yaml_node *value, void *target)
{
	struct pf_match *match = target;

	match->has_pci = value_parse_pci(keys, key, value, &match->pci);
}

static void read_match_mac(struct yaml_fields *keys, const struct yaml_field *key,
			   const struct yaml_node *value, void *target)
{
	struct pf_match *match = target;

	match->has_mac = value_parse_mac(keys, key, value, &match->mac);
}

static void read_match_netdev(struct yaml_fields *keys, const struct yaml_field *key,
			      const struct yaml_node *value, void *target)
{
	struct pf_match *match = target;
	const char *name = NULL;
	struct diag *diag;

	yaml_fields_read_text(keys, key, value, &name);
	if (!name)
		return;
	if (names_is_netdev(name) || names_is_altname(name)) {
		match->netdev = name;
		return;
	}
	diag = diag_error(keys->diags, value->at, "bad-netdev",
			  "'%s' cannot be the name of a network interface", name);
	diag_hint(keys->diags, diag,
		  "at most %d bytes (an alternative name: 127), no slash, colon or space",
		  IFNAMSIZ - 1);
}

static const struct yaml_form form_netdev = {.shape = SHAPE_TEXT,
					     .pattern = NAMES_PATTERN_NETDEV};

static const struct yaml_field match_keys[] = {
	{.name = "pci",
	 .read = read_match_pci,
	 .form = &value_form_pci,
	 .help = "PCI address of the PF, as lspci -D prints it"},
	{.name = "netdev",
	 .read = read_match_netdev,
	 .form = &form_netdev,
	 .help = "name or alternative name of the PF's network interface"},
	{.name = "mac",
	 .read = read_match_mac,
	 .form = &value_form_mac,
	 .help = "permanent MAC address of the PF"},
	{.name = "driver",
	 .read = yaml_fields_read_text,
	 .form = &yaml_form_text,
	 .offset = offsetof(struct pf_match, driver),
	 .help = "driver of the PF, as its link in sysfs has it"},
};

enum {
	MATCH_KEYS = ARRAY_SIZE(match_keys) + PF_FACT_COUNT
};

static void make_match_keys(struct yaml_field *rows)
{
	memcpy(rows, match_keys, sizeof(match_keys));
	attr_keys_pf_facts(offsetof(struct pf_match, facts),
			   rows + ARRAY_SIZE(match_keys));
}

const struct yaml_form config_form_match = {.shape = SHAPE_MAP,
					    .make_keys = make_match_keys,
					    .n_keys = MATCH_KEYS,
					    .not_empty = true};

void config_read_match(struct yaml_fields *keys, const struct yaml_node *value,
		       struct pf_match *match)
{
	struct yaml_field rows[MATCH_KEYS];
	unsigned int n_errors = keys->diags->n_errors;
	struct diag *diag;

	make_match_keys(rows);
	yaml_fields_read_hinted(keys, value, rows, MATCH_KEYS, key_hints_match, match);
	if (!pf_match_is_empty(match) || keys->diags->n_errors > n_errors)
		return;
	diag = diag_error(keys->diags, value->at, "no-match",
			  "an empty match would take any PF");
	diag_hint(keys->diags, diag,
		  "match: {pci: \"0000:03:00.0\"} or {netdev: enp3s0}");
}
