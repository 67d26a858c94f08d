/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/folds.h"

#include <string.h>

enum {
	DIFFERENT = -2,
	SIMILAR_MIN = 4 /* folds with one text each, which have nothing in common */
};

/* A slot of a hash table: the folds with that key. */
struct fold_slot {
	uint64_t key;
	size_t first, last; /* index + 1; 0: the slot is empty */
	size_t n;	    /* how many are not taken */
};

static uint64_t mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
	return hash ^ hash >> 29;
}

/* FNV-1a */
static uint64_t hash_text(const char *text, size_t place)
{
	uint64_t hash = 14695981039346656037u;

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 1099511628211u;
	return mix(hash, place);
}

static struct fold_slot *find_slot(struct fold_slot *slots, size_t n, uint64_t key)
{
	size_t i = key & (n - 1);

	while (slots[i].first && slots[i].key != key)
		i = (i + 1) & (n - 1);
	slots[i].key = key;
	return &slots[i];
}

static size_t slots_for(size_t n)
{
	size_t size = 16;

	while (size < 2 * n)
		size *= 2;
	return size;
}

void folds_init(struct folds *folds, struct arena *arena, size_t n_vfs, size_t n_texts)
{
	*folds = (struct folds){.arena = arena,
				.n_same = slots_for(n_vfs),
				.n_similar = slots_for(n_vfs * n_texts)};
	folds->items = arena_calloc(arena, n_vfs, sizeof(*folds->items));
	folds->same = arena_calloc(arena, folds->n_same, sizeof(*folds->same));
	folds->similar = arena_calloc(arena, folds->n_similar, sizeof(*folds->similar));
}

/* FOLDS_ALIKE, or the only text in which the two differ, or DIFFERENT. */
static int compare(const struct fold *a, const struct fold *b)
{
	int at = FOLDS_ALIKE;

	if (a->n != b->n || a->kind != b->kind)
		return DIFFERENT;
	for (size_t i = 0; i < a->n; i++) {
		if (strcmp(a->texts[i], b->texts[i]) == 0)
			continue;
		if (at != FOLDS_ALIKE)
			return DIFFERENT;
		at = (int)i;
	}
	return at;
}

/* The slot of the folds that have the same texts at all other places. */
static struct fold_slot *similar_slot(struct folds *folds, const struct fold *fold,
				      size_t place)
{
	uint64_t key = fold->hash - hash_text(fold->texts[place], place);

	return find_slot(folds->similar, folds->n_similar, mix(key, place));
}

static void add_similar(struct folds *folds, size_t index)
{
	struct fold *fold = &folds->items[index];

	fold->next = arena_calloc(folds->arena, fold->n, sizeof(*fold->next));
	for (size_t i = 0; i < fold->n; i++) {
		struct fold_slot *slot = similar_slot(folds, fold, i);

		if (slot->first)
			folds->items[slot->last - 1].next[i] = index + 1;
		else
			slot->first = index + 1;
		slot->last = index + 1;
		slot->n++;
	}
}

void folds_add(struct folds *folds, unsigned int vf, int kind, const char **texts,
	       size_t n)
{
	struct fold fold = {.kind = kind, .texts = texts, .n = n};
	struct fold_slot *slot;

	for (size_t i = 0; i < n; i++)
		fold.hash += hash_text(texts[i], i);
	fold.hash += mix(n, (uint64_t)kind);
	slot = find_slot(folds->same, folds->n_same, fold.hash);
	if (slot->first &&
	    compare(&folds->items[slot->first - 1], &fold) == FOLDS_ALIKE) {
		vf_set_add(folds->arena, &folds->items[slot->first - 1].vfs, vf);
		return;
	}
	vf_set_add(folds->arena, &fold.vfs, vf);
	folds->items[folds->n++] = fold;
	if (!slot->first)
		slot->first = folds->n;
	add_similar(folds, folds->n - 1);
}

/* The text in which the most other folds differ from this one, or DIFFERENT if there are
 * too few. */
static int find_similar(struct folds *folds, const struct fold *fold)
{
	size_t most = fold->n > 1 ? 2 : SIMILAR_MIN;
	int differs = DIFFERENT;

	for (size_t i = 0; i < fold->n; i++) {
		size_t n = similar_slot(folds, fold, i)->n;

		if (n < most)
			continue;
		most = n + 1;
		differs = (int)i;
	}
	return differs;
}

static void take(struct folds *folds, struct fold *fold, struct fold_block *block)
{
	fold->is_taken = true;
	for (size_t i = 0; i < fold->n; i++)
		similar_slot(folds, fold, i)->n--;
	for (size_t i = 0; i < fold->vfs.n; i++)
		vf_set_add(folds->arena, &block->vfs, fold->vfs.indexes[i]);
	block->folds = arena_grow(folds->arena, block->folds, block->n,
				  sizeof(const struct fold *));
	block->folds[block->n++] = fold;
}

bool folds_next(struct folds *folds, struct fold_block *ret_block)
{
	struct fold_block block = {.differs = FOLDS_ALIKE};
	size_t first, next;
	int differs;

	while (folds->first < folds->n && folds->items[folds->first].is_taken)
		folds->first++;
	first = folds->first;
	if (first == folds->n)
		return false;
	differs = find_similar(folds, &folds->items[first]);
	take(folds, &folds->items[first], &block);
	/* Earlier folds are taken. Compare the texts, since keys may be equal by
	 * chance. */
	for (next = differs < 0 ? 0 : folds->items[first].next[differs]; next > 0;
	     next = folds->items[next - 1].next[differs]) {
		struct fold *fold = &folds->items[next - 1];

		if (!fold->is_taken && compare(&folds->items[first], fold) == differs) {
			block.differs = differs;
			take(folds, fold, &block);
		}
	}
	*ret_block = block;
	return true;
}
