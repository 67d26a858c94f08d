/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Describes a process, and names the VM that it runs. */
#pragma once

#include "support/kernel.h"

/* Returns "qemu-system-x86 (pid 812, VM web01)", owned by the arena. *ret_vm is the VM's
 * name, from libvirt's pid file or else from QEMU's command line; NULL: no VM. */
const char *process_name(struct kernel *kernel, struct arena *arena, long pid,
			 const char **ret_vm);
