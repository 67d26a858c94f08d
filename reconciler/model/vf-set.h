/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* VFs that are reported together: "VF 0-11", "VF 0-3,5". */
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

/* What `text` says of any VF, not only of VF `index`: texts of two VFs that are alike
 * afterwards differ in that number alone. vf_set_fill() puts the numbers in. */
const char *vf_set_generalize(struct arena *arena, const char *text, unsigned int index);
const char *vf_set_fill(struct arena *arena, const char *text, const struct vf_set *set);
