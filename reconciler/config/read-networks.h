/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/desired.h"
#include "support/yaml-fields.h"

/* Reads `networks` into desired->networks; desired->pools must be complete. */
void config_read_networks(struct yaml_fields *keys, const struct yaml_node *networks,
			  struct desired *desired);

extern const struct yaml_form config_form_networks;
