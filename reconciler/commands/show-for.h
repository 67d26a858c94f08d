/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "commands/commands.h"

/* Prints the arguments that hand the VFs of a VM over to the hypervisor of --for. They
 * are for the VFs as they are configured; whether they are so already is for
 * `vfstate ready`. Returns the exit code. */
int show_for(const struct invocation *invocation);
