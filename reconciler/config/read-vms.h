/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/desired.h"
#include "support/keys.h"

/* Reads `vms` into desired->bindings; desired->pfs is complete by then. */
void config_read_vms(struct keys *keys, const struct tree_node *vms,
		     struct desired *desired);

extern const struct key_form config_form_vms;
