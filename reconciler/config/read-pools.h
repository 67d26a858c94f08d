/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/desired.h"
#include "support/yaml-fields.h"

/* Reads `pools` into desired->pools; desired->pfs must be complete. */
void config_read_pools(struct yaml_fields *keys, const struct yaml_node *pools,
		       struct desired *desired);

/* The PF or pool of that name; NULL with an error at `at`. */
const struct desired_pf *config_find_pf(struct yaml_fields *keys,
					const struct desired *desired, const char *name,
					const struct span *at);
const struct desired_pool *config_find_pool(struct yaml_fields *keys,
					    const struct desired *desired,
					    const char *name, const struct span *at);

extern const struct yaml_form config_form_pools;
