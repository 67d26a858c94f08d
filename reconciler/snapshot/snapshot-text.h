/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "support/diag.h"

/* The text of a snapshot as YAML: JSON writes characters beyond U+FFFF as two escapes (a
 * surrogate pair) and DEL as it is, and YAML has neither. The same source where there is
 * nothing to do. */
const struct source *snapshot_source(struct arena *arena, const struct source *source);
