/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What must hold after one run: each asks the fake kernel, not the planner. */
#pragma once

#include "run.h"

/* In use, or not to be told from it: bound to a driver that has shown no netdev here. */
bool is_taken_for_used(const struct fake_kernel *fake, const struct fake_vf *vf);

bool check_remaining(const struct run *run, char *failure);
bool check_report(const struct run *run, char *failure);
bool check_outcomes(const struct run *run, char *failure);
bool check_wanted(const struct run *run, char *failure);
bool check_drivers(const struct run *run, char *failure);
bool check_mtus(const struct run *run, char *failure);
bool check_eswitches(const struct run *run, char *failure);
bool check_devices(const struct run *run, char *failure);
bool check_bound(const struct run *run, const struct world *world, char *failure);
bool check_left_out(const struct run *run, const struct world *world, char *failure);
/* `was_cut`: the first run came to no end, and this is the one after it. */
bool check_carried_over(const struct run *run, const struct world *world, bool was_cut,
			char *failure);
bool check_autoprobe(const struct run *run, const struct world *world, char *failure);
bool check_kept_vfs(const struct run *run, const struct world *world, bool was_cut,
		    char *failure);
bool check_violation(const struct fake_kernel *fake, char *failure);
bool has_open_changes(const struct plan *plan);
