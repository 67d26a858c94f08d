/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The record of which interface of a VM has which VF of a pool: a JSON file in
 * /var/lib/vfstate. It outlives reboots, so that a VM keeps its VF. */
#pragma once

#include "model/observed.h"
#include "support/must-check.h"
#include "support/root.h"

#define ASSIGNMENTS_FILE "assignments.json"

/* Reads the record into observed->assignments. One that cannot be read or trusted leaves
 * its reason in observed->assignments_unread; no file is an empty record. */
void assignments_read(struct arena *arena, const struct root *state,
		      struct observed *observed);

/* Replaces the record. 1: written; 0: it was up to date; -errno. */
_must_check_ int assignments_write(struct arena *arena, const struct root *state,
				   const struct assignment *assignments, size_t n);
