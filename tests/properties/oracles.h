/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What must hold after one run: each asks the fake kernel, not the planner. */
#pragma once

#include "run.h"

/* oracle-remaining.c */
bool oracle_remaining_changes(const struct run *run, char *failure);

/* oracle-claims.c */
bool oracle_claims_report(const struct run *run, char *failure);
bool oracle_claims_outcomes(const struct run *run, char *failure);
bool oracle_claims_users(const struct run *run, char *failure);

/* oracle-values.c */
bool oracle_values_vfs(const struct run *run, char *failure);
bool oracle_values_mtus(const struct run *run, char *failure);
bool oracle_values_flags(const struct run *run, char *failure);
bool oracle_values_eswitches(const struct run *run, char *failure);
bool oracle_values_devices(const struct run *run, char *failure);

/* oracle-drivers.c */
bool oracle_drivers_wanted(const struct run *run, char *failure);
bool oracle_drivers_bound(const struct run *run, const struct world *world,
			  char *failure);
bool oracle_drivers_recovered(const struct run *run, const struct world *world,
			      char *failure);
bool oracle_drivers_autoprobe(const struct run *run, const struct world *world,
			      char *failure);

/* oracle-kept.c; `was_cut`: the first run came to no end, and this is the one after it.
 */
bool oracle_kept_values(const struct run *run, const struct world *world, bool was_cut,
			char *failure);
bool oracle_kept_vfs(const struct run *run, const struct world *world, bool was_cut,
		     char *failure);
