/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds the PF that an entry of the configuration refers to. */
#pragma once

#include "model/observed.h"

/* All given criteria must match. */
struct pf_match {
	bool has_pci;
	struct pci_address pci;
	const char *netdev; /* its name or an alternative one; NULL: any */
	bool has_mac;
	struct mac_address mac;		   /* the permanent one */
	const char *driver;		   /* NULL: any */
	struct field facts[PF_FACT_COUNT]; /* not set: any */
};

/* No criterion is given, so it would match any PF. */
bool pf_match_is_empty(const struct pf_match *match);

bool pf_match_holds(const struct pf_match *match, const struct observed_pf *pf);

/* The first PF that matches, or NULL; *ret_n is the number of PFs that match. */
const struct observed_pf *pf_match_find(const struct pf_match *match,
					const struct observed *observed, size_t *ret_n);
