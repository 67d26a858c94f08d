/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/desired.h"
#include "support/yaml-fields.h"

/* Reads the keys of one VF, from `vf_defaults` or an entry of `vfs`. */
void config_read_vf(struct yaml_fields *keys, const struct yaml_node *node,
		    struct desired_vf *vf);

extern const struct yaml_form config_form_vf;

/* Makes the rows of the first `n` VF attributes for a struct with `struct field attrs[n]`
 * at `offset`, n being VF_KEY_COUNT or VF_ATTRS_OF_INTERFACE. */
void config_vf_keys(size_t offset, struct yaml_field *rows, size_t n);
