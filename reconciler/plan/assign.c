/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/assign.h"

#include <stdlib.h>
#include <string.h>

#include "plan/assign-parts.h"

static int compare_wanting(const void *a, const void *b)
{
	const struct desired_binding *x = *(struct desired_binding *const *)a,
				     *y = *(struct desired_binding *const *)b;
	int order = strcmp(x->vm, y->vm);

	return order ? order : strcmp(x->interface, y->interface);
}

bool assign_is_needed(const struct desired *desired, const struct observed *observed)
{
	for (size_t i = 0; i < desired->n_bindings; i++) {
		const struct desired_binding *binding = &desired->bindings[i];

		if (binding->pool &&
		    !assign_find_record(observed, binding->vm, binding->interface))
			return true;
	}
	return false;
}

static void find_wanting(struct assigning *assigning)
{
	struct desired *desired = assigning->desired;

	assigning->wanting = arena_calloc(assigning->arena, desired->n_bindings,
					  sizeof(struct desired_binding *));
	for (size_t i = 0; i < desired->n_bindings; i++) {
		if (desired->bindings[i].pool)
			assigning->wanting[assigning->n_wanting++] =
				&desired->bindings[i];
	}
	if (assigning->n_wanting > 0)
		qsort(assigning->wanting, assigning->n_wanting,
		      sizeof(struct desired_binding *), compare_wanting);
	assigning->records = arena_calloc(assigning->arena, assigning->n_wanting,
					  sizeof(struct assignment *));
	assigning->is_wanted = arena_calloc(
		assigning->arena, assigning->plan->host->n_assignments, sizeof(bool));
	for (size_t i = 0; i < assigning->n_wanting; i++) {
		assigning->records[i] = assign_find_record(
			assigning->plan->host, assigning->wanting[i]->vm,
			assigning->wanting[i]->interface);
		if (assigning->records[i])
			assigning->is_wanted[assigning->records[i] -
					     assigning->plan->host->assignments] = true;
	}
}

static const char *pf_text(struct assigning *assigning, const struct assignment *record,
			   const struct desired_pf *pf)
{
	char text[VALUE_FORMAT_MAX], pci[PCI_ADDRESS_TEXT];

	if (pf)
		return arena_printf(assigning->arena, "'%s'", pf->name);
	if (record->pf_mac.set) {
		value_format(VALUE_MAC, record->pf_mac.value, text);
		return arena_printf(assigning->arena, "the PF with the permanent MAC %s",
				    text);
	}
	if (record->has_pf_pci) {
		pci_address_format(record->pf_pci, pci);
		return arena_printf(assigning->arena, "the PF %s", pci);
	}
	return arena_printf(assigning->arena, "the PF %s",
			    record->pf_netdev ? record->pf_netdev : "-");
}

/* Why the interface cannot have the VF that the record gives it; NULL: it can. */
static const char *fault_of(struct assigning *assigning,
			    const struct desired_binding *binding,
			    const struct assignment *record, const struct desired_pf *pf)
{
	struct arena *arena = assigning->arena;
	const struct pf_seats *seats;
	const char *vm;

	if (!pf)
		return ", which is not on this host, or not configured";
	seats = assign_seats_of(assigning, pf);
	if (!desired_pool_has(binding->pool, pf, record->vf))
		return arena_printf(arena, ", which is not in the pool '%s'",
				    binding->pool->name);
	if (record->vf >= seats->n)
		return arena_printf(arena, ", which gets %u VFs only", seats->n);
	if (seats->seats[record->vf].binding)
		return arena_printf(arena, ", which %s/%s gets now",
				    seats->seats[record->vf].binding->vm,
				    seats->seats[record->vf].binding->interface);
	vm = assign_other_vm(assigning, seats, record->vf, binding->vm);
	return vm ? arena_printf(arena, ", which the VM %s uses", vm) : NULL;
}

/* Whether the entry may match the PF that the record means. */
static bool may_match(const struct pf_match *match, const struct assignment *record)
{
	if (match->has_mac && record->pf_mac.set)
		return mac_address_is_equal(match->mac, record->pf_mac.value.mac);
	if (match->has_pci && record->has_pf_pci)
		return pci_address_compare(match->pci, record->pf_pci) == 0;
	return true;
}

/* Whether the record's PF may be one that this run does not look at, that need not be
 * there, or whose absence is an error already. */
