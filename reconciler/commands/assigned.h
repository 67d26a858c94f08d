/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "commands/run.h"
#include "model/plan.h"

/* Reads the record of assignments (run-state/assignments.h) into `observed`. */
void assigned_read(struct run *run, struct observed *observed);

/* Writes the record that `plan` wants, before anything of the plan is applied, so that a
 * run that is killed later gives nothing twice. False if it cannot: the next plan of the
 * run then assigns nothing, and has the error. */
bool assigned_write(struct run *run, const struct plan *plan);

/* Replaces the record. NULL, or why it cannot be written. */
const char *assigned_replace(struct run *run, const struct assignment *assignments,
			     size_t n);
