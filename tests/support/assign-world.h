/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A host whose VFs go to interfaces of VMs from pools. */
#pragma once

#include "plan/assign.h"
#include "unit.h"

enum {
	ASSIGN_PFS_MAX = 4,
	ASSIGN_VFS_MAX = 8
};

struct assign_world {
	struct observed host;
	struct vm_device devices[ASSIGN_PFS_MAX * ASSIGN_VFS_MAX];
	struct observed_pf pfs[ASSIGN_PFS_MAX];
	struct observed_vf vfs[ASSIGN_PFS_MAX][ASSIGN_VFS_MAX];
};

/* PFs with the permanent MAC addresses 02:00:00:00:00:0N and `n_vfs` idle VFs each. */
void assign_world_init(struct assign_world *world, size_t n_pfs, unsigned int n_vfs);

/* Lets libvirt's XML have a VF. */
void assign_world_add_device(struct assign_world *world, size_t pf, unsigned int vf,
			     const char *vm, const char *alias);

/* Assigns VFs by a configuration without errors. */
void assign_world_plan(struct unit *unit, struct assign_world *world, const char *text,
		       struct plan *plan);

/* "web01/net0=pf0/3 db01/net0=-", in the order of the configuration. */
const char *assign_world_words(struct unit *unit, const struct plan *plan);

/* Keeps the record of a plan for the next one. */
void assign_world_record(struct assign_world *world, const struct plan *plan);

/* The start of a configuration with two PFs and the pool fast. */
#define ASSIGN_CONFIG                                                                    \
	"version: 1\npfs: {pf0: {match: {mac: '02:00:00:00:00:00'}}, pf1: {match: "      \
	"{mac: "                                                                         \
	"'02:00:00:00:00:01'}}}\npools: {fast: {vfs: [pf0/2-3, pf1]}}\n"
