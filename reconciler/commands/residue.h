/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/plan.h"

/* One error for each difference that an apply left (`after`), at the YAML that asked for
 * it, with what the apply knows about why; and one for each change
 * that failed all the same. Returns how many wait for who uses a VF. Codes: in-use,
 * unsupported, residue, failed, stopped. */
size_t residue_report(struct diags *diags, const struct result *result,
		      const struct plan *after);
