/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/desired.h"
#include "support/yaml-fields.h"

/* Reads the keys of one VF, from `vf_defaults` or an entry of `vfs`. */
void config_read_vf(struct yaml_fields *keys, const struct yaml_node *node,
		    struct desired_vf *vf);

extern const struct yaml_form config_form_vf;
