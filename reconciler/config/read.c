/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/config.h"

#include <inttypes.h>
#include <string.h>

#include "config/key-hints.h"
#include "config/read-match.h"
#include "config/read-networks.h"
#include "config/read-pools.h"
#include "config/read-vf.h"
#include "config/read-vfs.h"
#include "config/read-vms.h"
#include "config/resolve.h"
#include "model/names.h"
#include "model/attr-keys.h"
#include "model/value-read.h"
#include "support/guard.h"

enum {
	CONFIG_VERSION = 1,
	PFS_MAX = 1024
};

/* A PF while it is read. Its keys come in any order, so some are only kept for later. */
struct pf_entry {
	struct desired_pf pf;
	bool has_match;
	const struct yaml_node *defaults;
	const struct yaml_node *vfs;
};

static void read_node(struct yaml_fields *keys, const struct yaml_field *key,
		      const struct yaml_node *value, void *target)
{
	(void)keys;
	(void)key;
	*(const struct yaml_node **)target = value;
}

static void read_match(struct yaml_fields *keys, const struct yaml_field *key,
		       const struct yaml_node *value, void *target)
{
	struct pf_entry *entry = target;

	(void)key;
	entry->has_match = true;
	entry->pf.match_at = value->at;
	config_read_match(keys, value, &entry->pf.match);
}

static void eswitch_keys(struct yaml_field *rows)
{
	attr_keys_pf("eswitch", 0, rows);
}

static void ethtool_keys(struct yaml_field *rows)
{
	attr_keys_pf("ethtool", 0, rows);
}

static void read_group(struct yaml_fields *keys, const struct yaml_field *key,
		       const struct yaml_node *value, void *target)
{
	struct yaml_field rows[PF_ATTR_COUNT];
	size_t n = attr_keys_pf(key->name, 0, rows);

	yaml_fields_read_hinted(keys, value, rows, n, key_hints_group, target);
}

enum {
	ESWITCH_KEYS = PF_ATTR_ESWITCH_END - PF_ATTR_ESWITCH_FIRST,
	ETHTOOL_KEYS = PF_ATTR_FEATURES - PF_ATTR_PRIVATE_FLAGS + 1
};

static const struct yaml_form form_eswitch = {
	.shape = SHAPE_MAP, .make_keys = eswitch_keys, .n_keys = ESWITCH_KEYS};
static const struct yaml_form form_ethtool = {
	.shape = SHAPE_MAP, .make_keys = ethtool_keys, .n_keys = ETHTOOL_KEYS};

/* Not in value-read: a snapshot has no `keep`. */
static void read_link(struct yaml_fields *keys, const struct yaml_field *key,
		      const struct yaml_node *value, void *target)
{
	struct pf_entry *entry = target;

	if (value->type == YAML_SCALAR && strcmp(value->text, "keep") == 0)
		entry->pf.keeps_link = true;
	else if (value->type == YAML_SCALAR && strcmp(value->text, "up") != 0 &&
		 strcmp(value->text, "down") != 0)
		yaml_fields_wrong_type(keys, key, value, "up, down or keep");
	else
		value_read_link(keys, key, value, &entry->pf.attrs[PF_ATTR_LINK]);
}

static void read_numvfs(struct yaml_fields *keys, const struct yaml_field *key,
			const struct yaml_node *value, void *target)
{
	if (value->type == YAML_SCALAR && strcmp(value->text, "max") == 0)
		*(struct field *)target = (struct field){
			.set = true, .value.source = VALUE_MAX, .at = value->at};
	else
		value_read_number(keys, key, value, target);
}

static void read_permits(struct yaml_fields *keys, const struct yaml_field *key,
			 const struct yaml_node *value, void *target)
{
	if (value->type != YAML_SCALAR || !disruption_parse(value->text, target))
		yaml_fields_wrong_type(keys, key, value, DISRUPTION_WORDS);
}

#define DISRUPTION_WORD "(blink|link|vfs|all)"

static const struct yaml_form form_permits = {.shape = SHAPE_TEXT,
					      .pattern = "^" DISRUPTION_WORD
							 "( *, *" DISRUPTION_WORD ")*$"};
static const struct yaml_form form_link = {
	.shape = SHAPE_TEXT, .pattern = "^keep$", .or_else = &value_form_link};
static const struct yaml_form form_numvfs = {
	.shape = SHAPE_TEXT, .pattern = "^max$", .or_else = &yaml_form_number};

