/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/desired.h"

#include <string.h>

int desired_vf_compare_macs(const void *a, const void *b)
{
	const struct desired_vf *const *x = a, *const *y = b;
	int order =
		memcmp(&(*x)->attrs[VF_ATTR_MAC].value.mac,
		       &(*y)->attrs[VF_ATTR_MAC].value.mac, sizeof(struct mac_address));

	return order ? order : ((*x)->index > (*y)->index) - ((*x)->index < (*y)->index);
}

bool desired_pf_is_same(const struct desired_pf *a, const struct desired_pf *b)
{
	return strcmp(a->name, b->name) == 0;
}

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

	*selection = (struct desired){.pfs = pf,
				      .n_pfs = 1,
				      .pools = desired->pools,
				      .n_pools = desired->n_pools,
				      .networks = desired->networks,
				      .n_networks = desired->n_networks,
				      .keeps_record = desired->keeps_record,
				      .whole = desired};
	selection->bindings =
		arena_calloc(arena, desired->n_bindings, sizeof(*selection->bindings));
	for (size_t i = 0; i < desired->n_bindings; i++) {
		if (!desired->bindings[i].pf || desired->bindings[i].pf == pf)
			selection->bindings[selection->n_bindings++] =
				desired->bindings[i];
	}
	return selection;
}

/* The PF of the copy; NULL if it is not part of it. */
static struct desired_pf *copied_pf(const struct desired *from,
				    const struct desired *copy,
				    const struct desired_pf *pf)
{
	return pf && pf >= from->pfs && pf < from->pfs + from->n_pfs
		       ? &copy->pfs[pf - from->pfs]
		       : NULL;
}

static void copy_pools(struct arena *arena, const struct desired *from,
		       struct desired *copy)
{
	copy->pools = arena_calloc(arena, from->n_pools, sizeof(*copy->pools));
	for (size_t i = 0; i < from->n_pools; i++) {
		struct desired_pool *pool = &copy->pools[i];

		*pool = from->pools[i];
		pool->ranges = arena_calloc(arena, pool->n_ranges, sizeof(*pool->ranges));
		for (size_t j = 0; j < pool->n_ranges; j++) {
			pool->ranges[j] = from->pools[i].ranges[j];
			pool->ranges[j].pf = copied_pf(from, copy, pool->ranges[j].pf);
		}
	}
}

static void copy_networks(struct arena *arena, const struct desired *from,
			  struct desired *copy)
{
	copy->networks = arena_calloc(arena, from->n_networks, sizeof(*copy->networks));
	for (size_t i = 0; i < from->n_networks; i++) {
		copy->networks[i] = from->networks[i];
		copy->networks[i].pool =
			&copy->pools[from->networks[i].pool - from->pools];
	}
}

/* The entry of a VF that has one of its own; NULL. */
static struct desired_vf *find_entry(struct desired_pf *pf, unsigned int index)
{
	const struct desired_vf *vf = desired_pf_vf(pf, index);

	return vf == &pf->defaults ? NULL : &pf->vfs[vf - pf->vfs];
}

struct desired *desired_copy(struct arena *arena, const struct desired *desired)
{
	struct desired *copy = arena_alloc(arena, sizeof(*copy));

	*copy = *desired;
	copy->pfs = arena_calloc(arena, copy->n_pfs, sizeof(*copy->pfs));
	for (size_t i = 0; i < copy->n_pfs; i++) {
		struct desired_pf *pf = &copy->pfs[i];

		*pf = desired->pfs[i];
		pf->vfs = arena_calloc(arena, pf->n_vfs, sizeof(*pf->vfs));
		if (pf->n_vfs > 0)
			memcpy(pf->vfs, desired->pfs[i].vfs,
			       pf->n_vfs * sizeof(*pf->vfs));
	}
	copy_pools(arena, desired, copy);
	copy_networks(arena, desired, copy);
	copy->bindings = arena_calloc(arena, copy->n_bindings, sizeof(*copy->bindings));
	for (size_t i = 0; i < copy->n_bindings; i++) {
		struct desired_binding *binding = &copy->bindings[i];
		struct desired_pf *pf = copied_pf(desired, copy, desired->bindings[i].pf);
		struct desired_vf *vf = NULL;

		*binding = desired->bindings[i];
		binding->pf = pf;
		if (binding->pool)
			binding->pool =
				&copy->pools[desired->bindings[i].pool - desired->pools];
		if (pf)
			vf = find_entry(pf, binding->vf);
		if (vf && vf->binding)
			vf->binding = binding;
	}
	return copy;
}

bool desired_pool_has(const struct desired_pool *pool, const struct desired_pf *pf,
		      unsigned int vf)
{
	for (size_t i = 0; i < pool->n_ranges; i++) {
		if (pool->ranges[i].pf == pf && vf >= pool->ranges[i].first &&
		    vf <= pool->ranges[i].last)
			return true;
	}
	return false;
}

const struct desired_pool *desired_find_pool(const struct desired *desired,
					     const struct desired_pf *pf, unsigned int vf)
{
	for (size_t i = 0; i < desired->n_pools; i++) {
		if (desired_pool_has(&desired->pools[i], pf, vf))
			return &desired->pools[i];
	}
	return NULL;
}

static void clear_vf(struct desired_vf *vf)
{
	struct field driver = vf->attrs[VF_ATTR_DRIVER];

	memset(vf->attrs, 0, sizeof(vf->attrs));
	/* It says whom a VF that is in use goes to. */
	vf->attrs[VF_ATTR_DRIVER] = driver;
}

static void turn_pf_off(struct desired_pf *pf)
{
	const struct span *at = pf->attrs[PF_ATTR_NUMVFS].at;

	memset(pf->attrs, 0, sizeof(pf->attrs));
	pf->attrs[PF_ATTR_NUMVFS] = (struct field){.set = true, .at = at ? at : pf->at};
	pf->optional = true;
	pf->keeps_link = true;
	pf->is_turned_off = true;
	pf->link_why = NULL;
	for (size_t i = 0; i < pf->n_vfs; i++)
		clear_vf(&pf->vfs[i]);
	clear_vf(&pf->defaults);
}

const struct desired *desired_turn_off(struct arena *arena, const struct desired *desired)
{
	struct desired *off = desired_copy(arena, desired);

	for (size_t i = 0; i < off->n_pfs; i++)
		turn_pf_off(&off->pfs[i]);
	for (size_t i = 0; i < off->n_bindings; i++)
		memset(off->bindings[i].attrs, 0, sizeof(off->bindings[i].attrs));
	return off;
}
