/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the default routes of the host lead, IPv4 and IPv6, in the main table. */
#pragma once

#include "model/observed.h"
#include "support/kernel.h"

/* Whether there are default routes and all of them lead through netdevs of the PF. A next
 * hop through another netdev that is dead or without carrier (RTNH_F_DEAD,
 * RTNH_F_LINKDOWN) does not count. A next hop whose netdev the kernel does not report
 * counts as the PF's. Returns 0, or -errno with *ret_is_only untouched. */
int default_routes_need_pf(struct kernel *kernel, const struct observed_pf *pf,
			   bool *ret_is_only);
