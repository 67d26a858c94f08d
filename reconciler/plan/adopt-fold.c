/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writes equal VFs once: as vf_defaults, or as ranges. */
#include <stdlib.h>
#include <string.h>

#include "plan/adopt-parts.h"

enum {
	KEY_LENGTH_MAX = 60, /* of a list of ranges; a longer one is split */
	RANGE_VFS_MIN = 3    /* VFs with different MACs share a range only from this
			      * number on */
};

static bool has_value(const struct adopt_setting *setting, enum vf_attr attr,
		      struct value value)
{
	return setting->field.set &&
	       value_is_equal(vf_attr_info[attr].kind, setting->field.value, value);
}

/* The value that more than half of the VFs have, found with the majority vote of Boyer
 * and Moore. NULL if there is none, if it is implied, or if a VF has no known value: the
 * default would apply to that VF too. */
static const struct adopt_setting *majority(const struct adopt_vf *vfs, size_t n,
					    enum vf_attr attr)
{
	const struct adopt_setting *candidate = NULL;
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		const struct adopt_setting *setting = &vfs[i].settings[attr];

		if (!setting->field.set)
			return NULL;
		if (count == 0)
			candidate = setting;
		if (has_value(setting, attr, candidate->field.value))
			count++;
		else
			count--;
	}
	count = 0;
	for (size_t i = 0; i < n; i++)
		count += has_value(&vfs[i].settings[attr], attr, candidate->field.value);
	return 2 * count > n && !candidate->is_implied ? candidate : NULL;
}

static void choose_defaults(const struct adopt_vf *vfs, size_t n,
			    struct field defaults[VF_KEY_COUNT])
{
	struct field *min = &defaults[VF_ATTR_MIN_TX_RATE];
	struct field *max = &defaults[VF_ATTR_MAX_TX_RATE];

	for (int attr = 0; attr < VF_KEY_COUNT && n > 1; attr++) {
		const struct adopt_setting *setting =
			VF_ATTRS_IDENTITY & VF_ATTR_BIT(attr)
				? NULL
				: majority(vfs, n, (enum vf_attr)attr);

		if (setting)
			defaults[attr] = setting->field;
	}
	/* The two may come from different VFs, and then min may exceed max. */
	if (min->set && max->set && max->value.number &&
	    min->value.number > max->value.number)
		min->set = max->set = false;
}

/* What the defaults do not say about a VF. */
struct rest {
	unsigned int vf;
	const char *shared; /* the attributes that VFs may share, as text; "": none */
	bool has_identity;
	bool is_single; /* its own entry has all of its attributes */
};

static bool is_left(const struct adopt_setting *setting, const struct field *fallback,
		    enum vf_attr attr)
{
	if (!setting->field.set)
		return false;
	return fallback->set ? !has_value(setting, attr, fallback->value)
			     : !setting->is_implied;
}

/* Takes the attributes in `which` that the defaults do not set. */
static void take_left(const struct adopt_vf *vf, const struct field *defaults,
		      uint32_t which, struct field attrs[VF_KEY_COUNT])
{
	for (int attr = 0; attr < VF_KEY_COUNT; attr++) {
		if (which & VF_ATTR_BIT(attr) &&
		    is_left(&vf->settings[attr], &defaults[attr], (enum vf_attr)attr))
			attrs[attr] = vf->settings[attr].field;
	}
}

static const char *text_of(struct arena *arena, const struct field attrs[VF_KEY_COUNT],
			   uint32_t which)
{
	const char *text = "";
	char value[VALUE_FORMAT_MAX];

	for (int attr = 0; attr < VF_KEY_COUNT; attr++) {
		if (!attrs[attr].set || !(which & VF_ATTR_BIT(attr)))
			continue;
		value_format(vf_attr_info[attr].kind, attrs[attr].value, value);
		text = arena_printf(arena, "%s%d=%s;", text, attr, value);
	}
	return text;
}

static struct rest rest_of(struct arena *arena, const struct adopt_vf *vf,
			   unsigned int index, const struct field *defaults)
{
	struct field attrs[VF_KEY_COUNT] = {0};

	take_left(vf, defaults, ~0u, attrs);
	return (struct rest){
		.vf = index,
		.shared = text_of(arena, attrs, ~VF_ATTRS_IDENTITY),
		.has_identity = text_of(arena, attrs, VF_ATTRS_IDENTITY)[0],
	};
}

