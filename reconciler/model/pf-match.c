/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/pf-match.h"

#include <string.h>

static bool has_name(const struct observed_pf *pf, const char *name)
{
	if (pf->netdev && strcmp(pf->netdev, name) == 0)
		return true;
	for (size_t i = 0; i < pf->n_altnames; i++) {
		if (strcmp(pf->altnames[i], name) == 0)
			return true;
	}
	return false;
}

/* Drivers that tell no permanent address have the present one. */
static bool has_mac(const struct observed_pf *pf, struct mac_address mac)
{
	if (pf->has_permanent_mac)
		return mac_address_is_equal(pf->permanent_mac, mac);
	return pf->has_mac && mac_address_is_equal(pf->mac, mac);
}

bool pf_match_holds(const struct pf_match *match, const struct observed_pf *pf)
{
	if (match->has_pci &&
	    (!pf->has_pci || pci_address_compare(match->pci, pf->pci) != 0))
		return false;
	return (!match->netdev || has_name(pf, match->netdev)) &&
	       (!match->has_mac || has_mac(pf, match->mac)) &&
	       (!match->driver ||
		(pf->driver && strcmp(match->driver, pf->driver) == 0)) &&
	       (match->vendor < 0 || match->vendor == pf->vendor) &&
	       (match->device < 0 || match->device == pf->device);
}

const struct observed_pf *pf_match_find(const struct pf_match *match,
					const struct observed *observed, size_t *ret_n)
{
	const struct observed_pf *first = NULL;

	*ret_n = 0;
	for (size_t i = 0; i < observed->n_pfs; i++) {
		if (!pf_match_holds(match, &observed->pfs[i]))
			continue;
		if (!first)
			first = &observed->pfs[i];
		++*ret_n;
	}
	return first;
}
