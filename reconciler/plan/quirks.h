/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is known of PF drivers. */
#pragma once

#include "model/driver-quirks.h"

#define ATTR(attr) (1u << VF_ATTR_##attr)

/* The driver's row, or the generic one for a driver that has none (or NULL). Never NULL.
 */
const struct driver_quirks *quirks_find(const char *driver);

/* All rows. The last one is the generic row, which has no name. */
const struct driver_quirks *quirks_rows(size_t *ret_n);
