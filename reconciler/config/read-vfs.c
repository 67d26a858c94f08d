/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/read-vfs.h"

#include <stdlib.h>
#include <string.h>

#include "config/read-vf.h"
#include "support/guard.h"

/* For the whole configuration; a VF counts once for each range that includes it. */
enum {
	LISTED_VFS_MAX = VF_INDEX_MAX + 1
};

/* One attribute in an entry. */
struct setting {
	enum vf_attr attr;
	struct field field;
};

/* One range of a key of `vfs`, which is a list of ranges: "0,2,4-7". A single index is a
 * range too. */
struct range {
	unsigned int first, last;
	bool is_single; /* the key is a single index, which overrides any range */
	const struct span *at;
	const struct setting *settings;
	const struct span **reported; /* for each setting: place of the last conflict that
					 was reported */
	size_t n_settings;
};

const struct yaml_form config_form_vfs = {.shape = SHAPE_NAMED,
					  .pattern = "^" CONFIG_RANGE "(," CONFIG_RANGE
						     ")*$",
					  .item = &config_form_vf};

/* Reads an entry of `vfs` and keeps only the attributes that are set, which are few. */
static struct range read_entry(struct yaml_fields *keys, const struct yaml_item *item)
{
	struct desired_vf vf = {0};
	struct range entry = {.at = item->key->at};
	struct setting settings[VF_KEY_COUNT], *kept;

	if (!yaml_fields_is_null(item->value))
		config_read_vf(keys, item->value, &vf);
	for (int attr = 0; attr < VF_KEY_COUNT; attr++) {
		if (vf.attrs[attr].set)
			settings[entry.n_settings++] =
				(struct setting){(enum vf_attr)attr, vf.attrs[attr]};
	}
	kept = arena_calloc(keys->arena, entry.n_settings, sizeof(*kept));
	memcpy(kept, settings, entry.n_settings * sizeof(*kept));
	entry.settings = kept;
	return entry;
}

static bool parse_index(char *text, unsigned int *ret_index)
{
	int64_t number;

	if (!yaml_fields_is_number(text, &number) || number > VF_INDEX_MAX)
		return false;
	*ret_index = (unsigned int)number;
	return true;
}

bool config_parse_range(char *text, unsigned int *ret_first, unsigned int *ret_last)
{
	char *last = strchr(text, '-');

	if (last)
		*last++ = '\0';
	return parse_index(text, ret_first) &&
	       parse_index(last ? last : text, ret_last) && *ret_first <= *ret_last;
}

struct ranges {
	struct range *items;
	size_t n;
};

/* Adds the ranges of a key, "0,2,4-7". False, with an error, if it is invalid. */
static bool add_ranges(struct yaml_fields *keys, const struct yaml_node *node,
		       const struct range *entry, struct ranges *ranges)
{
	char *rest = arena_strdup(keys->arena, node->text), *part;
	size_t first = ranges->n;
	struct diag *diag;

	while ((part = strsep(&rest, ","))) {
		struct range range = *entry;

		if (!config_parse_range(part, &range.first, &range.last)) {
			diag = diag_error(keys->diags, node->at, "bad-vf-index",
					  "'%s' is not a VF index, a range, or a list of "
					  "them",
					  node->text);
			diag_hint(keys->diags, diag,
				  "0, or 1-3, the lower number first, or \"0,2,4-7\"");
			ranges->n = first;
			return false;
		}
		ranges->items = arena_grow(keys->arena, ranges->items, ranges->n,
					   sizeof(*ranges->items));
		ranges->items[ranges->n++] = range;
	}
	ranges->items[first].is_single =
		ranges->n == first + 1 &&
		ranges->items[first].first == ranges->items[first].last;
	return true;
}

static void report_conflict(struct yaml_fields *keys, const char *name,
			    unsigned int index, const struct field *field,
			    const struct field *over, const struct range *range)
{
	bool is_single = range->is_single;
	struct diag *diag =
		diag_error(keys->diags, over->at, "vf-conflict",
			   is_single ? "two entries for VF %u disagree on its %s"
				     : "two ranges that hold VF %u disagree on its %s",
			   index, name);

	diag_note(keys->diags, diag, field->at, "the other %s is here", name);
	diag_hint(keys->diags, diag,
		  is_single ? "leave one of the two out"
			    : "give VF %u an entry of its own, which wins, or part the "
			      "ranges",
		  index);
}

static void lay_field_over(struct yaml_fields *keys, struct field *field,
			   const struct field *over)
{
	const struct span *loser = field->at;

	*field = *over;
	field->at = span_win(keys->arena, over->at, loser);
}

/* Whether the conflict with the range at `place` is already reported. Marks it as
 * reported. */
static bool was_told(struct yaml_fields *keys, struct range *range, size_t setting,
		     const struct span *place)
{
	bool was;

	if (!range->reported)
		range->reported = arena_calloc(keys->arena, range->n_settings,
					       sizeof(const struct span *));
	was = range->reported[setting] &&
	      span_compare(range->reported[setting], place) == 0;
	range->reported[setting] = place;
	return was;
}

/* Applies a range to one of its VFs. `laid` has the attributes that other ranges of the
 * same priority have set for the VF. A conflict of two ranges is reported once, not for
 * each VF. */
static void lay_range(struct yaml_fields *keys, struct range *range,
		      struct desired_vf *vf, uint32_t *laid)
{
	for (size_t i = 0; i < range->n_settings; i++) {
		const struct setting *setting = &range->settings[i];
		const struct attr_info *info = &vf_attr_info[setting->attr];
		struct field *field = &vf->attrs[setting->attr];
		uint32_t bit = VF_ATTR_BIT(setting->attr);

		if (!(*laid & bit)) {
			lay_field_over(keys, field, &setting->field);
			*laid |= bit;
			vf->own |= range->is_single ? bit : 0;
		} else if (!value_is_equal(info->kind, field->value,
					   setting->field.value) &&
			   !was_told(keys, range, i, field->at)) {
			report_conflict(keys, info->name, vf->index, field,
					&setting->field, range);
		}
	}
	vf->at = range->at;
}

