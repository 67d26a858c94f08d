/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "support/must-check.h"

enum {
	HOST_ID_TEXT = 32 + 1
};

/* A stable id of this machine in hex, which sd_id128_get_machine_app_specific(3) derives
 * from /etc/machine-id and which does not reveal the machine id. 0, or -errno: -ENOENT or
 * -ENOMEDIUM if the machine has no id yet, -ELIBACC if libsystemd cannot be loaded. */
_must_check_ int host_id_read(char id[HOST_ID_TEXT]);
