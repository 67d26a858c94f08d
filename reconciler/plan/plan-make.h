/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The planner: a pure function of the configuration and the observation. */
#pragma once

#include "model/plan.h"

/* Returns every change that takes `observed` to `desired`, in the order in which to make
 * them. PFs are sorted by PCI address, not in the order of the configuration. A missing
 * PF, or a missing VF that something refers to, is an error in `diags`; the plan has the
 * rest. An empty plan without diagnostics: the host is as configured. */
const struct plan *plan_make(struct arena *arena, struct diags *diags,
			     const struct desired *desired,
			     const struct observed *observed, enum disruption disruption);

/* Warns of each file that makes another manager set SR-IOV on a PF of the plan: each
 * would undo the other's changes. */
void plan_warn_of_owners(struct diags *diags, const struct plan *plan);
