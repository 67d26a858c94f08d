/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* VFs that are reported in one line: "VF 0-11", "VF 0-3,5". */
#pragma once

#include <stddef.h>

#include "support/arena.h"

/* All zero: empty. Indexes in the order in which they were added; owned by the arena. */
struct vf_set {
	unsigned int *indexes;
	size_t n;
};

void vf_set_add(struct arena *arena, struct vf_set *set, unsigned int index);

/* "0-11", "0-3,5", ascending. */
const char *vf_set_format(struct arena *arena, const struct vf_set *set);

/* Replaces the number in "VF `index`" in `text` by a placeholder, so that texts of two
 * VFs that differ only in that number become equal. vf_set_fill() inserts the numbers. */
const char *vf_set_generalize(struct arena *arena, const char *text, unsigned int index);
const char *vf_set_fill(struct arena *arena, const char *text, const struct vf_set *set);
