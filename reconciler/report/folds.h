/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is printed of many VFs, folded: VFs of which the same texts are printed are one
 * block, and so are those of which all texts but one are the same. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "model/vf-set.h"

/* VFs with the same texts, `n` of them. */
struct fold {
	struct vf_set vfs;
	int kind;
	const char **texts;
	size_t n;
	bool is_taken;
	uint64_t hash;
	size_t *next; /* fold with the same texts but the one at that place; 0: none */
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
	struct vf_set vfs; /* of all */
	const struct fold **folds;
	size_t n;
	int differs; /* FOLDS_ALIKE: one fold */
};

/* For at most `n_vfs` VFs of at most `n_texts` texts each. */
void folds_init(struct folds *folds, struct arena *arena, size_t n_vfs, size_t n_texts);

/* Texts of a VF, as vf_set_generalize() writes them; VFs of different kinds do not fold.
 */
void folds_add(struct folds *folds, unsigned int vf, int kind, const char **texts,
	       size_t n);

/* The blocks in the order of their first VFs; false after the last. All VFs are added
 * before. */
bool folds_next(struct folds *folds, struct fold_block *ret_block);
