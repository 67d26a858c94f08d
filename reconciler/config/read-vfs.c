/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/read-vfs.h"

#include <stdlib.h>
#include <string.h>

#include "config/names.h"
#include "model/value-read.h"
#include "support/guard.h"

/* Of the whole configuration, counted once for each range that holds them. */
enum {
	LISTED_VFS_MAX = VF_INDEX_MAX + 1
};

/* A part of one key of `vfs`, which is a list of ranges: "0,2,4-7". An index is a range
 * of one. */
struct range {
	unsigned int first, last;
	bool is_single; /* the key is one index, which is stronger than any range */
	struct span at;
	const struct desired_vf *vf;
};

/* "default", "none", or a driver, which is a part of paths in sysfs. */
static void read_driver(struct keys *keys, const struct key *key,
			const struct tree_node *value, void *target)
{
	struct diag *diag;

	if (value->type == TREE_SCALAR && !names_is_word(value->text)) {
		diag = diag_error(keys->diags, value->at, "bad-driver",
				  "'%s' cannot be the name of a driver", value->text);
		diag_hint(keys->diags, diag,
			  "default, none, vfio-pci, or another name from "
			  "/sys/bus/pci/drivers");
		return;
	}
	value_read_text(keys, key, value, target);
}

/* A snapshot has no such value, so it is not in value-read. */
static void read_mac(struct keys *keys, const struct key *key,
		     const struct tree_node *value, void *target)
{
	if (value->type == TREE_SCALAR && strcmp(value->text, "derive") == 0)
		*(struct field *)target = (struct field){
			.set = true, .value.is_derived = true, .at = value->at};
	else
		value_read_mac(keys, key, value, target);
}

static const struct key_form form_mac = {
	.shape = SHAPE_TEXT, .pattern = "^derive$", .or_else = &value_form_mac};
static const struct key_form form_driver = {.shape = SHAPE_TEXT,
					    .pattern = NAMES_PATTERN_DRIVER};

static void vf_keys(struct key *rows)
{
	value_vf_attr_keys(offsetof(struct desired_vf, attrs), rows, VF_KEY_COUNT);
	rows[VF_ATTR_MAC].read = read_mac;
	rows[VF_ATTR_MAC].form = &form_mac;
	rows[VF_ATTR_DRIVER].read = read_driver;
	rows[VF_ATTR_DRIVER].form = &form_driver;
}

#define INDEX "(0|[1-9][0-9]{0,4})"
#define RANGE INDEX "(-" INDEX ")?"

const struct key_form config_form_vf = {
	.shape = SHAPE_MAP, .make_keys = vf_keys, .n_keys = VF_KEY_COUNT};
const struct key_form config_form_vfs = {.shape = SHAPE_NAMED,
					 .pattern = "^" RANGE "(," RANGE ")*$",
					 .item = &config_form_vf};

static void read_vf(struct keys *keys, const struct tree_node *node,
		    struct desired_vf *vf)
{
	struct key rows[VF_KEY_COUNT];

	vf_keys(rows);
	keys_read(keys, node, rows, ARRAY_SIZE(rows), vf);
}

static bool parse_index(char *text, unsigned int *ret_index)
{
	int64_t number;

	if (!keys_is_number(text, &number) || number > VF_INDEX_MAX)
		return false;
	*ret_index = (unsigned int)number;
	return true;
}

/* "4" or "4-7". */
static bool parse_range(char *text, struct range *range)
{
	char *last = strchr(text, '-');

	if (last)
		*last++ = '\0';
	return parse_index(text, &range->first) &&
	       parse_index(last ? last : text, &range->last) &&
	       range->first <= range->last;
}

struct ranges {
	struct range *items;
	size_t n;
};