/* The keys that are not attributes. */
static const struct yaml_field pf_entry_keys[] = {
	{.name = "match",
	 .read = read_match,
	 .form = &config_form_match,
	 .help = "which PF this is: all that is given must hold, for exactly one"},
	{.name = "optional",
	 .read = yaml_fields_read_bool,
	 .form = &yaml_form_bool,
	 .offset = offsetof(struct pf_entry, pf.optional),
	 .help = "on: a missing PF is not an error"},
	{.name = "eswitch",
	 .read = read_group,
	 .form = &form_eswitch,
	 .offset = offsetof(struct pf_entry, pf.attrs),
	 .help = "the switch between the PF and its VFs, as devlink dev eswitch has it"},
	{.name = "ethtool",
	 .read = read_group,
	 .form = &form_ethtool,
	 .offset = offsetof(struct pf_entry, pf.attrs),
	 .help = "switches of the PF's driver and interface, as ethtool has them"},
	{.name = "allow_disruptive",
	 .read = read_permits,
	 .form = &form_permits,
	 .offset = offsetof(struct pf_entry, pf.permits),
	 .help = "interruptions that are allowed for users of this PF or its VFs: blink, "
		 "link, vfs, or all"},
	{.name = "vf_defaults",
	 .read = read_node,
	 .form = &config_form_vf,
	 .offset = offsetof(struct pf_entry, defaults),
	 .help = "what holds for each VF unless it says otherwise"},
	{.name = "vfs",
	 .read = read_node,
	 .form = &config_form_vfs,
	 .offset = offsetof(struct pf_entry, vfs),
	 .help = "VFs by index (0) or range (1-3)"},
};

enum {
	PF_KEYS = ARRAY_SIZE(pf_entry_keys) + PF_ATTR_COUNT - ESWITCH_KEYS - ETHTOOL_KEYS
};

/* Allows the values that only a configuration can have. */
static void widen(struct yaml_field *row)
{
	if (strcmp(row->name, pf_attr_key(PF_ATTR_NUMVFS)) == 0) {
		row->read = read_numvfs;
		row->form = &form_numvfs;
	} else if (strcmp(row->name, pf_attr_key(PF_ATTR_LINK)) == 0) {
		row->read = read_link;
		row->form = &form_link;
		row->offset = 0;
	}
}

static void pf_keys(struct yaml_field *rows)
{
	const size_t n_first = 2; /* match and optional, before the attributes */
	size_t n = n_first;

	memcpy(rows, pf_entry_keys, n_first * sizeof(*rows));
	n += attr_keys_pf(NULL, offsetof(struct pf_entry, pf.attrs), rows + n);
	for (size_t i = n_first; i < n; i++)
		widen(&rows[i]);
	memcpy(rows + n, pf_entry_keys + n_first,
	       sizeof(pf_entry_keys) - n_first * sizeof(*rows));
}

/* Without a match, the name of the PF is the name of its interface. */
static void match_by_name(struct yaml_fields *keys, struct desired_pf *pf)
{
	struct diag *diag;

	if (names_is_netdev(pf->name)) {
		pf->match.netdev = pf->name;
		return;
	}
	diag = diag_error(keys->diags, pf->at, "no-match",
			  "'%s' has no match, and is not the name of an interface",
			  pf->name);
	diag_hint(keys->diags, diag,
		  "match: {pci: \"0000:03:00.0\"} or {netdev: enp3s0}");
}

static void read_pf(struct yaml_fields *keys, const struct yaml_item *item,
		    struct desired_pf *pf, size_t *n_listed)
{
	bool is_good = names_is_pf(item->key->text);
	struct pf_entry entry = {0};
	struct yaml_field rows[PF_KEYS];

	entry.pf.name = item->key->text;
	entry.pf.at = item->key->at;
	entry.pf.match_at = item->key->at;
	names_check(keys, item->key, is_good, "a PF");
	pf_keys(rows);
	if (yaml_fields_read_hinted(keys, item->value, rows, PF_KEYS, key_hints_pf,
				    &entry)) {
		if (!entry.has_match && is_good)
			match_by_name(keys, &entry.pf);
		config_read_vfs(keys, entry.defaults, entry.vfs, &entry.pf, n_listed);
	}
	*pf = entry.pf;
}

