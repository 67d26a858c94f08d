/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The planner: a pure function of what is wanted and what is there. */
#pragma once

#include "model/plan.h"

/* Every change that takes `observed` to `desired`, in the order in which to make them.
 * What the host lacks (a PF, a VF that something refers to) goes to `diags`; the plan has
 * the rest, its PFs by PCI address, whatever the order of the configuration. An empty
 * plan and no diagnostics: the host is as it should be. */
const struct plan *plan_make(struct arena *arena, struct diags *diags,
			     const struct desired *desired,
			     const struct observed *observed, enum disruption disruption);

/* A warning for each file that makes another tool set a PF of the plan: two tools undo
 * each other's work. */
void plan_warn_of_owners(struct diags *diags, const struct plan *plan);
