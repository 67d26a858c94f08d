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

/* Falls back to the current address for drivers that report no permanent address. */
static bool has_mac(const struct observed_pf *pf, struct mac_address mac)
{
	if (pf->permanent_mac.set)
		return mac_address_is_equal(pf->permanent_mac.value.mac, mac);
	return pf->mac.set && mac_address_is_equal(pf->mac.value.mac, mac);
}

bool pf_match_is_empty(const struct pf_match *match)
{
	bool is_empty =
		!match->has_pci && !match->netdev && !match->has_mac && !match->driver;

	for (int fact = 0; fact < PF_FACT_COUNT; fact++)
		is_empty &= !match->facts[fact].set;
	return is_empty;
}

bool pf_match_holds(const struct pf_match *match, const struct observed_pf *pf)
{
	if (match->has_pci &&
	    (!pf->has_pci || pci_address_compare(match->pci, pf->pci) != 0))
		return false;
	for (int fact = 0; fact < PF_FACT_COUNT; fact++) {
		const struct field *wanted = &match->facts[fact];

		if (wanted->set &&
		    (!pf->facts[fact].set ||
		     !value_is_equal(pf_fact_info[fact].kind, wanted->value,
				     pf->facts[fact].value)))
			return false;
	}
	return (!match->netdev || has_name(pf, match->netdev)) &&
	       (!match->has_mac || has_mac(pf, match->mac)) &&
	       (!match->driver || pf->driver_unread ||
		(pf->driver && strcmp(match->driver, pf->driver) == 0));
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
