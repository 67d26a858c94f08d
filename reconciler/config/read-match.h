/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/pf-match.h"
#include "support/yaml-fields.h"

/* Reads `match` of a PF into `match`, which the caller has zeroed. An empty match, which
 * would match any PF, is an error. */
void config_read_match(struct yaml_fields *keys, const struct yaml_node *value,
		       struct pf_match *match);

extern const struct yaml_form config_form_match;
