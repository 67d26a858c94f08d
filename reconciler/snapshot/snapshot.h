/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/snapshot-rows.h"
#include "support/yaml-fields.h"

/* Reads the output of `vfstate show --format json`. Returns NULL if anything is wrong
 * with it; `diags` then has every error with its place. */
struct observed *snapshot_read(struct arena *arena, struct diags *diags,
			       const char *path);

/* Reads a part of a snapshot into a struct of the given shape. */
void snapshot_read_object(struct yaml_fields *keys, const struct yaml_node *value,
			  const struct snapshot_shape *shape, void *object);
