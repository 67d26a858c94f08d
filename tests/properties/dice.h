/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pseudo-random numbers and values, from a state that each call advances (splitmix64). */
#pragma once

#include "fake-kernel.h"

uint64_t dice_number(uint64_t *state);
/* 0 to n - 1; 0 where n is none. */
int dice_below(uint64_t *state, int n);
bool dice_chance(uint64_t *state, int percent);
struct mac_address dice_mac(uint64_t *state, int pf, int vf);
struct guid dice_guid(uint64_t *state, int vf);

/* A value that the attribute could have on this PF, and so may have been set to before.
 */
struct value dice_value(uint64_t *state, const struct fake_pf *pf, enum vf_attr attr,
			int pf_index, int vf);
