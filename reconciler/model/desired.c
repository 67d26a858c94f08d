/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/desired.h"

bool desired_pf_is_off(const struct desired_pf *pf)
{
	return field_is_given(&pf->attrs[PF_ATTR_NUMVFS]) &&
	       pf->attrs[PF_ATTR_NUMVFS].value.number == 0;
}

const struct desired_vf *desired_pf_vf(const struct desired_pf *pf, unsigned int index)
{
	size_t low = 0, high = pf->n_vfs;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (pf->vfs[middle].index == index)
			return &pf->vfs[middle];
		if (pf->vfs[middle].index < index)
			low = middle + 1;
		else
			high = middle;
	}
	return &pf->defaults;
}

const struct desired *desired_select_pf(struct arena *arena,
					const struct desired *desired,
					struct desired_pf *pf)
{
	struct desired *selection = arena_alloc(arena, sizeof(*selection));

	*selection = (struct desired){.pfs = pf, .n_pfs = 1, .whole = desired};
	selection->bindings =
		arena_calloc(arena, desired->n_bindings, sizeof(*selection->bindings));
	for (size_t i = 0; i < desired->n_bindings; i++) {
		if (desired->bindings[i].pf == pf)
			selection->bindings[selection->n_bindings++] =
				desired->bindings[i];
	}
	return selection;
}
