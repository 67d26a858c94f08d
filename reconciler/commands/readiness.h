/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a VM may start with its VFs. */
#pragma once

#include "commands/vm-plan.h"

/* Why the VF of the interface is not ready for its VM, as "vlan 0 -> 100, PF link down ->
 * up"; NULL if it is: it exists, has no difference from the configuration, and its PF is
 * up and in the configured eswitch mode. Other differences of the PF do not reach the VF,
 * and do not count. */
const char *readiness_fault(struct arena *arena, const struct vm_interface *interface);
