/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/observed.h"

/* Selects the part of `observed` that `what` names: a PF by PCI address, netdev, altname,
 * MAC or name in the configuration, with all its VFs; or a VF by PCI address, netdev,
 * MAC, VM (in the configuration, or one that uses it) or PF/INDEX, with its PF. The
 * result shares its parts with `observed`; NULL if nothing has that name. */
const struct observed *select_observed(struct arena *arena,
				       const struct observed *observed, const char *what);

/* Whether the PF has that name: PCI address, netdev, altname, MAC or name in the
 * configuration. */
bool select_is_pf(const struct observed_pf *pf, const char *what);
