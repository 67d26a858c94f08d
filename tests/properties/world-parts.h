/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the parts of world.c share. */
#pragma once

#include "world.h"

/* Makes a PF of the host, with its VFs. */
void world_host_make_pf(struct world *world, uint64_t *state, size_t index);

/* Adds what is configured of a PF and its VFs. */
void world_config_want_pf(struct world *world, uint64_t *state, int index);
