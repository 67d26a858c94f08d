/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/value-read.h"

/* Reads a value of that kind. Unlike a configuration, a snapshot may contain any value
 * that the kernel reports: VLAN 4095, a priority without a VLAN, a multicast MAC, any
 * rate. */
void snapshot_read_value(struct yaml_fields *keys, const struct yaml_field *key,
			 const struct yaml_node *value, enum value_kind kind,
			 struct field *field);

/* Fills in a row for each VF attribute, for a struct with `struct field
 * attrs[VF_ATTR_COUNT]` at `offset`. */
void snapshot_vf_attr_keys(size_t offset, struct yaml_field *rows);

/* The same for PF attributes, and a row for each group of them. Returns the number of
 * rows. */
size_t snapshot_pf_attr_keys(size_t offset, struct yaml_field *rows);
