/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/observed.h"
#include "support/kernel.h"

/* What the PFs are called in the hardware database, for people: it is read for `show`
 * only. */
void observe_models(struct kernel *kernel, struct arena *arena,
		    struct observed *observed);
