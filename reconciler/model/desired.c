/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/desired.h"

#include <string.h>

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

static void clear_vf(struct desired_vf *vf, const struct desired *from,
		     struct desired_binding *bindings)
{
	struct field driver = vf->attrs[VF_ATTR_DRIVER];

	memset(vf->attrs, 0, sizeof(vf->attrs));
	/* It says whom a VF that is in use goes to. */
	vf->attrs[VF_ATTR_DRIVER] = driver;
	if (vf->binding)
		vf->binding = &bindings[vf->binding - from->bindings];
}

static void turn_pf_off(struct arena *arena, struct desired_pf *pf,
			const struct desired *from, struct desired_binding *bindings)
{
	const struct span *at = pf->attrs[PF_ATTR_NUMVFS].at;
	struct desired_vf *vfs = arena_calloc(arena, pf->n_vfs, sizeof(*vfs));

	memset(pf->attrs, 0, sizeof(pf->attrs));
	pf->attrs[PF_ATTR_NUMVFS] = (struct field){.set = true, .at = at ? at : pf->at};
	pf->optional = true;
	pf->keeps_link = true;
	pf->link_why = NULL;
	for (size_t i = 0; i < pf->n_vfs; i++) {
		vfs[i] = pf->vfs[i];
		clear_vf(&vfs[i], from, bindings);
	}
	clear_vf(&pf->defaults, from, bindings);
	pf->vfs = vfs;
}

const struct desired *desired_turn_off(struct arena *arena, const struct desired *desired)
{
	struct desired *off = arena_alloc(arena, sizeof(*off));

	*off = (struct desired){.n_pfs = desired->n_pfs,
				.n_bindings = desired->n_bindings};
	off->pfs = arena_calloc(arena, off->n_pfs, sizeof(*off->pfs));
	off->bindings = arena_calloc(arena, off->n_bindings, sizeof(*off->bindings));
	for (size_t i = 0; i < off->n_bindings; i++) {
		off->bindings[i] = desired->bindings[i];
		off->bindings[i].pf = &off->pfs[desired->bindings[i].pf - desired->pfs];
	}
	for (size_t i = 0; i < off->n_pfs; i++) {
		off->pfs[i] = desired->pfs[i];
		turn_pf_off(arena, &off->pfs[i], desired, off->bindings);
	}
	return off;
}
