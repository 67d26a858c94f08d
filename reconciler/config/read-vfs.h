/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/desired.h"
#include "support/yaml-fields.h"

/* Reads `vf_defaults` and `vfs` (either may be NULL) into pf->defaults and pf->vfs, and
 * resolves the values of each VF: its own entry overrides ranges, and ranges override the
 * defaults. Overlapping ranges that disagree are an error. *n_listed counts the VFs in
 * all ranges of the whole configuration. */
void config_read_vfs(struct yaml_fields *keys, const struct yaml_node *defaults,
		     const struct yaml_node *vfs, struct desired_pf *pf,
		     size_t *n_listed);

#define CONFIG_INDEX "(0|[1-9][0-9]{0,4})"
#define CONFIG_RANGE CONFIG_INDEX "(-" CONFIG_INDEX ")?"

/* Parses "4" or "4-7"; changes `text`. */
bool config_parse_range(char *text, unsigned int *ret_first, unsigned int *ret_last);

extern const struct yaml_form config_form_vfs;
