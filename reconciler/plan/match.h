/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/desired.h"
#include "model/observed.h"

/* The PF that everything in `pf`'s match holds for, or NULL. */
const struct observed_pf *match_pf(const struct desired_pf *pf,
				   const struct observed *observed);
