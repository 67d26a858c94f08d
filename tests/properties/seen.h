/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the worlds were like: a property that never meets its case proves nothing. */
#pragma once

#include "run.h"

extern struct seen {
	/* Numbers only, which seen_add() relies on. */
	size_t worlds, invalid, empty, in_use, unsupported, failed, converged, unfinished,
		undone, restored, faults[FAULT_DIES + 1], missed, dropped, second_runs,
		exhausted, adopted;
} seen;

/* Adds what another process has seen. */
void seen_add(const struct seen *part);
void seen_count_run(const struct run *run);
void seen_print(void);
/* Whether every case was met often enough. */
bool seen_enough(void);
