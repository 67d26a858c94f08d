/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "model/desired.h"

/* By PF, then by VF, then in file order. */
static int compare_bindings(const void *a, const void *b)
{
	const struct desired_binding *x = *(struct desired_binding *const *)a,
				     *y = *(struct desired_binding *const *)b;

	if (x->pf != y->pf)
		return x->pf < y->pf ? -1 : 1;
	if (x->vf != y->vf)
		return x->vf < y->vf ? -1 : 1;
	return (x > y) - (x < y);
}

/* The MAC address of an interface does not depend on the VF that it gets from a pool. */
static void bind_mac(struct desired_vf *vf, const struct desired_binding *binding)
{
	struct field *mac = &vf->attrs[VF_ATTR_MAC];

	if (!mac->set || (binding->pool && !binding->attrs[VF_ATTR_MAC].set))
		*mac = (struct field){
			.set = true, .value.source = VALUE_OF_VM, .at = binding->at};
}

/* config_check() reports an attribute that the VF's own entry and the interface set to
 * different values. */
static void bind_attrs(struct arena *arena, struct desired_vf *vf,
		       const struct desired_binding *binding)
{
	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		struct field *field = &vf->attrs[attr];
		const struct span *overridden = field->at;

		if (!binding->attrs[attr].set || (vf->own & VF_ATTR_BIT(attr)))
			continue;
		*field = binding->attrs[attr];
		field->at = span_win(arena, field->at, overridden);
	}
}

/* `bindings` are those of the PF, sorted by VF. */
static void bind_vfs(struct arena *arena, struct desired_pf *pf,
		     struct desired_binding *const *bindings, size_t n)
{
	struct desired_vf *vfs = arena_calloc(arena, pf->n_vfs + n, sizeof(*vfs));
	size_t next = 0, n_vfs = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned int index = bindings[i]->vf;
		bool is_new;

		/* config_check() reports a VF that is assigned twice. */
		if (i > 0 && bindings[i - 1]->vf == index)
			continue;
		while (next < pf->n_vfs && pf->vfs[next].index < index)
			vfs[n_vfs++] = pf->vfs[next++];
		if (next < pf->n_vfs && pf->vfs[next].index == index) {
			vfs[n_vfs] = pf->vfs[next++];
		} else {
			vfs[n_vfs] = pf->defaults;
			vfs[n_vfs].index = index;
			vfs[n_vfs].at = bindings[i]->vf_at;
		}
		is_new = !vfs[n_vfs].binding;
		if (is_new) {
			vfs[n_vfs].binding = bindings[i];
		}
		if (is_new && !pf->is_turned_off) {
			bind_attrs(arena, &vfs[n_vfs], bindings[i]);
			bind_mac(&vfs[n_vfs], bindings[i]);
		}
		n_vfs++;
	}
	while (next < pf->n_vfs)
		vfs[n_vfs++] = pf->vfs[next++];
	pf->vfs = vfs;
	pf->n_vfs = n_vfs;
}

void desired_leave(struct arena *arena, struct desired_pf *pf,
		   const unsigned int *indexes, size_t n)
{
	struct desired_vf *vfs = arena_calloc(arena, pf->n_vfs + n, sizeof(*vfs));
	size_t next = 0, n_vfs = 0;

	for (size_t i = 0; i < n; i++) {
		while (next < pf->n_vfs && pf->vfs[next].index < indexes[i])
			vfs[n_vfs++] = pf->vfs[next++];
		if (next < pf->n_vfs && pf->vfs[next].index == indexes[i])
			next++;
		vfs[n_vfs++] = (struct desired_vf){.index = indexes[i]};
	}
	while (next < pf->n_vfs)
		vfs[n_vfs++] = pf->vfs[next++];
	pf->vfs = vfs;
	pf->n_vfs = n_vfs;
}

void desired_bind(struct arena *arena, struct desired *desired)
{
	struct desired_binding **sorted =
		arena_calloc(arena, desired->n_bindings, sizeof(*sorted));
	size_t first = 0, n = 0;

	for (size_t i = 0; i < desired->n_bindings; i++) {
		if (desired->bindings[i].pf)
			sorted[n++] = &desired->bindings[i];
	}
	if (n > 0)
		qsort(sorted, n, sizeof(struct desired_binding *), compare_bindings);
	for (size_t i = 0; i < n; i++) {
		size_t end = i + 1;

		if (end < n && sorted[end]->pf == sorted[first]->pf)
			continue;
		bind_vfs(arena, &desired->pfs[sorted[first]->pf - desired->pfs],
			 sorted + first, end - first);
		first = end;
	}
}
