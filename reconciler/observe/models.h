/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/observed.h"
#include "support/kernel.h"

/* Fills in pf->model, the name of the device in the hardware database. Only `show` prints
 * it, so it is read separately. */
void observe_models(struct kernel *kernel, struct arena *arena,
		    struct observed *observed);
