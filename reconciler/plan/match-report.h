/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Errors for an entry of the configuration that matches no PF of the host, or several.
 * They list the candidates with everything that distinguishes them. */
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
