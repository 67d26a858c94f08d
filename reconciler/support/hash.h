/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A hash for names and addresses that must be the same in every version of vfstate:
 * 64-bit FNV-1a, with the last steps of MurmurHash3. It is no protection against anybody
 * who looks for collisions. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define HASH_START UINT64_C(0xcbf29ce484222325)

/* Adds bytes; begins with HASH_START. */
uint64_t hash_add(uint64_t hash, const void *bytes, size_t n);

/* Spreads small differences over all bits. */
uint64_t hash_end(uint64_t hash);
