/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "model/observed.h"

int assignment_compare(const void *a, const void *b)
{
	const struct assignment *x = a, *y = b;
	int order = strcmp(x->vm, y->vm);

	return order ? order : strcmp(x->interface, y->interface);
}

static bool has_same_pci(const struct assignment *assignment,
			 const struct observed_pf *pf)
{
	return assignment->has_pf_pci && pf->has_pci &&
	       pci_address_compare(assignment->pf_pci, pf->pci) == 0;
}

static bool has_mac(const struct field *mac)
{
	return mac->set && !value_is_neutral(VALUE_MAC, mac->value);
}

bool assignment_may_be_of_pf(const struct assignment *assignment,
			     const struct observed_pf *pf)
{
	/* The address of a PF whose link cannot be read is not known. */
	if (assignment->pf_mac.set && has_mac(&pf->permanent_mac))
		return value_is_equal(VALUE_MAC, assignment->pf_mac.value,
				      pf->permanent_mac.value);
	if (assignment->has_pf_pci)
		return has_same_pci(assignment, pf);
	return assignment->pf_netdev && pf->netdev &&
	       strcmp(assignment->pf_netdev, pf->netdev) == 0;
}

static bool has_same_mac(const struct assignment *assignment,
			 const struct observed_pf *pf)
{
	return assignment->pf_mac.set && has_mac(&pf->permanent_mac) &&
	       value_is_equal(VALUE_MAC, assignment->pf_mac.value,
			      pf->permanent_mac.value);
}

const struct observed_pf *assignment_find_pf(const struct assignment *assignment,
					     const struct observed_pf *pfs, size_t n)
{
	const struct observed_pf *by_mac = NULL, *in_slot = NULL, *fallback = NULL;
	size_t n_by_mac = 0;

	for (size_t i = 0; i < n; i++) {
		if (has_same_mac(assignment, &pfs[i])) {
			by_mac = &pfs[i];
			n_by_mac++;
			if (has_same_pci(assignment, by_mac))
				in_slot = by_mac;
		} else if (assignment_may_be_of_pf(assignment, &pfs[i])) {
			fallback = &pfs[i];
		}
	}
	if (n_by_mac == 0)
		return fallback;
	return n_by_mac > 1 ? in_slot : by_mac;
}

bool assignment_has_moved(const struct assignment *assignment,
			  const struct observed_pf *pf)
{
	return assignment->has_pf_pci && pf->has_pci && !has_same_pci(assignment, pf);
}

struct assignment assignment_of_vf(const struct observed_pf *pf, unsigned int vf)
{
	struct assignment assignment = {.vf = vf};

	if (has_mac(&pf->permanent_mac))
		assignment.pf_mac =
			(struct field){.set = true, .value = pf->permanent_mac.value};
	if (pf->has_pci) {
		assignment.has_pf_pci = true;
		assignment.pf_pci = pf->pci;
	} else {
		assignment.pf_netdev = pf->netdev;
	}
	return assignment;
}
