/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A process in words, and the VM that it runs. */
#pragma once

#include "support/kernel.h"

/* "qemu-system-x86 (pid 812, VM web01)", in the arena. *ret_vm is the VM's name, by
 * libvirt's record of its process, or else by QEMU's command line; NULL: no VM. */
const char *process_name(struct kernel *kernel, struct arena *arena, long pid,
			 const char **ret_vm);
