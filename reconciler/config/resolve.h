/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/desired.h"

/* Adds what a configuration means where it says nothing: the link of PFs, and MAC address
 * and alias of VMs' interfaces. Each VF knows its interface afterwards. */
void config_resolve(struct arena *arena, struct desired *desired);
