/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A random host, what is wanted of it, and what goes wrong. Everything comes from one
 * seed. */
#pragma once

#include <stdio.h>

#include "fake-kernel.h"
#include "model/plan.h"

enum {
	SETTINGS_MAX = 160,
	WORLD_VFS_MAX = 16,
	SETTING_VALUE_MAX = 96
};

/* One key of the configuration. */
struct setting {
	int pf;
	int first, last; /* VFs; WORLD_PF or WORLD_DEFAULTS instead of the first */
	const char *key;
	char value[SETTING_VALUE_MAX];
	bool is_dropped; /* by shrinking */
};

enum {
	WORLD_PF = -1,
	WORLD_DEFAULTS = -2,
	WORLD_VM = -3, /* instead of the last: a VM gets the first */
};

struct world {
	uint64_t seed;
	struct fake_kernel fake; /* as the run finds it */
	bool match_netdev[FAKE_PFS_MAX];
	int saved[FAKE_PFS_MAX]; /* note of a killed run; -1: none */
	struct setting settings[SETTINGS_MAX];
	size_t n_settings;
	enum disruption disruption;
	/* A fault of the first run; at operation fault_at modulo how many there are. */
	enum fake_fault fault;
	size_t fault_at;
	int fault_error;
	bool is_simplified; /* by shrinking: its fault is the one that matters */
};

void world_init(struct world *world, uint64_t seed);

/* The configuration; settings in an order that `order` decides (0: as they were made),
 * the PFs whose bit is in `pfs` only. Owned by the arena. */
const char *world_yaml(const struct world *world, struct arena *arena, uint64_t order,
		       unsigned int pfs);

void world_print(const struct world *world, FILE *out);

/* The `step`th simplification; false where there is none any more. *ret_changed is false
 * where it changes nothing. */
bool world_simplify(struct world *world, size_t step, bool *ret_changed);