static void read_pfs(struct yaml_fields *keys, const struct yaml_field *key,
		     const struct yaml_node *value, void *target)
{
	struct desired *desired = target;
	size_t n_listed = 0;

	if (value->type != YAML_MAP) {
		key_hints_refuse_list(keys, key->name, value, "a mapping of PFs",
				      "enp3s0: {numvfs: 4}");
		return;
	}
	if (value->n_items > PFS_MAX) {
		diag_error(keys->diags, value->at, "yaml-limit", "%u PFs; at most %d",
			   value->n_items, PFS_MAX);
		return;
	}
	desired->pfs = arena_calloc(keys->arena, value->n_items, sizeof(*desired->pfs));
	for (size_t i = 0; i < value->n_items; i++) {
		const struct yaml_item *item = &value->items[i];

		if (yaml_fields_is_null(item->value))
			names_check(keys, item->key, names_is_pf(item->key->text),
				    "a PF");
		else
			read_pf(keys, item, &desired->pfs[desired->n_pfs++], &n_listed);
	}
}

static void read_version(struct yaml_fields *keys, const struct yaml_field *key,
			 const struct yaml_node *value, void *target)
{
	int64_t version;
	struct diag *diag;

	(void)target;
	if (!yaml_fields_parse_number(keys, key, value, 0, INT32_MAX, &version))
		return;
	if (version == CONFIG_VERSION)
		return;
	diag = diag_error(keys->diags, value->at, "bad-version",
			  "this vfstate does not know version %" PRId64, version);
	diag_hint(keys->diags, diag, "it knows version %d", CONFIG_VERSION);
}

static void read_nothing_yet(struct yaml_fields *keys, const struct yaml_field *key,
			     const struct yaml_node *value, void *target)
{
	(void)keys;
	(void)key;
	(void)value;
	(void)target;
}

static const struct yaml_form form_pf = {
	.shape = SHAPE_MAP, .make_keys = pf_keys, .n_keys = PF_KEYS};
static const struct yaml_form form_pfs = {
	.shape = SHAPE_NAMED, .pattern = NAMES_PATTERN_PF, .item = &form_pf};

static const struct yaml_field root_keys[] = {
	{.name = "version",
	 .read = read_version,
	 .form = &yaml_form_number,
	 .min = CONFIG_VERSION,
	 .max = CONFIG_VERSION,
	 .required = true,
	 .help = "1, the version of this language"},
	{.name = "pfs",
	 .read = read_pfs,
	 .form = &form_pfs,
	 .help = "physical functions by a name of your own"},
	/* Read after pfs, whatever the order in the file: they refer to PFs. */
	{.name = "pools",
	 .read = read_nothing_yet,
	 .form = &config_form_pools,
	 .help = "VFs that are alike, of which VMs' interfaces get one each"},
	{.name = "networks",
	 .read = read_nothing_yet,
	 .form = &config_form_networks,
	 .help = "networks of libvirt, which gives VFs of a pool to VMs by itself"},
	{.name = "vms",
	 .read = read_nothing_yet,
	 .form = &config_form_vms,
	 .help = "which VM gets which VF"},
};

const struct yaml_form config_form = {
	.shape = SHAPE_MAP, .keys = root_keys, .n_keys = ARRAY_SIZE(root_keys)};

struct desired *config_read(struct arena *arena, struct diags *diags,
			    const struct yaml_node *root)
{
	struct desired *desired = arena_alloc(arena, sizeof(*desired));
	struct yaml_fields keys = {.arena = arena,
				   .diags = diags,
				   .value_hints = key_hints_values,
				   .context = desired};
	const struct yaml_node *pools, *networks, *vms;

	if (!yaml_fields_read_hinted(&keys, root, root_keys, ARRAY_SIZE(root_keys),
				     key_hints_root, desired))
		return desired;
	pools = yaml_find(root, "pools");
	if (pools && !yaml_fields_is_null(pools))
		config_read_pools(&keys, pools, desired);
	networks = yaml_find(root, "networks");
	if (networks && !yaml_fields_is_null(networks))
		config_read_networks(&keys, networks, desired);
	vms = yaml_find(root, "vms");
	if (vms && !yaml_fields_is_null(vms))
		config_read_vms(&keys, vms, desired);
	config_resolve(arena, desired);
	return desired;
}

const struct desired *config_load(struct arena *arena, struct diags *diags,
				  const struct config_files *files)
{
	unsigned int n_errors = diags->n_errors;
	const struct yaml_node *root = config_files_read(arena, diags, files);
	struct desired *desired = NULL;

	if (root) {
		desired = config_read(arena, diags, root);
		config_check(diags, desired);
	}
	return diags->n_errors == n_errors ? desired : NULL;
}
