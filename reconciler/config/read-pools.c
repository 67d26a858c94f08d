/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/read-pools.h"

#include <string.h>

#include "config/key-hints.h"
#include "config/read-vfs.h"
#include "model/names.h"
#include "support/guard.h"

enum {
	POOLS_MAX = 1024,
	RANGES_MAX = 4096 /* of all pools */
};

const struct desired_pf *config_find_pf(struct yaml_fields *keys,
					const struct desired *desired, const char *name,
					const struct span *at)
{
	const char **names;
	struct diag *diag;

	for (size_t i = 0; i < desired->n_pfs; i++) {
		if (strcmp(desired->pfs[i].name, name) == 0)
			return &desired->pfs[i];
	}
	diag = diag_error(keys->diags, at, "unknown-pf", "no PF is called '%s' under pfs",
			  name);
	if (diags_is_full(keys->diags))
		return NULL;
	names = arena_calloc(keys->arena, desired->n_pfs + 1, sizeof(*names));
	for (size_t i = 0; i < desired->n_pfs; i++)
		names[i] = desired->pfs[i].name;
	yaml_fields_hint_nearest(keys, diag, name, names, desired->n_pfs);
	return NULL;
}

const struct desired_pool *config_find_pool(struct yaml_fields *keys,
					    const struct desired *desired,
					    const char *name, const struct span *at)
{
	const char **names;
	struct diag *diag;

	for (size_t i = 0; i < desired->n_pools; i++) {
		if (strcmp(desired->pools[i].name, name) == 0)
			return &desired->pools[i];
	}
	diag = diag_error(keys->diags, at, "unknown-pool",
			  "no pool is called '%s' under pools", name);
	if (diags_is_full(keys->diags))
		return NULL;
	names = arena_calloc(keys->arena, desired->n_pools + 1, sizeof(*names));
	for (size_t i = 0; i < desired->n_pools; i++)
		names[i] = desired->pools[i].name;
	yaml_fields_hint_nearest(keys, diag, name, names, desired->n_pools);
	return NULL;
}

struct pool_entry {
	struct desired_pool pool;
	const struct desired *desired;
};

/* Adds ranges of a PF: "4-7,9"; all of its VFs if `indexes` is NULL. */
static void add_ranges(struct yaml_fields *keys, struct pool_entry *entry,
		       const struct desired_pf *pf, char *indexes,
		       const struct yaml_node *node)
{
	struct desired_pool *pool = &entry->pool;
	struct desired_range range = {.pf = pf, .last = VF_INDEX_MAX, .at = node->at};
	const struct field *numvfs = &pf->attrs[PF_ATTR_NUMVFS];
	char *part;

	do {
		part = strsep(&indexes, ",");
		if (part && !config_parse_range(part, &range.first, &range.last)) {
			diag_hint(keys->diags,
				  diag_error(keys->diags, node->at, "bad-pool-vfs",
					     "'%s' does not name VFs", node->text),
				  "PF for all of its VFs, or PF/INDEXES: uplink0/4-13, "
				  "uplink0/0,2,4-7");
			return;
		}
		if (part && field_is_given(numvfs) && !desired_pf_is_off(pf) &&
		    range.last >= numvfs->value.number) {
			diag_note(keys->diags,
				  diag_error(keys->diags, node->at, "vf-index",
					     "VF %u of a PF that gets %u VFs", range.last,
					     numvfs->value.number),
				  numvfs->at, "numvfs is given here");
			return;
		}
		pool->ranges = arena_grow(keys->arena, pool->ranges, pool->n_ranges,
					  sizeof(*pool->ranges));
		pool->ranges[pool->n_ranges++] = range;
	} while (indexes);
}

