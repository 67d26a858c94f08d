/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/observed.h"

/* Of `observed` what `what` means: a PF by PCI address, netdev, altname, MAC or name in
 * the configuration, with all its VFs; or a VF by PCI address, netdev, MAC, VM (of the
 * configuration, or one that has it) or as PF/INDEX, with its PF. The result shares its
 * parts with `observed`; NULL where nothing is called so.
 */
const struct observed *select_observed(struct arena *arena,
				       const struct observed *observed, const char *what);
