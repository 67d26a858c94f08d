/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The other network namespaces, by the ids that ours has for them, and what each is
 * called: by its file in /run/netns, another mount, or a process in it. */
#pragma once

#include "support/kernel.h"

struct netns_names {
	int own;  /* the id of our own */
	int *ids; /* of all others */
	size_t n_ids;
	const char *problem; /* why some cannot be known, in words; NULL */
	struct kernel *kernel;
	struct arena *arena, *scratch;
	struct netns_name *items; /* by id */
	size_t n;
	uint32_t *pids;
	size_t n_pids;
};

/* Gives every namespace that has none an id, which it keeps. None, and no problem,
 * without CAP_NET_ADMIN. `scratch` owns the ids and the names,
 * `arena` the problem; `kernel` is used later, for the names of processes. */
void netns_names_read(struct kernel *kernel, struct arena *arena, struct arena *scratch,
		      struct netns_names *ret_names);

/* " (guest)", ", of sleep (pid 812)", or ""; owned by `arena`. */
const char *netns_names_text(struct netns_names *names, int nsid);