static int compare_rests(const void *a, const void *b)
{
	const struct rest *x = a, *y = b;
	int order = strcmp(x->shared, y->shared);

	return order ? order : (x->vf > y->vf) - (x->vf < y->vf);
}

static int compare_vfs(const void *a, const void *b)
{
	const struct rest *x = a, *y = b;

	return (x->vf > y->vf) - (x->vf < y->vf);
}

/* How many of the sorted indices follow each other without a gap. */
static size_t run_length(const unsigned int *indices, size_t n)
{
	size_t length = 1;

	while (length < n && indices[length] == indices[0] + length)
		length++;
	return length;
}

/* Builds the key of the first *ret_n indices. No range is added once the key has
 * `length_max` characters. */
static const char *key_of(struct arena *arena, const unsigned int *indices, size_t n,
			  size_t length_max, size_t *ret_n)
{
	const char *key = "";
	size_t i = 0;

	while (i < n && strlen(key) < length_max) {
		size_t length = run_length(indices + i, n - i);
		const char *comma = key[0] ? "," : "";

		if (length > 1)
			key = arena_printf(arena, "%s%s%u-%u", key, comma, indices[i],
					   indices[i + length - 1]);
		else
			key = arena_printf(arena, "%s%s%u", key, comma, indices[i]);
		i += length;
	}
	*ret_n = i;
	return key;
}

struct folding {
	struct arena *arena;
	const struct adopt_vf *vfs;
	struct adopted_pf *pf;
};

static void add_entry(struct folding *folding, const char *key, unsigned int vf,
		      uint32_t which)
{
	struct adopted_pf *pf = folding->pf;
	struct adopted_entry *entry;

	pf->entries = arena_grow(folding->arena, pf->entries, pf->n_entries,
				 sizeof(*pf->entries));
	entry = &pf->entries[pf->n_entries++];
	*entry = (struct adopted_entry){.key = key};
	take_left(&folding->vfs[vf], pf->defaults, which, entry->attrs);
}

/* Adds ranges for VFs that share the same remaining attributes. */
static void fold_group(struct folding *folding, struct rest *group, size_t n)
{
	unsigned int *indices = arena_calloc(folding->arena, n, sizeof(*indices));
	bool has_identity = false;
	size_t n_taken;

	for (size_t i = 0; i < n; i++) {
		indices[i] = group[i].vf;
		has_identity |= group[i].has_identity;
	}
	for (size_t i = 0; i < n; i += n_taken) {
		const char *key = key_of(folding->arena, indices + i, n - i,
					 KEY_LENGTH_MAX, &n_taken);

		if (n_taken > 1 && (!has_identity || n >= RANGE_VFS_MIN)) {
			add_entry(folding, key, indices[i], ~VF_ATTRS_IDENTITY);
			continue;
		}
		for (size_t j = i; j < i + n_taken; j++)
			group[j].is_single = true;
	}
}

static int compare_entries(const void *a, const void *b)
{
	const struct adopted_entry *x = a, *y = b;
	long first = strtol(x->key, NULL, 10), second = strtol(y->key, NULL, 10);

	return (first > second) - (first < second);
}

void adopt_fold(struct arena *arena, const struct adopt_vf *vfs, size_t n,
		struct adopted_pf *pf)
{
	struct rest *rests = arena_calloc(arena, n + 1, sizeof(*rests));
	struct folding folding = {arena, vfs, pf};
	size_t length;

	choose_defaults(vfs, n, pf->defaults);
	for (size_t i = 0; i < n; i++)
		rests[i] = rest_of(arena, &vfs[i], (unsigned int)i, pf->defaults);
	qsort(rests, n, sizeof(*rests), compare_rests);
	for (size_t i = 0; i < n; i += length) {
		length = 1;
		while (i + length < n &&
		       strcmp(rests[i + length].shared, rests[i].shared) == 0)
			length++;
		if (rests[i].shared[0])
			fold_group(&folding, &rests[i], length);
	}
	if (pf->n_entries > 0)
		qsort(pf->entries, pf->n_entries, sizeof(*pf->entries), compare_entries);
	qsort(rests, n, sizeof(*rests), compare_vfs);
	for (size_t i = 0; i < n; i++) {
		uint32_t which = rests[i].is_single ? ~0u : VF_ATTRS_IDENTITY;

		if (rests[i].is_single || rests[i].has_identity)
			add_entry(&folding, arena_printf(arena, "%u", rests[i].vf),
				  rests[i].vf, which);
	}
}
