/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/plan.h"

/* The errors of an apply: what differs after it (`after`) and what failed without leaving
 * a difference, one error for each cause, at the YAML that configures it, with what the
 * apply knows of why. What was only skipped has none where something else on its PF has.
 * And a warning where the kernel does not report what was set. Returns how many errors
 * wait for the user of a VF. Codes: in-use, unsupported, remaining-difference, failed,
 * stopped, missing-library, not-verified. */
size_t verify_report(struct diags *diags, const struct result *result,
		     const struct plan *after);
