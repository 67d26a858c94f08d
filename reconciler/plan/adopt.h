/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From a host to its configuration. */
#pragma once

#include "model/adopted.h"
#include "model/observed.h"

/* Returns the configuration that keeps the host as it is, and restores it after a reboot.
 * It leaves out what the drivers do not support, as plans for the host with and without
 * its VFs show. Remarks say what was left out, and what a plan for the present host would
 * change. */
const struct adopted *adopt(struct arena *arena, const struct observed *observed);
