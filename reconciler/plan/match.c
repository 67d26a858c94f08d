/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/match.h"

#include <string.h>

static bool is_match(const struct desired_pf *pf, const struct observed_pf *candidate)
{
	if (pf->has_match_pci &&
	    (!candidate->has_pci ||
	     pci_address_compare(pf->match_pci, candidate->pci) != 0))
		return false;
	return !pf->match_netdev ||
	       (candidate->netdev && strcmp(pf->match_netdev, candidate->netdev) == 0);
}

const struct observed_pf *match_pf(const struct desired_pf *pf,
				   const struct observed *observed)
{
	for (size_t i = 0; i < observed->n_pfs; i++) {
		if (is_match(pf, &observed->pfs[i]))
			return &observed->pfs[i];
	}
	return NULL;
}