/* Reads "uplink0", or "uplink0/4-7,9". */
static void read_reference(struct yaml_fields *keys, const struct yaml_field *key,
			   const struct yaml_node *value, struct pool_entry *entry)
{
	const struct desired_pf *pf;
	const char *text = NULL;
	char *name, *slash;

	yaml_fields_read_text(keys, key, value, &text);
	if (!text)
		return;
	name = arena_strdup(keys->arena, text);
	slash = strrchr(name, '/');
	if (slash)
		*slash++ = '\0';
	pf = config_find_pf(keys, entry->desired, name, value->at);
	if (pf)
		add_ranges(keys, entry, pf, slash, value);
}

static void read_vfs(struct yaml_fields *keys, const struct yaml_field *key,
		     const struct yaml_node *value, void *target)
{
	struct pool_entry *entry = target;

	/* One element needs no list. */
	if (value->type == YAML_SCALAR) {
		read_reference(keys, key, value, entry);
		return;
	}
	if (value->type != YAML_LIST) {
		diag_hint(keys->diags,
			  yaml_fields_wrong_type(keys, key, value, "a list of VFs"),
			  "vfs: [uplink0/4-13, uplink1]");
		return;
	}
	for (size_t i = 0; i < value->n_items && entry->pool.n_ranges <= RANGES_MAX; i++)
		read_reference(keys, key, value->items[i].value, entry);
	if (value->n_items == 0)
		diag_hint(keys->diags,
			  diag_error(keys->diags, value->at, "bad-pool-vfs",
				     "a pool needs VFs"),
			  "vfs: [uplink0/4-13, uplink1]");
}

static const struct yaml_form form_reference = {.shape = SHAPE_TEXT,
						.pattern = "^[^ /]+(/" CONFIG_RANGE
							   "(," CONFIG_RANGE ")*)?$"};
static const struct yaml_form form_references = {
	.shape = SHAPE_LIST, .item = &form_reference, .or_else = &form_reference};

static const struct yaml_field pool_keys[] = {
	{.name = "vfs",
	 .read = read_vfs,
	 .form = &form_references,
	 .required = true,
	 .help = "its VFs: PF for all of a PF, or PF/INDEXES, as uplink0/4-13"},
};

static const struct yaml_form form_pool = {
	.shape = SHAPE_MAP, .keys = pool_keys, .n_keys = ARRAY_SIZE(pool_keys)};
const struct yaml_form config_form_pools = {
	.shape = SHAPE_NAMED, .pattern = NAMES_PATTERN_SAFE, .item = &form_pool};

void config_read_pools(struct yaml_fields *keys, const struct yaml_node *pools,
		       struct desired *desired)
{
	size_t n_ranges = 0;

	if (pools->type != YAML_MAP) {
		key_hints_refuse_list(keys, "pools", pools, "a mapping of pools",
				      "fast: {vfs: [uplink0/4-13, uplink1]}");
		return;
	}
	if (pools->n_items > POOLS_MAX) {
		diag_error(keys->diags, pools->at, "yaml-limit", "%u pools; at most %d",
			   pools->n_items, POOLS_MAX);
		return;
	}
	desired->pools =
		arena_calloc(keys->arena, pools->n_items, sizeof(*desired->pools));
	for (size_t i = 0; i < pools->n_items; i++) {
		const struct yaml_item *item = &pools->items[i];
		struct pool_entry entry = {
			.pool = {.name = item->key->text, .at = item->key->at},
			.desired = desired};

		names_check(keys, item->key, names_is_safe(item->key->text), "a pool");
		if (yaml_fields_is_null(item->value))
			continue;
		yaml_fields_read_hinted(keys, item->value, pool_keys,
					ARRAY_SIZE(pool_keys), key_hints_pool, &entry);
		desired->pools[desired->n_pools++] = entry.pool;
		n_ranges += entry.pool.n_ranges;
		if (n_ranges <= RANGES_MAX)
			continue;
		diag_error(keys->diags, item->key->at, "yaml-limit",
			   "up to here %zu ranges of VFs in pools; at most %d", n_ranges,
			   RANGES_MAX);
		desired->n_pools = 0;
		return;
	}
}
