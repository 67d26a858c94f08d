/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/desired.h"
#include "model/observed.h"
#include "support/kernel.h"

/* Finds the PFs to observe. Returns the key of each, sorted: its PCI address, or the name
 * of its netdev if it has no PCI device. If `desired` names all of its PFs by PCI address
 * or netdev (or an alternative name of that) and all are present, returns these;
 * otherwise every PF of the host, to match or to list. */
struct observed_pf *pf_find_keys(struct kernel *kernel, struct arena *arena,
				 struct diags *diags, const struct desired *desired,
				 size_t *ret_n);
