/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "model/derive.h"
#include "plan/assign-parts.h"

static void add(struct assigning *assigning, const struct assignment *assignment)
{
	struct plan *plan = assigning->plan;

	plan->assignments = arena_grow(assigning->arena, plan->assignments,
				       plan->n_assignments, sizeof(*plan->assignments));
	plan->assignments[plan->n_assignments++] = *assignment;
}

static void add_binding(struct assigning *assigning,
			const struct desired_binding *binding)
{
	const struct pf_seats *pf = assign_seats_of(assigning, binding->pf);
	struct assignment assignment = assignment_of_vf(pf->observed, binding->vf);
	struct desired_vf vf =
		derive_vf(assigning->plan->host, pf->observed, binding->pf, binding->vf);

	assignment.vm = binding->vm;
	assignment.interface = binding->interface;
	if (field_is_given(&vf.attrs[VF_ATTR_MAC]))
		assignment.mac =
			(struct field){.set = true, .value = vf.attrs[VF_ATTR_MAC].value};
	add(assigning, &assignment);
}

/* Of a PF that is not there, or not looked at, it is not known whether somebody uses its
 * VF. */
bool assign_is_released(struct assigning *assigning, const struct assignment *record)
{
	const struct desired_pf *pf = assign_find_pf(assigning, record);

	return pf && !assigning->desired->keeps_record &&
	       !assigning->plan->host->record_frozen &&
	       !assigning->is_wanted[record - assigning->plan->host->assignments] &&
	       !assign_is_in_use(assigning, assign_seats_of(assigning, pf), record->vf);
}

static void release(struct assigning *assigning, const struct assignment *record)
{
	struct plan *plan = assigning->plan;

	plan->assigns = arena_grow(assigning->arena, plan->assigns, plan->n_assigns,
				   sizeof(*plan->assigns));
	plan->assigns[plan->n_assigns++] =
		(struct assign){.kind = ASSIGN_FREED,
				.vm = record->vm,
				.interface = record->interface,
				.pf = assign_find_pf(assigning, record),
				.vf = record->vf};
}

void assign_settle_record(struct assigning *assigning)
{
	const struct observed *host = assigning->plan->host;
	struct plan *plan = assigning->plan;

	for (size_t i = 0; i < assigning->n_wanting; i++) {
		if (assigning->wanting[i]->pf)
			add_binding(assigning, assigning->wanting[i]);
		else if (assigning->records[i])
			add(assigning, assigning->records[i]);
	}
	for (size_t i = 0; i < host->n_assignments; i++) {
		const struct assignment *record = &host->assignments[i];

		if (assign_is_released(assigning, record))
			release(assigning, record);
		else if (!assigning->is_wanted[i])
			add(assigning, record);
	}
	if (plan->n_assignments > 0)
		qsort(plan->assignments, plan->n_assignments, sizeof(*plan->assignments),
		      assignment_compare);
}
