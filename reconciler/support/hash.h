/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A hash for names and addresses that must not change between versions of vfstate: 64-bit
 * FNV-1a, with the last steps of MurmurHash3. It does not protect against deliberate
 * collisions. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define HASH_START UINT64_C(0xcbf29ce484222325)

/* Adds bytes to a hash; the first `hash` is HASH_START. */
uint64_t hash_add(uint64_t hash, const void *bytes, size_t n);

/* Spreads small differences over all bits. */
uint64_t hash_end(uint64_t hash);
