/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Folds what is printed of many VFs: VFs with the same texts become one block, and so do
 * VFs whose texts differ in one place only. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "model/vf-set.h"

/* VFs that have the same `n` texts. */
struct fold {
	struct vf_set vfs;
	int kind;
	const char **texts;
	size_t n;
	bool is_taken;
	uint64_t hash;
	size_t *next; /* for each text, index + 1 of the next fold that has the same other
			 texts; 0: none */
};

struct folds {
	struct arena *arena;
	struct fold *items;
	size_t n;
	size_t first; /* those before it are taken */
	struct fold_slot *same, *similar;
	size_t n_same, n_similar;
};

enum {
	FOLDS_ALIKE = -1
};

/* One fold, or several that differ in the text `differs`. */
struct fold_block {
	struct vf_set vfs; /* of all folds */
	const struct fold **folds;
	size_t n;
	int differs; /* FOLDS_ALIKE: one fold */
};

/* For at most `n_vfs` VFs of at most `n_texts` texts each. */
void folds_init(struct folds *folds, struct arena *arena, size_t n_vfs, size_t n_texts);

/* Adds the texts of a VF, as vf_set_generalize() returns them. VFs of different kinds do
 * not fold. */
void folds_add(struct folds *folds, unsigned int vf, int kind, const char **texts,
	       size_t n);

/* Returns the blocks in the order of their first VFs; false after the last. Add all VFs
 * before. */
bool folds_next(struct folds *folds, struct fold_block *ret_block);
