/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "model/derive.h"
#include "model/in-use.h"
#include "plan/assign-parts.h"

const struct assignment *assign_find_record(const struct observed *host, const char *vm,
					    const char *interface)
{
	struct assignment key = {.vm = vm, .interface = interface};

	return host->n_assignments > 0
		       ? bsearch(&key, host->assignments, host->n_assignments,
				 sizeof(key), assignment_compare)
		       : NULL;
}

/* How many VFs the PF has after the plan. One that is turned off keeps those in use. */
static unsigned int count_vfs(const struct observed_pf *observed,
			      const struct desired_pf *desired)
{
	struct field numvfs = derive_numvfs(observed, desired);

	return field_is_given(&numvfs) && !desired_pf_is_off(desired)
		       ? numvfs.value.number
		       : observed_pf_numvfs(observed);
}

static void find_pfs(struct assigning *assigning)
{
	struct desired *desired = assigning->desired;

	assigning->pfs =
		arena_calloc(assigning->arena, desired->n_pfs, sizeof(*assigning->pfs));
	for (size_t i = 0; i < desired->n_pfs; i++) {
		struct pf_seats *pf = &assigning->pfs[i];
		size_t n;
		const struct observed_pf *live =
			pf_match_find(&desired->pfs[i].match, assigning->plan->host, &n);

		if (n != 1)
			continue;
		pf->observed = live;
		pf->n = count_vfs(live, &desired->pfs[i]);
		pf->seats = arena_calloc(assigning->arena, pf->n, sizeof(*pf->seats));
	}
}

struct pf_seats *assign_seats_of(const struct assigning *assigning,
				 const struct desired_pf *pf)
{
	return &assigning->pfs[pf - assigning->desired->pfs];
}

const struct desired_pf *assign_find_pf(const struct assigning *assigning,
					const struct assignment *record)
{
	for (size_t i = 0; i < assigning->desired->n_pfs; i++) {
		if (assigning->pfs[i].observed &&
		    assignment_is_of_pf(record, assigning->pfs[i].observed))
			return &assigning->desired->pfs[i];
	}
	return NULL;
}

static void reserve(struct assigning *assigning)
{
	const struct observed *host = assigning->plan->host;
	struct desired *desired = assigning->desired;

	for (size_t i = 0; i < desired->n_bindings; i++) {
		const struct desired_binding *binding = &desired->bindings[i];
		struct pf_seats *pf =
			binding->pf ? assign_seats_of(assigning, binding->pf) : NULL;

		if (pf && binding->vf < pf->n)
			pf->seats[binding->vf].binding = binding;
	}
	for (size_t i = 0; i < host->n_assignments; i++) {
		const struct assignment *record = &host->assignments[i];
		const struct desired_pf *pf = assign_find_pf(assigning, record);

		if (pf && record->vf < assign_seats_of(assigning, pf)->n &&
		    !assign_is_released(assigning, record))
			assign_seats_of(assigning, pf)->seats[record->vf].recorded =
				record;
	}
}

void assign_init_seats(struct assigning *assigning)
{
	find_pfs(assigning);
	reserve(assigning);
}

bool assign_is_in_use(struct assigning *assigning, const struct pf_seats *pf,
		      unsigned int vf)
{
	return vf < pf->observed->n_vfs &&
	       in_use_by(assigning->arena, pf->observed, &pf->observed->vfs[vf]);
}

bool assign_is_held(struct assigning *assigning, const struct pf_seats *pf,
		    unsigned int vf)
{
	return assign_is_in_use(assigning, pf, vf) ||
	       (vf < pf->observed->n_vfs && pf->observed->vfs[vf].libvirt_vm);
}

bool assign_is_reserved(const struct pf_seats *pf, unsigned int vf)
{
	return pf->seats[vf].binding || pf->seats[vf].recorded;
}

const char *assign_shortage(struct assigning *assigning, const struct desired_pool *pool)
{
	size_t n = 0, n_given = 0, n_absent = 0;

	for (size_t i = 0; i < pool->n_ranges; i++) {
		const struct desired_range *range = &pool->ranges[i];
		const struct pf_seats *pf =
			range->pf ? assign_seats_of(assigning, range->pf) : NULL;

		n_absent += !pf || !pf->observed;
		for (unsigned int j = range->first;
		     pf && pf->observed && j <= range->last && j < pf->n; j++) {
			n++;
			n_given += assign_is_reserved(pf, j);
		}
	}
	return arena_printf(assigning->arena,
			    "of its %zu VF%s %zu %s assigned and %zu in use by others%s",
			    n, n == 1 ? "" : "s", n_given, n_given == 1 ? "is" : "are",
			    n - n_given,
			    n_absent > 0 ? "; a PF of the pool is not there" : "");
}
