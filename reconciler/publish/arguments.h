/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Arguments that hand VFs over to a hypervisor, to be printed instead of written to
 * files. */
#pragma once

#include "publish/publisher.h"

/* The hypervisors, as the words of an option: "qemu qm cloud-hypervisor". */
#define ARGUMENTS_WORDS "qemu qm cloud-hypervisor"

/* Returns the lines for one interface, or NULL with the reason in *ret_text. `hypervisor`
 * is one of ARGUMENTS_WORDS. */
const char *arguments_build(struct arena *arena, const char *hypervisor,
			    const struct published *published, const char **ret_text);
