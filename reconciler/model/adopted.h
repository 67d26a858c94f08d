/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A configuration that matches the current state of a host, with VFs grouped as a person
 * would write it. Made by plan/adopt.c, printed by report/export-yaml.c. */
#pragma once

#include "model/desired.h"

/* An entry of `vfs`: its key and its values. */
struct adopted_entry {
	const char *key; /* "3", "1-3" or "0,2,4-7" */
	struct field attrs[VF_KEY_COUNT];
};

struct adopted_pf {
	const struct desired_pf *desired; /* for everything but the VFs */
	struct field defaults[VF_KEY_COUNT];
	struct adopted_entry *entries; /* ranges first */
	size_t n_entries;
	const char **remarks; /* what the configuration leaves out, and what a plan would
				 change */
	size_t n_remarks;
};

struct adopted {
	struct adopted_pf *pfs;
	size_t n_pfs;
	const struct desired *desired; /* its bindings are grouped by VM */
	const char **remarks;	       /* about VMs */
	size_t n_remarks;
	bool has_differences; /* a plan with this configuration would change the host */
};
