/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What export prints of a world's host. */
#pragma once

#include "run.h"

/* It is a configuration; it changes nothing that the host has, and says so where it would
 * change something else; and applied after a boot it makes the host what it was. Adds to
 * *n_adopted how many VFs that was seen of. */
bool check_export(const struct world *world, struct fake_kernel *fake, size_t *n_adopted,
		  char *failure);