static bool is_left_out(const struct assigning *assigning,
			const struct desired_binding *binding,
			const struct assignment *record)
{
	const struct observed *host = assigning->plan->host;

	if (assigning->desired->whole)
		return true;
	for (size_t i = 0; i < host->n_unread; i++) {
		if (assignment_may_be_of_pf(record, &host->unread[i]))
			return true;
	}
	for (size_t i = 0; i < binding->pool->n_ranges; i++) {
		const struct desired_pf *pf = binding->pool->ranges[i].pf;

		if (pf && pf->optional && !assign_seats_of(assigning, pf)->observed &&
		    may_match(&pf->match, record))
			return true;
	}
	return false;
}

/* Gives the interface the VF of the record. */
static void keep(struct assigning *assigning, struct desired_binding *binding,
		 const struct assignment *record)
{
	const struct desired_pf *pf = assign_find_pf(assigning, record);
	const char *fault = fault_of(assigning, binding, record, pf);
	struct diag *diag;

	if (!fault) {
		assign_give(assigning, binding, pf, record->vf);
		return;
	}
	if ((!pf && is_left_out(assigning, binding, record)) ||
	    (pf && desired_pf_is_off(pf)))
		return;
	diag = diag_error(assigning->diags, binding->vf_at, "assigned-vf-lost",
			  "%s/%s has VF %u of %s%s", binding->vm, binding->interface,
			  record->vf, pf_text(assigning, record, pf), fault);
	diag_hint(assigning->diags, diag,
		  "it is not moved to another VF by itself: vfstate free %s/%s lets the "
		  "next apply choose one",
		  binding->vm, binding->interface);
}

/* Where the search for a free VF of a pool has come to: VFs only become taken. */
struct cursor {
	size_t range;
	unsigned int vf;
	bool has_begun;
};

static bool choose(struct assigning *assigning, struct cursor *cursor,
		   struct desired_binding *binding)
{
	const struct desired_pool *pool = binding->pool;

	for (; cursor->range < pool->n_ranges; cursor->range++) {
		const struct desired_range *range = &pool->ranges[cursor->range];
		const struct pf_seats *pf =
			range->pf ? assign_seats_of(assigning, range->pf) : NULL;

		if (!cursor->has_begun)
			cursor->vf = range->first;
		cursor->has_begun = true;
		for (; pf && pf->observed && !desired_pf_is_off(range->pf) &&
		       cursor->vf <= range->last && cursor->vf < pf->n;
		     cursor->vf++) {
			if (assign_is_reserved(pf, cursor->vf) ||
			    assign_is_held(assigning, pf, cursor->vf))
				continue;
			assign_give_new(assigning, binding, range->pf, cursor->vf++,
					ASSIGN_CHOSEN);
			return true;
		}
		cursor->has_begun = false;
	}
	return false;
}

/* Whether this run can choose from the pool: it looks at all of its PFs. */
static bool is_selected(const struct desired_pool *pool)
{
	for (size_t i = 0; i < pool->n_ranges; i++) {
		if (!pool->ranges[i].pf)
			return false;
	}
	return true;
}

/* Whether the pool has no VF since its PFs are off, or since they are not there, which is
 * an error already, or none for an optional PF. */
static bool is_explained(const struct assigning *assigning,
			 const struct desired_pool *pool)
{
	for (size_t i = 0; i < pool->n_ranges; i++) {
		const struct desired_pf *pf = pool->ranges[i].pf;

		if (pf && !desired_pf_is_off(pf) &&
		    assign_seats_of(assigning, pf)->observed)
			return false;
	}
	return true;
}

static void report_empty(struct assigning *assigning,
			 const struct desired_binding *binding)
{
	struct diag *diag;

	if (diags_is_full(assigning->diags))
		return;
	diag = diag_error(assigning->diags, binding->vf_at, "pool-empty",
			  "no VF of the pool '%s' is free for %s/%s", binding->pool->name,
			  binding->vm, binding->interface);
	diag_hint(assigning->diags, diag, "%s; vfstate show lists the users",
		  assign_shortage(assigning, binding->pool));
}

/* A VM whose XML cannot be read may have any VF. */
static void report_unread(struct assigning *assigning,
			  const struct desired_binding *binding)
{
	struct diag *diag = diag_error(
		assigning->diags, binding->vf_at, "not-assigned",
		"no VF of a pool is chosen for %s/%s, since a VM of "
		"libvirt cannot be read: %s",
		binding->vm, binding->interface, assigning->plan->host->domains_unread);

	diag_hint(assigning->diags, diag,
		  "it may have any VF; the same holds for other interfaces without one");
}

