/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The other network namespaces: the ids that ours has for them, and the name of each,
 * from its file in /run/netns, another mount, or a process in it. */
#pragma once

#include "support/kernel.h"

struct netns_names {
	int own;  /* the id of our own */
	int *ids; /* of all other namespaces */
	size_t n_ids;
	const char *problem; /* why some are unknown, as text; NULL */
	struct kernel *kernel;
	struct arena *arena, *scratch;
	struct netns_name *items; /* by id */
	size_t n;
	uint32_t *pids;
	size_t n_pids;
};

/* Reads the ids and names of all network namespaces. A namespace without an id gets one,
 * which it keeps. Without CAP_NET_ADMIN there are none, and no problem. `scratch` owns
 * the ids and the names, `arena` the problem; netns_names_text() uses `kernel` for the
 * names of processes. */
void netns_names_read(struct kernel *kernel, struct arena *arena, struct arena *scratch,
		      struct netns_names *ret_names);

/* Describes a namespace: " (guest)", ", of sleep (pid 812)", or ""; owned by `arena`. */
const char *netns_names_text(struct netns_names *names, int nsid);
