/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "seen.h"

#include <stdio.h>

struct seen seen;

void seen_add(const struct seen *part)
{
	size_t *sum = (size_t *)&seen;
	const size_t *more = (const size_t *)part;

	for (size_t i = 0; i < sizeof(seen) / sizeof(*sum); i++)
		sum[i] += more[i];
}

void seen_count_run(const struct run *run)
{
	seen.empty += run->plan->n_changes == 0;
	seen.in_use += run->plan->n_in_use > 0;
	seen.unsupported += run->plan->n_unsupported > 0;
	seen.failed += run->result->n_failed > 0;
	seen.converged += run->plan->n_changes > 0 && run_claims_success(run);
}

bool seen_enough(void)
{
	return seen.invalid < seen.worlds / 10 && seen.in_use > seen.worlds / 50 &&
	       seen.unsupported > seen.worlds / 50 && seen.failed > seen.worlds / 50 &&
	       seen.converged > seen.worlds / 10 && seen.dropped > seen.worlds / 20 &&
	       seen.unfinished > seen.worlds / 100 && seen.undone > seen.worlds / 10 &&
	       seen.restored > seen.worlds / 10 && seen.adopted > seen.worlds &&
	       seen.faults[FAULT_ONCE] > 0 && seen.faults[FAULT_ALWAYS] > 0 &&
	       seen.faults[FAULT_NO_EFFECT] > 0 && seen.faults[FAULT_USED] > 0 &&
	       seen.faults[FAULT_MOVES] > 0 && seen.missed > 0 &&
	       seen.faults[FAULT_LOADS] > 0 && seen.faults[FAULT_STOP] > 0 &&
	       seen.faults[FAULT_DIES] > 0;
}

void seen_print(void)
{
	printf("# %zu worlds: %zu with nothing to do, %zu converged, %zu with a VF in "
	       "use, %zu with something impossible, %zu with a refusal, %zu with a "
	       "write that did not end, %zu invalid; "
	       "%zu second runs, %zu values put back, %zu of removed VFs, %zu VFs "
	       "adopted, %zu plans without a change; "
	       "faults: %zu once, %zu "
	       "always, %zu without effect, %zu with a VF used meanwhile, %zu with one "
	       "that moved (%zu of them seen on its way), %zu with a module loaded "
	       "meanwhile, %zu stopped, "
	       "%zu killed; %zu with every fault at every "
	       "operation\n",
	       seen.worlds, seen.empty, seen.converged, seen.in_use, seen.unsupported,
	       seen.failed, seen.unfinished, seen.invalid, seen.second_runs, seen.undone,
	       seen.restored, seen.adopted, seen.dropped, seen.faults[FAULT_ONCE],
	       seen.faults[FAULT_ALWAYS], seen.faults[FAULT_NO_EFFECT],
	       seen.faults[FAULT_USED], seen.faults[FAULT_MOVES], seen.missed,
	       seen.faults[FAULT_LOADS], seen.faults[FAULT_STOP], seen.faults[FAULT_DIES],
	       seen.exhausted);
}
