/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the default routes of the host lead, IPv4 and IPv6, in the main table. */
#pragma once

#include "model/observed.h"
#include "support/kernel.h"

/* Whether there is one, and none leads through a netdev that is not the PF's own. A next
 * hop whose netdev is dead or without carrier is no way out (RTNH_F_DEAD,
 * RTNH_F_LINKDOWN); one whose netdev the kernel does not tell counts as the PF's. 0 or
 * -errno, with *ret_is_only untouched. */
int default_routes_need_pf(struct kernel *kernel, const struct observed_pf *pf,
			   bool *ret_is_only);
