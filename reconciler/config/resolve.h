/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/desired.h"

/* Adds default values: the link of PFs, and the MAC address and alias of VMs' interfaces.
 * Also sets the binding of each VF that a VM gets. */
void config_resolve(struct arena *arena, struct desired *desired);
