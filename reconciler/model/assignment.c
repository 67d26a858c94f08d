/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "model/observed.h"

int assignment_compare(const void *a, const void *b)
{
	const struct assignment *x = a, *y = b;
	int order = strcmp(x->vm, y->vm);

	return order ? order : strcmp(x->interface, y->interface);
}

bool assignment_is_of_pf(const struct assignment *assignment,
			 const struct observed_pf *pf)
{
	if (assignment->pf_mac.set)
		return pf->permanent_mac.set &&
		       value_is_equal(VALUE_MAC, assignment->pf_mac.value,
				      pf->permanent_mac.value);
	if (assignment->has_pf_pci)
		return pf->has_pci &&
		       pci_address_compare(assignment->pf_pci, pf->pci) == 0;
	return assignment->pf_netdev && pf->netdev &&
	       strcmp(assignment->pf_netdev, pf->netdev) == 0;
}

struct assignment assignment_of_vf(const struct observed_pf *pf, unsigned int vf)
{
	struct assignment assignment = {.vf = vf};

	if (pf->permanent_mac.set &&
	    !value_is_neutral(VALUE_MAC, pf->permanent_mac.value)) {
		assignment.pf_mac =
			(struct field){.set = true, .value = pf->permanent_mac.value};
	} else if (pf->has_pci) {
		assignment.has_pf_pci = true;
		assignment.pf_pci = pf->pci;
	} else {
		assignment.pf_netdev = pf->netdev;
	}
	return assignment;
}
