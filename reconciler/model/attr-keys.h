/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Attributes as keys of YAML and JSON. */
#pragma once

#include "model/pf-attr.h"
#include "model/pf-fact.h"
#include "model/vf-attr.h"
#include "support/yaml-fields.h"

/* Makes a row for each of the first `n` VF attributes, for a struct with `struct field
 * attrs[n]` at `offset`, so that configuration and snapshot read attributes alike. */
void attr_keys_vf(size_t offset, struct yaml_field *rows, size_t n);

/* The same for the facts of a PF, for `struct field facts[PF_FACT_COUNT]`. */
void attr_keys_pf_facts(size_t offset, struct yaml_field *rows);

/* The same for the PF attributes of a group, or of no group (NULL), for a struct with
 * `struct field attrs[PF_ATTR_COUNT]` at `offset`. Returns their number. */
size_t attr_keys_pf(const char *group, size_t offset, struct yaml_field *rows);
