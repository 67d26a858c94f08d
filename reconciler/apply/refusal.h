/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an errno most likely means, as a table. */
#pragma once

#include "model/plan.h"

struct refusal {
	const char *reason;
	const char *hint; /* NULL: nothing to do but read the kernel's log */
};

/* The likeliest reason for `error` (negative) on this change, or NULL. */
const struct refusal *refusal_find(const struct change *change,
				   const struct observed_pf *pf, int error);
