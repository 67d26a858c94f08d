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

	if (!field_is_given(&numvfs) || desired_pf_is_off(desired))
		return observed_pf_numvfs(observed);
	return observed->totalvfs.set &&
			       numvfs.value.number > observed->totalvfs.value.number
		       ? observed->totalvfs.value.number
		       : numvfs.value.number;
}

/* Whether an earlier entry has the PF: the plan refuses the later one. */
static bool is_twin(const struct assigning *assigning, const struct observed_pf *live,
		    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (assigning->pfs[i].observed == live)
			return true;
	}
	return false;
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

		if (n != 1 || is_twin(assigning, live, i))
			continue;
		pf->observed = live;
		pf->n = count_vfs(live, &desired->pfs[i]);
		pf->n_all = live->n_vfs > pf->n ? (unsigned int)live->n_vfs : pf->n;
		pf->seats = arena_calloc(assigning->arena, pf->n_all, sizeof(*pf->seats));
	}
}

struct pf_seats *assign_seats_of(const struct assigning *assigning,
				 const struct desired_pf *pf)
{
	return &assigning->pfs[pf - assigning->desired->pfs];
}

/* Whether no PF that the record may mean is outside this run. */
static bool knows_all(const struct assigning *assigning, const struct assignment *record)
{
	const struct observed *host = assigning->plan->host;

	for (size_t i = 0; i < host->n_unread; i++) {
		if (assignment_may_be_of_pf(record, &host->unread[i]))
			return false;
	}
	return !assigning->desired->whole;
}

const struct desired_pf *assign_find_pf(const struct assigning *assigning,
					const struct assignment *record)
{
	const struct observed *host = assigning->plan->host;
	const struct observed_pf *live =
		assignment_find_pf(record, host->pfs, host->n_pfs);

	/* A card in another slot is the same one only if all PFs are known. */
	if (live && assignment_has_moved(record, live) && !knows_all(assigning, record))
		live = NULL;
	for (size_t i = 0; live && i < assigning->desired->n_pfs; i++) {
		if (assigning->pfs[i].observed == live)
			return &assigning->desired->pfs[i];
	}
	return NULL;
}

/* Reserves the VF of a record on each PF that it may mean. */
static void reserve_recorded(struct assigning *assigning, const struct assignment *record)
{
	const struct desired_pf *pf = assign_find_pf(assigning, record);

	for (size_t i = 0; i < assigning->desired->n_pfs; i++) {
		struct pf_seats *seats = &assigning->pfs[i];

		if (seats->observed && record->vf < seats->n_all &&
		    (pf ? pf == &assigning->desired->pfs[i]
			: assignment_may_be_of_pf(record, seats->observed)))
			seats->seats[record->vf].recorded = record;
	}
}

void assign_init_seats(struct assigning *assigning)
{
	const struct observed *host = assigning->plan->host;
	struct desired *desired = assigning->desired;

	find_pfs(assigning);
	for (size_t i = 0; i < desired->n_bindings; i++) {
		const struct desired_binding *binding = &desired->bindings[i];
		struct pf_seats *pf =
			binding->pf ? assign_seats_of(assigning, binding->pf) : NULL;

		if (pf && binding->vf < pf->n_all)
			pf->seats[binding->vf].binding = binding;
	}
	for (size_t i = 0; i < host->n_assignments; i++) {
		if (!assign_is_released(assigning, &host->assignments[i]))
			reserve_recorded(assigning, &host->assignments[i]);
	}
}

bool assign_is_in_use(struct assigning *assigning, const struct pf_seats *pf,
		      unsigned int vf)
{
	return vf < pf->observed->n_vfs &&
	       in_use_by(assigning->arena, pf->observed, &pf->observed->vfs[vf]);
}

void assign_give(struct assigning *assigning, struct desired_binding *binding,
		 const struct desired_pf *pf, unsigned int vf)
{
	binding->pf = pf;
	binding->vf = vf;
	assign_seats_of(assigning, pf)->seats[vf].binding = binding;
}

