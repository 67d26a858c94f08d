/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Gives VFs of pools to interfaces of VMs: a pure function of the configuration, the
 * record of assignments and the observation, so that a snapshot gives the same answer. */
#pragma once

#include "model/plan.h"

/* Settles plan->desired, plan->assignments and plan->assigns from `desired` and
 * plan->host:
 * - an interface that the record gives a VF keeps it, wherever its PF is;
 * - else it gets the VF that libvirt's XML has for it, if that is one of the pool;
 * - else the first VF of the pool that nothing names, records or uses.
 * A recorded VF that is gone or that somebody else has, and a pool without a free VF, are
 * errors: the interface then has no VF. Interfaces that are not configured any more keep
 * their VF in the record for as long as somebody uses it. In a selection of one PF, an
 * interface whose VF is on another PF is left out. */
void assign_vfs(struct arena *arena, struct diags *diags, const struct desired *desired,
		struct plan *plan);

/* Whether the record lacks a VF for an interface of a pool. */
bool assign_is_needed(const struct desired *desired, const struct observed *observed);
