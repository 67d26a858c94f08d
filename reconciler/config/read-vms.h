/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/desired.h"
#include "support/yaml-fields.h"

/* Reads `vms` into desired->bindings; desired->pfs must be complete. */
void config_read_vms(struct yaml_fields *keys, const struct yaml_node *vms,
		     struct desired *desired);

extern const struct yaml_form config_form_vms;
