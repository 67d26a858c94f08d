/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/plan.h"

/* Reports the errors of an apply: the remaining differences (`after`), and failures that
 * left none. There is one error per cause, at the YAML that configures it, with the
 * reason that the apply knows. A change that was only skipped has no error if something
 * else on its PF has one. Warns of values that were set and that the kernel does not
 * report. Returns the number of errors because of a PF or VF in use. Codes: in-use,
 * unsupported, remaining-difference, failed, stopped, not-verified. */
size_t verify_report(struct diags *diags, const struct result *result,
		     const struct plan *after);
