/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The network interfaces of a device. */
#pragma once

#include "model/observed.h"
#include "support/diag.h"
#include "support/kernel.h"

/* Whether the name of a port is that of a VF's representor, "pf0vf3"
 * (devlink_port_phys_port_name_get, net/devlink/port.c). The PF's net/ folder has
 * representors too. */
bool observe_is_representor(const char *phys_port_name);

/* Lists the network interfaces of a device except representors, the first by name first.
 * Returns their number. */
size_t observe_netdevs(struct kernel *kernel, struct arena *arena, struct diags *diags,
		       const char *dir, const char ***ret_names);

/* The first of them; NULL where there is none. */
const char *observe_netdev(struct kernel *kernel, struct arena *arena,
			   struct diags *diags, const char *dir);

/* The interfaces of these names, with their ifindexes (-errno if unknown). */
struct observed_netdev *netdevs_with_ifindexes(struct kernel *kernel, struct arena *arena,
					       const char *const *names, size_t n);
