/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/desired.h"
#include "model/observed.h"
#include "support/kernel.h"

/* Which PFs there are to observe: the key of each (its PCI address, or the name of its
 * netdev where it has no PCI device), sorted by it. Only those that `desired` names by
 * PCI address or netdev (alternative names are names too), where it names all of them so
 * and they are there; otherwise every PF of the host, to choose from or to list. */
struct observed_pf *pf_find_keys(struct kernel *kernel, struct arena *arena,
				 struct diags *diags, const struct desired *desired,
				 size_t *ret_n);