/* Adds the parts of a key, "0,2,4-7". False with an error where it is none. */
static bool add_ranges(struct keys *keys, const struct tree_node *node,
		       const struct desired_vf *vf, struct ranges *ranges)
{
	char *rest = arena_strdup(keys->arena, node->text), *part;
	size_t first = ranges->n;
	struct diag *diag;

	while ((part = strsep(&rest, ","))) {
		struct range range = {.at = node->at, .vf = vf};

		if (!parse_range(part, &range)) {
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

static void report_conflict(struct keys *keys, const char *name, unsigned int index,
			    const struct field *field, const struct field *over,
			    const struct range *range)
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

/* One field of a range on one of its VFs, where another range of the same strength may
 * have been. Two ranges disagree on a key once, not once for each VF: `reported` is where
 * the last value stands that was told of. */
static void lay_range_field(struct keys *keys, enum value_kind kind, const char *name,
			    unsigned int index, const struct range *range,
			    const struct field *over, struct field *field,
			    struct span *reported)
{
	if (!over->set)
		return;
	if (!field->set || value_is_equal(kind, field->value, over->value)) {
		*field = *over;
		return;
	}
	if (span_compare(*reported, field->at) == 0 && reported->source)
		return;
	*reported = field->at;
	report_conflict(keys, name, index, field, over, range);
}

static void lay_field_over(struct keys *keys, struct field *field,
			   const struct field *over)
{
	struct span loser = field->at;

	if (!over->set)
		return;
	*field = *over;
	field->at = span_win(keys->arena, over->at, loser);
}

/* What `over` has replaces what `vf` has. */
static void lay_over(struct keys *keys, struct desired_vf *vf,
		     const struct desired_vf *over)
{
	for (int attr = 0; attr < VF_KEY_COUNT; attr++)
		lay_field_over(keys, &vf->attrs[attr], &over->attrs[attr]);
	if (over->at.source)
		vf->at = over->at;
}

static int compare_indices(const void *a, const void *b)
{
	unsigned int x = *(const unsigned int *)a, y = *(const unsigned int *)b;

	return (x > y) - (x < y);
}

/* Every index that a range holds, once, rising; *ret_n is 0 with an error where the
 * ranges hold more than any host could have. */
static unsigned int *list_indices(struct keys *keys, const struct range *ranges, size_t n,
				  size_t *n_listed, size_t *ret_n)
{
	unsigned int *indices;
	size_t total = 0, n_unique = 0;

	for (size_t i = 0; i < n; i++)
		total += ranges[i].last - ranges[i].first + 1;
	*ret_n = 0;
	*n_listed += total;
	if (*n_listed > LISTED_VFS_MAX) {
		diag_error(keys->diags, ranges[0].at, "yaml-limit",
			   "the ranges up to here hold %zu VFs together; at most %d",
			   *n_listed, LISTED_VFS_MAX);
		return NULL;
	}
	indices = arena_calloc(keys->arena, total + 1, sizeof(*indices));
	total = 0;
	for (size_t i = 0; i < n; i++) {
		for (unsigned int v = ranges[i].first; v <= ranges[i].last; v++)
			indices[total++] = v;
	}
	qsort(indices, total, sizeof(*indices), compare_indices);
	for (size_t i = 0; i < total; i++) {
		if (n_unique == 0 || indices[n_unique - 1] != indices[i])
			indices[n_unique++] = indices[i];
	}
	*ret_n = n_unique;
	return indices;
}

static void lay_range(struct keys *keys, const struct range *range,
		      struct desired_vf *laid, size_t n_laid)
{
	struct span reported[VF_KEY_COUNT] = {0};
	size_t low = 0, high = n_laid;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (laid[middle].index < range->first)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < n_laid && laid[low].index <= range->last; low++) {
		laid[low].at = range->at;
		for (int attr = 0; attr < VF_KEY_COUNT; attr++)
			lay_range_field(keys, vf_attr_info[attr].kind,
					vf_attr_info[attr].name, laid[low].index, range,
					&range->vf->attrs[attr], &laid[low].attrs[attr],
					&reported[attr]);
	}
}

/* Lays the ranges of one strength on the VFs: those of several VFs, or the single ones.
 */
static void lay_ranges(struct keys *keys, struct desired_pf *pf,
		       const struct range *ranges, size_t n_ranges, bool single)
{
	struct desired_vf *laid;
	bool is_any = false;

	for (size_t r = 0; r < n_ranges; r++)
		is_any |= ranges[r].is_single == single;
	if (!is_any)
		return;
	laid = arena_calloc(keys->arena, pf->n_vfs, sizeof(*laid));
	for (size_t i = 0; i < pf->n_vfs; i++)
		laid[i].index = pf->vfs[i].index;
	for (size_t r = 0; r < n_ranges; r++) {
		if (ranges[r].is_single == single)
			lay_range(keys, &ranges[r], laid, pf->n_vfs);
	}
	for (size_t i = 0; i < pf->n_vfs; i++)
		lay_over(keys, &pf->vfs[i], &laid[i]);
}

/* Beyond numvfs there is nothing to set; and no range is too long then. */
static bool is_beyond(struct keys *keys, const struct desired_pf *pf,
		      const struct range *range)
{
	unsigned int numvfs = pf->numvfs.value.number;
	struct diag *diag;

	if (!pf->numvfs.set || range->last < numvfs)
		return false;
	diag = diag_error(keys->diags, range->at, "vf-index",
			  "VF %u of a PF that gets %u VFs", range->last, numvfs);
	diag_note(keys->diags, diag, pf->numvfs.at,
		  numvfs ? "indices count from 0 to %u here"
			 : "SR-IOV is turned off here (%u)",
		  numvfs ? numvfs - 1 : 0);
	return true;
}

/* Every entry of `vfs`, as ranges; those beyond numvfs are told and left out. */
static struct ranges read_ranges(struct keys *keys, const struct tree_node *vfs,
				 const struct desired_pf *pf)
{
	struct ranges ranges = {0};
	size_t n = 0;

	for (size_t i = 0; i < vfs->n_items; i++) {
		struct desired_vf *vf;

		vf = arena_alloc(keys->arena, sizeof(*vf));
		if (!keys_is_null(vfs->items[i].value))
			read_vf(keys, vfs->items[i].value, vf);
		if (!add_ranges(keys, vfs->items[i].key, vf, &ranges))
			continue;
		if (keys_is_null(vfs->items[i].value)) {
			ranges.n = n;
			continue;
		}
		for (; n < ranges.n; n++) {
			if (!is_beyond(keys, pf, &ranges.items[n]))
				continue;
			ranges.n = n; /* one word for the whole entry */
			break;
		}
	}
	return ranges;
}

void config_read_vfs(struct keys *keys, const struct tree_node *defaults,
		     const struct tree_node *vfs, struct desired_pf *pf, size_t *n_listed)
{
	struct ranges ranges;
	unsigned int *indices;

	if (defaults)
		read_vf(keys, defaults, &pf->defaults);
	if (!vfs)
		return;
	if (vfs->type != TREE_MAP) {
		diag_error(keys->diags, vfs->at, "wrong-type",
			   "'vfs' takes a mapping from VF index to what it should be, "
			   "not %s",
			   tree_type_name(vfs->type));
		return;
	}
	ranges = read_ranges(keys, vfs, pf);
	indices = list_indices(keys, ranges.items, ranges.n, n_listed, &pf->n_vfs);
	pf->vfs = arena_calloc(keys->arena, pf->n_vfs, sizeof(*pf->vfs));
	for (size_t i = 0; i < pf->n_vfs; i++) {
		pf->vfs[i] = pf->defaults;
		pf->vfs[i].index = indices[i];
	}
	lay_ranges(keys, pf, ranges.items, ranges.n, false);
	lay_ranges(keys, pf, ranges.items, ranges.n, true);
}
