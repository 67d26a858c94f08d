/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A fake host on which the tests of apply/ reconcile. */
#pragma once

#include <signal.h>

#include "apply/apply.h"
#include "fake-kernel.h"
#include "run-state/run-state.h"
#include "unit.h"

enum {
	APPLY_HOST_LINES_MAX = 1024
};

struct apply_host {
	struct unit *unit;
	struct fake_kernel fake;
	struct kernel kernel;
	struct root run;
	volatile sig_atomic_t stop;
	enum disruption disruption;
	bool all_or_nothing;
	int unmanaged; /* as in struct apply_options */
	/* An operation that fails once the plan is made, or has no effect; or NULL. */
	const char *fails, *ignores;
	const struct desired *desired;
	const struct plan *plan;
	const struct result *result;
	const struct plan *after;
	/* What was told while the plan was applied: "12.3 uplink0: creating 4 VFs", the
	 * simulated seconds since its beginning first. */
	int64_t began_ms;
	const char *lines[APPLY_HOST_LINES_MAX];
	size_t n_lines;
};

/* Two VFs with everything, of enp1s0 or another PF. */
#define FULL_VFS                                                                         \
	"link: up, numvfs: 2, vf_defaults: {max_tx_rate: 50, trust: on}, "               \
	"vfs: {0: {mac: '52:54:00:00:00:01', vlan: 5}}"
#define FULL "enp1s0: {" FULL_VFS "}"

void apply_host_init(struct apply_host *host, struct unit *unit, size_t n_pfs);
void apply_host_done(struct apply_host *host);

/* What is planned for the host as it is. */
const struct plan *apply_host_plan(struct apply_host *host);

/* Plans, applies and plans again; for the `pfs` of a configuration. */
void apply_host_reconcile_desired(struct apply_host *host, const struct desired *desired);
void apply_host_reconcile(struct apply_host *host, const char *pfs);

/* The first entry of the kernel's log that holds `part`, or -1. */
int apply_host_find(const struct apply_host *host, const char *part);

/* What became of a change of the first PF. */
const struct outcome *apply_host_outcome(const struct apply_host *host, enum stage stage,
					 int vf, enum vf_attr attr);

/* The first line that was told and holds `part`; NULL. */
const char *apply_host_told(const struct apply_host *host, const char *part);
