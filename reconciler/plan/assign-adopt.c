/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Builds a lost record again. */
#include <string.h>

#include "model/derive.h"
#include "plan/assign-parts.h"

/* The first interface of a VM among `wanting`, which is sorted. */
static size_t first_of_vm(const struct assigning *assigning, const char *vm)
{
	size_t low = 0, high = assigning->n_wanting;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(assigning->wanting[middle]->vm, vm) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_unrecorded(const struct assigning *assigning, size_t i, const char *vm)
{
	return i < assigning->n_wanting && strcmp(assigning->wanting[i]->vm, vm) == 0;
}

/* The interface that has a device in libvirt's XML, under the alias that vfstate gave it,
 * and that has no VF and no record; NULL. */
static struct desired_binding *find_by_alias(const struct assigning *assigning,
					     const struct vm_device *device)
{
	size_t i =
		device->alias ? first_of_vm(assigning, device->vm) : assigning->n_wanting;

	for (; is_unrecorded(assigning, i, device->vm); i++) {
		struct desired_binding *binding = assigning->wanting[i];

		if (strcmp(binding->alias.value.text, device->alias) == 0)
			return binding->pf || assigning->records[i] ? NULL : binding;
	}
	return NULL;
}

/* The only interface of the VM that has no VF and no record and may have the VF; NULL. */
static struct desired_binding *find_only(const struct assigning *assigning,
					 const char *vm, const struct desired_pf *pf,
					 unsigned int index)
{
	struct desired_binding *only = NULL;

	for (size_t i = first_of_vm(assigning, vm); is_unrecorded(assigning, i, vm);
	     i++) {
		struct desired_binding *binding = assigning->wanting[i];

		if (binding->pf || assigning->records[i] ||
		    !desired_pool_has(binding->pool, pf, index))
			continue;
		if (only)
			return NULL;
		only = binding;
	}
	return only;
}

/* Builds again what the record has lost, from libvirt's XML. */
static void adopt_from_xml(struct assigning *assigning, const struct desired_pf *pf,
			   unsigned int vf)
{
	const struct observed *host = assigning->plan->host;
	struct pf_seats *seats = assign_seats_of(assigning, pf);
	const struct vm_device *device = NULL;
	struct pci_address pci;

	if (observed_pf_vf_pci(seats->observed, vf, &pci))
		device = observed_find_vm_device(host, pci);
	for (;
	     device && device < host->vm_devices + host->n_vm_devices &&
	     pci_address_compare(device->pci, pci) == 0 && !assign_is_reserved(seats, vf);
	     device++) {
		struct desired_binding *binding = find_by_alias(assigning, device);

		if (binding && desired_pool_has(binding->pool, pf, vf) &&
		    !assign_other_vm(assigning, seats, vf, binding->vm))
			assign_give_new(assigning, binding, pf, vf, ASSIGN_ADOPTED);
	}
}

/* The MAC address that the interface has, whichever VF it gets. */
static bool has_mac(const struct observed *host, const struct desired_binding *binding,
		    struct value mac)
{
	const struct field *own = &binding->attrs[VF_ATTR_MAC];
	struct mac_address derived;

	if (own->set)
		return value_is_equal(VALUE_MAC, own->value, mac);
	return derive_mac_of_interface(host, binding, &derived) &&
	       mac_address_is_equal(derived, mac.mac);
}

/* The same, from the MAC address of a VF in use, which libvirt has set for its VM, or
 * vfstate. */
static void adopt_from_mac(struct assigning *assigning, const struct desired_pf *pf,
			   unsigned int index)
{
	struct pf_seats *seats = assign_seats_of(assigning, pf);
	const struct field *mac = NULL;

	if (assign_is_in_use(assigning, seats, index))
		mac = &seats->observed->vfs[index].attrs[VF_ATTR_MAC];
	for (size_t i = 0; mac && mac->set && i < assigning->n_wanting &&
			   !assign_is_reserved(seats, index);
	     i++) {
		struct desired_binding *binding = assigning->wanting[i];

		if (!binding->pf && !assigning->records[i] &&
		    desired_pool_has(binding->pool, pf, index) &&
		    has_mac(assigning->plan->host, binding, mac->value) &&
		    !assign_other_vm(assigning, seats, index, binding->vm))
			assign_give_new(assigning, binding, pf, index, ASSIGN_ADOPTED);
	}
}

/* The same, from what a running VM uses. */
static void adopt_from_user(struct assigning *assigning, const struct desired_pf *pf,
			    unsigned int index)
{
	struct pf_seats *seats = assign_seats_of(assigning, pf);
	const struct observed_vf *vf =
		index < seats->observed->n_vfs ? &seats->observed->vfs[index] : NULL;

	for (size_t i = 0; vf && i < vf->n_holders && !assign_is_reserved(seats, index);
	     i++) {
		const char *vm = vf->holders[i].vm;
		struct desired_binding *binding =
			vm ? find_only(assigning, vm, pf, index) : NULL;

		if (binding && desired_pool_has(binding->pool, pf, index) &&
		    !assign_other_vm(assigning, seats, index, vm))
			assign_give_new(assigning, binding, pf, index, ASSIGN_ADOPTED);
	}
}

static void adopt(struct assigning *assigning,
		  void (*adopt_vf)(struct assigning *assigning,
				   const struct desired_pf *pf, unsigned int vf))
{
	for (size_t i = 0; i < assigning->desired->n_pfs; i++) {
		const struct desired_pf *pf = &assigning->desired->pfs[i];

		for (unsigned int j = 0; pf->is_pooled && assigning->pfs[i].observed &&
					 j < assigning->pfs[i].n;
		     j++)
			adopt_vf(assigning, pf, j);
	}
}

void assign_adopt(struct assigning *assigning)
{
	adopt(assigning, adopt_from_xml);
	adopt(assigning, adopt_from_mac);
	adopt(assigning, adopt_from_user);
}
