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

static void give(struct assigning *assigning, struct desired_binding *binding,
		 const struct desired_pf *pf, unsigned int vf)
{
	binding->pf = pf;
	binding->vf = vf;
	assign_seats_of(assigning, pf)->seats[vf].binding = binding;
}

static void give_new(struct assigning *assigning, struct desired_binding *binding,
		     const struct desired_pf *pf, unsigned int vf, enum assign_kind kind)
{
	struct plan *plan = assigning->plan;

	give(assigning, binding, pf, vf);
	plan->assigns = arena_grow(assigning->arena, plan->assigns, plan->n_assigns,
				   sizeof(*plan->assigns));
	plan->assigns[plan->n_assigns++] =
		(struct assign){.kind = kind,
				.vm = binding->vm,
				.interface = binding->interface,
				.pool = binding->pool,
				.pf = pf,
				.vf = vf,
				.at = binding->vf_at};
}

/* The name of another VM that uses the VF; NULL: none that is known. */
static const char *other_vm(const struct observed_vf *vf, const char *vm)
{
	for (size_t i = 0; i < vf->n_holders; i++) {
		if (vf->holders[i].vm && strcmp(vf->holders[i].vm, vm) != 0)
			return vf->holders[i].vm;
	}
	return NULL;
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
	if (record->vf >= seats->observed->n_vfs)
		return NULL;
	vm = other_vm(&seats->observed->vfs[record->vf], binding->vm);
	return vm ? arena_printf(arena, ", which the VM %s uses", vm) : NULL;
}

/* Whether the record's PF may be one that this run does not look at, or that need not be
 * there. */
static bool is_left_out(const struct assigning *assigning,
			const struct desired_binding *binding)
{
	if (assigning->desired->whole)
		return true;
	for (size_t i = 0; i < binding->pool->n_ranges; i++) {
		const struct desired_pf *pf = binding->pool->ranges[i].pf;

		if (pf && pf->optional && !assign_seats_of(assigning, pf)->observed)
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
		give(assigning, binding, pf, record->vf);
		return;
	}
	if ((!pf && is_left_out(assigning, binding)) || (pf && desired_pf_is_off(pf)))
		return;
	diag = diag_error(assigning->diags, binding->vf_at, "assigned-vf-lost",
			  "%s/%s has VF %u of %s%s", binding->vm, binding->interface,
			  record->vf, pf_text(assigning, record, pf), fault);
	diag_hint(assigning->diags, diag,
		  "it is not moved to another VF by itself: vfstate free %s/%s lets the "
		  "next apply choose one",
		  binding->vm, binding->interface);
}

/* The interface of a pool that has this VF in libvirt's XML, under the alias that vfstate
 * gave it, and that the record does not know; NULL. */
static struct desired_binding *find_unrecorded(const struct assigning *assigning,
					       const struct observed_vf *vf)
{
	for (size_t i = 0;
	     vf->libvirt_vm && vf->libvirt_alias && i < assigning->n_wanting; i++) {
		struct desired_binding *binding = assigning->wanting[i];

		if (strcmp(binding->vm, vf->libvirt_vm) == 0 &&
		    strcmp(binding->alias.value.text, vf->libvirt_alias) == 0)
			return binding->pf || assigning->records[i] ? NULL : binding;
	}
	return NULL;
}

/* Builds again what the record has lost. */
static void adopt(struct assigning *assigning)
{
	for (size_t i = 0; i < assigning->desired->n_pfs; i++) {
		const struct desired_pf *pf = &assigning->desired->pfs[i];
		struct pf_seats *seats = &assigning->pfs[i];

		for (unsigned int j = 0;
		     seats->observed && j < seats->observed->n_vfs && j < seats->n; j++) {
			struct desired_binding *binding =
				find_unrecorded(assigning, &seats->observed->vfs[j]);

			if (binding && !assign_is_reserved(seats, j) &&
			    desired_pool_has(binding->pool, pf, j))
				give_new(assigning, binding, pf, j, ASSIGN_ADOPTED);
		}
	}
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
			give_new(assigning, binding, range->pf, cursor->vf++,
				 ASSIGN_CHOSEN);
			return true;
		}
		cursor->has_begun = false;
	}
	return false;
}

static void choose_all(struct assigning *assigning)
{
	const struct desired *desired = assigning->desired;
	struct cursor *cursors =
		arena_calloc(assigning->arena, desired->n_pools, sizeof(*cursors));

	for (size_t i = 0; i < assigning->n_wanting; i++) {
		struct desired_binding *binding = assigning->wanting[i];

		if (binding->pf || assigning->records[i] ||
		    choose(assigning, &cursors[binding->pool - desired->pools],
			   binding) ||
		    desired->whole)
			continue;
		diag_hint(assigning->diags,
			  diag_error(assigning->diags, binding->vf_at, "pool-empty",
				     "no VF of the pool '%s' is free for %s/%s",
				     binding->pool->name, binding->vm,
				     binding->interface),
			  "%s; vfstate show lists the users",
			  assign_shortage(assigning, binding->pool));
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
			     "assignments-unread",
			     "no VF of a pool is assigned, since the record of "
			     "assignments cannot be read: %s",
			     host->assignments_unread),
		  "mend or remove the file; if it is missing, the record is built again "
		  "from libvirt's XML");
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
	if (plan->host->assignments_unread) {
		refuse_unread(&assigning);
		return;
	}
	assign_init_seats(&assigning);
	for (size_t i = 0; i < assigning.n_wanting; i++) {
		if (assigning.records[i])
			keep(&assigning, assigning.wanting[i], assigning.records[i]);
	}
	adopt(&assigning);
	choose_all(&assigning);
	desired_bind(arena, assigning.desired);
	assign_settle_record(&assigning);
}