/* A VF and a range that includes it. */
struct holding {
	unsigned int vf;
	struct range *range;
};

/* By VF, single entries last, else in file order. */
static int compare_holdings(const void *a, const void *b)
{
	const struct holding *x = a, *y = b;

	if (x->vf != y->vf)
		return x->vf < y->vf ? -1 : 1;
	if (x->range->is_single != y->range->is_single)
		return x->range->is_single ? 1 : -1;
	return (x->range > y->range) - (x->range < y->range);
}

/* *ret_n is 0, with an error, if the ranges include more VFs than any host can have. */
static struct holding *list_holdings(struct yaml_fields *keys,
				     const struct ranges *ranges, size_t *n_listed,
				     size_t *ret_n)
{
	struct holding *holdings;
	size_t total = 0, n = 0;

	for (size_t i = 0; i < ranges->n; i++)
		total += ranges->items[i].last - ranges->items[i].first + 1;
	*ret_n = 0;
	*n_listed += total;
	if (total > 0 && *n_listed > LISTED_VFS_MAX) {
		diag_error(keys->diags, ranges->items[0].at, "yaml-limit",
			   "the ranges up to here hold %zu VFs together; at most %d",
			   *n_listed, LISTED_VFS_MAX);
		return NULL;
	}
	holdings = arena_calloc(keys->arena, total + 1, sizeof(*holdings));
	for (size_t i = 0; i < ranges->n; i++) {
		struct range *range = &ranges->items[i];

		for (unsigned int vf = range->first; vf <= range->last; vf++)
			holdings[n++] = (struct holding){vf, range};
	}
	qsort(holdings, n, sizeof(*holdings), compare_holdings);
	*ret_n = n;
	return holdings;
}

/* Builds each listed VF: the defaults, overridden by the ranges that include it,
 * overridden by its own entry. */
static void lay_ranges(struct yaml_fields *keys, struct desired_pf *pf,
		       const struct holding *holdings, size_t n)
{
	uint32_t laid = 0;
	size_t n_vfs = 0;

	for (size_t i = 0; i < n; i++)
		n_vfs += i == 0 || holdings[i].vf != holdings[i - 1].vf;
	pf->vfs = arena_calloc(keys->arena, n_vfs, sizeof(*pf->vfs));
	for (size_t i = 0; i < n; i++) {
		bool is_next = i == 0 || holdings[i].vf != holdings[i - 1].vf;

		if (is_next) {
			pf->vfs[pf->n_vfs] = pf->defaults;
			pf->vfs[pf->n_vfs++].index = holdings[i].vf;
		}
		if (is_next ||
		    holdings[i].range->is_single != holdings[i - 1].range->is_single)
			laid = 0;
		lay_range(keys, holdings[i].range, &pf->vfs[pf->n_vfs - 1], &laid);
	}
}

/* VFs at or above numvfs cannot be set; this check also limits the length of ranges. With
 * numvfs: 0 the entries stay valid, since they apply to VFs in use that cannot be removed
 * yet. */
static bool is_beyond(struct yaml_fields *keys, const struct desired_pf *pf,
		      const struct range *range)
{
	unsigned int numvfs = pf->attrs[PF_ATTR_NUMVFS].value.number;
	struct diag *diag;

	if (!field_is_given(&pf->attrs[PF_ATTR_NUMVFS]) || desired_pf_is_off(pf) ||
	    range->last < numvfs)
		return false;
	diag = diag_error(keys->diags, range->at, "vf-index",
			  "VF %u of a PF that gets %u VFs", range->last, numvfs);
	diag_note(keys->diags, diag, pf->attrs[PF_ATTR_NUMVFS].at,
		  "indices count from 0 to %u here", numvfs - 1);
	return true;
}

/* Reads all entries of `vfs` as ranges; reports and drops those beyond numvfs. */
static struct ranges read_ranges(struct yaml_fields *keys, const struct yaml_node *vfs,
				 const struct desired_pf *pf)
{
	struct ranges ranges = {0};
	size_t n = 0;

	for (size_t i = 0; i < vfs->n_items; i++) {
		struct range entry = read_entry(keys, &vfs->items[i]);

		if (!add_ranges(keys, vfs->items[i].key, &entry, &ranges))
			continue;
		if (yaml_fields_is_null(vfs->items[i].value)) {
			ranges.n = n;
			continue;
		}
		for (; n < ranges.n; n++) {
			if (!is_beyond(keys, pf, &ranges.items[n]))
				continue;
			ranges.n = n; /* one error for the whole entry */
			break;
		}
	}
	return ranges;
}

void config_read_vfs(struct yaml_fields *keys, const struct yaml_node *defaults,
		     const struct yaml_node *vfs, struct desired_pf *pf, size_t *n_listed)
{
	struct ranges ranges;
	struct holding *holdings;
	size_t n;

	if (defaults)
		config_read_vf(keys, defaults, &pf->defaults);
	if (!vfs)
		return;
	if (vfs->type != YAML_MAP) {
		diag_error(keys->diags, vfs->at, "wrong-type",
			   "'vfs' takes a mapping from VF index to what it should be, "
			   "not %s",
			   yaml_type_name(vfs->type));
		return;
	}
	ranges = read_ranges(keys, vfs, pf);
	holdings = list_holdings(keys, &ranges, n_listed, &n);
	lay_ranges(keys, pf, holdings, n);
}
