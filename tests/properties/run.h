/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One reconciliation of a random world, as vfstate apply does it. */
#pragma once

#include <signal.h>

#include "model/plan.h"
#include "support/kernel.h"
#include "support/root.h"
#include "support/yaml-node.h"
#include "world.h"

enum {
	FAILURE_MAX = 2000
};

/* Where killed runs leave word; one for all worlds, cleared for each. */
extern struct root run_dir;

/* One reconciliation. */
struct run {
	struct arena arena;
	struct diags diags;
	struct fake_kernel *fake;
	struct kernel kernel;
	const struct desired *desired;
	const struct plan *plan;
	const struct result *result;
	const struct plan *after;
	volatile sig_atomic_t stop;
	enum disruption disruption;
};

/* Writes why a property does not hold into failure[FAILURE_MAX]; returns false. */
bool fails(char *failure, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same of a VF's value: "p0 VF 3: vlan is 5, not 7". */
bool run_fails_value(char *failure, const char *pf, int vf, enum vf_attr attr,
		     struct value found, struct value wanted);

/* Makes the records of runs as the world has them. */
void run_reset_records(const struct world *world);
bool run_start(struct run *run, const struct world *world, struct fake_kernel *fake);
void run_end(struct run *run);
void run_apply(struct run *run, const struct plan *plan);
void run_reconcile(struct run *run);
/* Whether the kernel has not ended a write to sriov_numvfs of a PF, or of any. */
bool run_is_unfinished(const struct run *run, const struct plan_pf *pf);

bool run_claims_success(const struct run *run);
const char *plan_text(struct arena *arena, const struct plan *plan);
const char *result_text(const struct run *run);
struct fake_pf *fake_pf_of(const struct run *run, const struct plan_pf *pf);
const struct desired *read_desired(struct run *run, const struct yaml_node *root);
const struct plan *make_plan(struct run *run);
const struct yaml_node *parse(struct run *run, const char *text);

/* The plan's change of one attribute of a VF, and that of the plan that was made after
 * the run; NULL where there is none. */
const struct change *run_find_change(const struct plan_pf *pf, int vf, enum vf_attr attr);
const struct change *run_find_left(const struct run *run, const struct desired_pf *pf,
				   int vf, enum vf_attr attr);
/* A plan with a change that nothing blocks. */
bool run_has_open_changes(const struct plan *plan);
/* Whether the configuration has the world's PF number `pf`. */
bool run_configures_pf(const struct run *run, size_t pf);
