/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From a host to its configuration. */
#pragma once

#include "model/adopted.h"
#include "model/observed.h"

/* The configuration that keeps the host as it is, and makes it so again after a boot. It
 * has what the driver supports, as a plan for the host without VFs finds; the
 * rest is in the remarks, and so is what a plan for the host as it is would change. */
const struct adopted *adopt(struct arena *arena, const struct observed *observed);
