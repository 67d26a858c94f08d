/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/value-read.h"

/* A row for each VF attribute, for a struct with `struct field attrs[VF_ATTR_COUNT]` at
 * `offset`. What the kernel reported is a fact, though nobody may configure it: VLAN
 * 4095, a priority without a VLAN, a multicast MAC, any rate. */
void snapshot_vf_attr_keys(size_t offset, struct key *rows);
