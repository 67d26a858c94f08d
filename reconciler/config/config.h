/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* YAML to struct desired. */
#pragma once

#include "config/files.h"
#include "model/desired.h"
#include "support/yaml-fields.h"

/* Finds, reads, merges and checks the configuration. NULL where anything is wrong with
 * it: every fault is in `diags`, and nothing may be done on its behalf. */
const struct desired *config_load(struct arena *arena, struct diags *diags,
				  const struct config_files *files);

/* The tree of a configuration to struct desired, without the rules that look across keys.
 * Faults go to `diags`; the result is good only where there is none. */
struct desired *config_read(struct arena *arena, struct diags *diags,
			    const struct yaml_node *root);

/* Rules that need no machine: indices below numvfs, min below max, no VF given twice. */
void config_check(struct diags *diags, const struct desired *desired);

/* The shape of the language, for a JSON Schema. */
extern const struct yaml_form config_form;
