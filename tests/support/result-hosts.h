/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A run as commands/ reports of it: what was planned, what became of it, what is left. */
#pragma once

#include "model/plan.h"
#include "unit.h"

/* A plan of several PFs, what became of it, and what is left of it. */
struct result_hosts {
	struct desired_pf desired[2];
	struct observed_pf observed[2];
	struct plan_pf pfs[2], left[2];
	struct change changes[2][4], left_changes[2][4];
	struct outcome outcomes[2][4], *all_outcomes[2];
	struct plan plan, after;
	struct result result;
};

/* No changes; new diagnostics. */
void result_hosts_init(struct unit *unit, struct result_hosts *hosts);
void result_hosts_add(struct result_hosts *hosts, size_t pf, struct change change,
		      struct outcome outcome, bool is_left);
struct change result_hosts_vlan(int vf, uint16_t id);

/* What verify_report says of them, a line "[code] text" for each error, of which
 * `n_in_use` are of something in use. */
void result_hosts_expect(struct unit *unit, struct result_hosts *hosts, const char *texts,
			 size_t n_in_use);
