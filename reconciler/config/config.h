/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* YAML to struct desired. */
#pragma once

#include "config/files.h"
#include "model/desired.h"
#include "support/yaml-fields.h"

/* Finds, reads, merges and checks the configuration. NULL if it has any error; all errors
 * are in `diags`, and the caller must not apply any part of it. */
const struct desired *config_load(struct arena *arena, struct diags *diags,
				  const struct config_files *files);

/* Converts the tree of a configuration to struct desired, without the checks of
 * config_check. Errors go to `diags`; the result is valid only if there are none. */
struct desired *config_read(struct arena *arena, struct diags *diags,
			    const struct yaml_node *root);

/* Checks rules that need no host and compare several keys: min below max, no MAC, VF or
 * PF given twice, VLANs that libvirt can set. */
void config_check(struct diags *diags, const struct desired *desired);

/* The part of config_check about pools and the attributes of VMs' interfaces. */
void config_check_pools(struct diags *diags, const struct desired *desired);

/* The shape of the language, for a JSON Schema. */
extern const struct yaml_form config_form;
