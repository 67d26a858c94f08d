/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/snapshot-rows.h"
#include "support/yaml-fields.h"

/* Reads what `vfstate show --format json` wrote. NULL where anything is wrong with it;
 * every fault is in `diags`, with its place. */
struct observed *snapshot_read(struct arena *arena, struct diags *diags,
			       const char *path);

/* Reads a part of one into a struct of that shape. */
void snapshot_read_object(struct yaml_fields *keys, const struct yaml_node *value,
			  const struct snapshot_shape *shape, void *object);
