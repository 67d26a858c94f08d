/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An entry of the configuration that means no PF of the host, or several: what there is
 * to choose from, with all that distinguishes the PFs. */
#pragma once

#include "model/desired.h"
#include "model/observed.h"

/* Code pf-not-found. */
void match_report_missing(struct arena *arena, struct diags *diags,
			  const struct desired_pf *pf, const struct observed *observed);

/* Code pf-ambiguous; `n` PFs match. */
void match_report_ambiguous(struct arena *arena, struct diags *diags,
			    const struct desired_pf *pf, const struct observed *observed,
			    size_t n);