/* The VM runs with a VF of the pool, and nothing shows for which of its interfaces. */
static void report_used(struct assigning *assigning,
			const struct desired_binding *binding)
{
	const struct observed_vf *vf =
		assign_find_used(assigning, binding->pool, binding->vm);
	struct diag *diag = diag_error(
		assigning->diags, binding->vf_at, "not-assigned",
		"no VF is chosen for %s/%s, since the VM runs with VF %u of the "
		"pool, and it is not known which of its interfaces that is",
		binding->vm, binding->interface, vf->index);

	diag_hint(assigning->diags, diag,
		  "shut the VM down, and run vfstate apply before it starts again");
}

static void choose_all(struct assigning *assigning)
{
	const struct desired *desired = assigning->desired;
	struct cursor *cursors =
		arena_calloc(assigning->arena, desired->n_pools, sizeof(*cursors));
	bool was_reported = false;

	for (size_t i = 0; i < assigning->n_wanting; i++) {
		struct desired_binding *binding = assigning->wanting[i];

		if (binding->pf || assigning->records[i] || !is_selected(binding->pool) ||
		    is_explained(assigning, binding->pool))
			continue;
		if (assign_find_used(assigning, binding->pool, binding->vm)) {
			report_used(assigning, binding);
		} else if (assigning->plan->host->domains_unread) {
			if (!was_reported)
				report_unread(assigning, binding);
			was_reported = true;
		} else if (!choose(assigning, &cursors[binding->pool - desired->pools],
				   binding)) {
			report_empty(assigning, binding);
		}
	}
}

/* What belongs to an interface that cannot have it now, or to a VM that still runs, is
 * left as it is: what else is configured for the VF would change it. */
static void leave_alone(struct assigning *assigning, bool is_unread)
{
	const struct desired *desired = assigning->desired;

	for (size_t i = 0; i < desired->n_pfs; i++) {
		struct desired_pf *pf = &assigning->desired->pfs[i];
		const struct pf_seats *seats = &assigning->pfs[i];
		unsigned int *indexes =
			arena_calloc(assigning->arena, seats->n_all, sizeof(*indexes));
		size_t n = 0;

		for (unsigned int j = 0; j < seats->n_all; j++) {
			if (!seats->seats[j].binding &&
			    (is_unread ? desired_find_pool(desired, pf, j) != NULL
				       : seats->seats[j].recorded != NULL))
				indexes[n++] = j;
		}
		if (n > 0)
			desired_leave(assigning->arena, pf, indexes, n);
	}
}

/* Without the record, any choice could move a VM to another VF. */
static void refuse_unread(struct assigning *assigning)
{
	const struct observed *host = assigning->plan->host;

	if (assigning->n_wanting == 0)
		return;
	diag_hint(assigning->diags,
		  diag_error(assigning->diags, assigning->wanting[0]->vf_at,
			     "assignments-record",
			     "no VF of a pool is assigned, since the record of "
			     "assignments cannot be used: %s",
			     host->assignments_unread),
		  "VFs of pools and their VMs stay as they are; without the file the "
		  "record is built again from libvirt's XML");
}

/* The record keeps what it has. */
static void report_frozen(struct assigning *assigning)
{
	diag_hint(assigning->diags,
		  diag_error(assigning->diags, SPAN_NONE, "assignments-record",
			     "no VF of a pool is assigned or freed, since the record of "
			     "assignments cannot be written: %s",
			     assigning->plan->host->record_frozen),
		  "interfaces keep the VFs that they have");
}

void assign_vfs(struct arena *arena, struct diags *diags, const struct desired *desired,
		struct plan *plan)
{
	struct assigning assigning = {.arena = arena, .diags = diags, .plan = plan};

	plan->desired = desired;
	if (desired->n_pools == 0 && plan->host->n_assignments == 0)
		return;
	assigning.desired = desired_copy(arena, desired);
	plan->desired = assigning.desired;
	find_wanting(&assigning);
	assign_init_seats(&assigning);
	if (plan->host->assignments_unread) {
		refuse_unread(&assigning);
		leave_alone(&assigning, true);
		return;
	}
	for (size_t i = 0; i < assigning.n_wanting; i++) {
		if (assigning.records[i])
			keep(&assigning, assigning.wanting[i], assigning.records[i]);
	}
	if (plan->host->record_frozen) {
		report_frozen(&assigning);
	} else {
		assign_adopt(&assigning);
		choose_all(&assigning);
	}
	leave_alone(&assigning, false);
	desired_bind(arena, assigning.desired);
	assign_check(diags, arena, assigning.desired);
	assign_settle_record(&assigning);
}
