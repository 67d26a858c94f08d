/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which PF an entry of the configuration means. */
#pragma once

#include "model/observed.h"

/* Everything that is given must hold. */
struct pf_match {
	bool has_pci;
	struct pci_address pci;
	const char *netdev; /* its name or an alternative one; NULL: any */
	bool has_mac;
	struct mac_address mac;		   /* the permanent one */
	const char *driver;		   /* NULL: any */
	struct field facts[PF_FACT_COUNT]; /* not set: any */
};

/* Nothing is given: it would hold for any PF. */
bool pf_match_is_empty(const struct pf_match *match);

bool pf_match_holds(const struct pf_match *match, const struct observed_pf *pf);

/* The first PF that it holds for, or NULL; *ret_n is for how many it does. */
const struct observed_pf *pf_match_find(const struct pf_match *match,
					const struct observed *observed, size_t *ret_n);