void assign_give_new(struct assigning *assigning, struct desired_binding *binding,
		     const struct desired_pf *pf, unsigned int vf, enum assign_kind kind)
{
	struct plan *plan = assigning->plan;

	assign_give(assigning, binding, pf, vf);
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

/* Whether the XML of a VM has a device near the PF that is no VF that exists: where the
 * addresses of VFs to come are not known, it may be any of them. */
static bool may_be_in_xml(const struct observed *host, const struct observed_pf *pf)
{
	for (size_t i = 0; i < host->n_vm_devices; i++) {
		const struct pci_address *pci = &host->vm_devices[i].pci;
		bool exists = false;

		for (size_t j = 0; j < pf->n_vfs; j++)
			exists |= pf->vfs[j].has_pci &&
				  pci_address_compare(pf->vfs[j].pci, *pci) == 0;
		if (!exists && pci->domain == pf->pci.domain && pci->bus >= pf->pci.bus &&
		    pci->bus <= pf->pci.bus + 1)
			return true;
	}
	return false;
}

/* Whether libvirt's XML gives the VF to a VM, or may. */
static bool is_in_xml(const struct assigning *assigning, const struct pf_seats *pf,
		      unsigned int vf)
{
	const struct observed *host = assigning->plan->host;
	struct pci_address pci;

	if (!pf->observed->has_pci || host->n_vm_devices == 0)
		return false;
	return observed_pf_vf_pci(pf->observed, vf, &pci)
		       ? observed_find_vm_device(host, pci) != NULL
		       : may_be_in_xml(host, pf->observed);
}

bool assign_is_held(struct assigning *assigning, const struct pf_seats *pf,
		    unsigned int vf)
{
	return assign_is_in_use(assigning, pf, vf) || is_in_xml(assigning, pf, vf);
}

bool assign_is_reserved(const struct pf_seats *pf, unsigned int vf)
{
	return pf->seats[vf].binding || pf->seats[vf].recorded;
}

/* Whether the configuration or the record has a VM of that name. */
static bool is_known_vm(const struct assigning *assigning, const char *vm)
{
	const struct observed *host = assigning->plan->host;

	for (size_t i = 0; i < assigning->desired->n_bindings; i++) {
		if (strcmp(assigning->desired->bindings[i].vm, vm) == 0)
			return true;
	}
	for (size_t i = 0; i < host->n_assignments; i++) {
		if (strcmp(host->assignments[i].vm, vm) == 0)
			return true;
	}
	return false;
}

/* A VM may run under another name than the configured one, as Proxmox VE's do; the name
 * that libvirt has is the domain's. */
static bool is_other_vm(const struct assigning *assigning, const struct holder *holder,
			const char *vm)
{
	return holder->vm && strcmp(holder->vm, vm) != 0 &&
	       (holder->kind == HOLDER_LIBVIRT || holder->kind == HOLDER_MACVTAP ||
		is_known_vm(assigning, holder->vm));
}

const char *assign_other_vm(const struct assigning *assigning, const struct pf_seats *pf,
			    unsigned int index, const char *vm)
{
	const struct observed_vf *vf;

	if (index >= pf->observed->n_vfs)
		return NULL;
	vf = &pf->observed->vfs[index];
	for (size_t i = 0; i < vf->n_holders; i++) {
		if (is_other_vm(assigning, &vf->holders[i], vm))
			return vf->holders[i].vm;
	}
	return NULL;
}

static bool is_used_by(const struct observed_vf *vf, const char *vm)
{
	for (size_t i = 0; i < vf->n_holders; i++) {
		if (vf->holders[i].vm && strcmp(vf->holders[i].vm, vm) == 0)
			return true;
	}
	return false;
}

const struct observed_vf *assign_find_used(const struct assigning *assigning,
					   const struct desired_pool *pool,
					   const char *vm)
{
	for (size_t i = 0; i < pool->n_ranges; i++) {
		const struct desired_range *range = &pool->ranges[i];
		const struct pf_seats *pf =
			range->pf ? assign_seats_of(assigning, range->pf) : NULL;

		for (unsigned int j = range->first;
		     pf && pf->observed && j <= range->last && j < pf->observed->n_vfs;
		     j++) {
			if (!assign_is_reserved(pf, j) &&
			    is_used_by(&pf->observed->vfs[j], vm))
				return &pf->observed->vfs[j];
		}
	}
	return NULL;
}

const char *assign_shortage(struct assigning *assigning, const struct desired_pool *pool)
{
	size_t n = 0, n_given = 0, n_used = 0, n_absent = 0;

	for (size_t i = 0; i < pool->n_ranges; i++) {
		const struct desired_range *range = &pool->ranges[i];
		const struct pf_seats *pf =
			range->pf ? assign_seats_of(assigning, range->pf) : NULL;

		n_absent += !pf || !pf->observed;
		for (unsigned int j = range->first;
		     pf && pf->observed && j <= range->last && j < pf->n; j++) {
			bool is_given = assign_is_reserved(pf, j);

			n++;
			n_given += is_given;
			n_used += !is_given && assign_is_in_use(assigning, pf, j);
		}
	}
	return arena_printf(assigning->arena,
			    "of its %zu VF%s %zu %s assigned, %zu in use by others, and "
			    "%zu in libvirt's XML of other VMs%s",
			    n, n == 1 ? "" : "s", n_given, n_given == 1 ? "is" : "are",
			    n_used, n - n_given - n_used,
			    n_absent > 0 ? "; a PF of the pool is not there" : "");
}
