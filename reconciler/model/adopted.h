/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The configuration that a host is adopted with: what it has now, folded as a person
 * would write it. Made by plan/adopt.c, printed by report/export-yaml.c. */
#pragma once

#include "model/desired.h"

/* A key of `vfs` and what it says. */
struct adopted_entry {
	const char *key; /* "3", "1-3" or "0,2,4-7" */
	struct field attrs[VF_KEY_COUNT];
};

struct adopted_pf {
	const struct desired_pf *desired; /* all but its VFs is printed from it */
	struct field defaults[VF_KEY_COUNT];
	struct adopted_entry *entries; /* ranges first */
	size_t n_entries;
	const char **remarks; /* what is not said, and what a plan would change */
	size_t n_remarks;
};

struct adopted {
	struct adopted_pf *pfs;
	size_t n_pfs;
	const struct desired *desired; /* of its bindings, those of a VM are neighbours */
	const char **remarks;	       /* about VMs */
	size_t n_remarks;
	bool has_differences; /* a plan of it would change this host */
};
