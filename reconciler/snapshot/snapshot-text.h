/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "support/diag.h"

/* Converts the JSON text of a snapshot to YAML. JSON writes a character beyond U+FFFF as
 * two escapes (a surrogate pair) and DEL unescaped; YAML allows neither. Returns `source`
 * itself if there is nothing to convert. */
const struct source *snapshot_source(struct arena *arena, const struct source *source);
