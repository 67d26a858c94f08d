/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "support/must-check.h"

enum {
	HOST_ID_TEXT = 32 + 1
};

/* What stands for this machine, as sd_id128_get_machine_app_specific(3) makes it from
 * /etc/machine-id, in hex: always the same, and the machine's id cannot be told from it.
 * 0, or -errno (-ENOENT, -ENOMEDIUM: the machine has no id yet); -ELIBACC where
 * libsystemd cannot be loaded. */
_must_check_ int host_id_read(char id[HOST_ID_TEXT]);
