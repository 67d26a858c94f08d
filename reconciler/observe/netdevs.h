/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The network interfaces of a device. */
#pragma once

#include "model/observed.h"
#include "support/diag.h"
#include "support/kernel.h"

/* "pf0vf3": what drivers name the port of a VF's representor, which is in its PF's net/
 * folder (devlink_port_phys_port_name_get, net/devlink/port.c). */
bool observe_is_representor(const char *phys_port_name);

/* The network interfaces of a device that are no representors, the first by name first:
 * how many. */
size_t observe_netdevs(struct kernel *kernel, struct arena *arena, struct diags *diags,
		       const char *dir, const char ***ret_names);

/* The first of them; NULL where there is none. */
const char *observe_netdev(struct kernel *kernel, struct arena *arena,
			   struct diags *diags, const char *dir);

/* Those of that name with their ifindexes. */
struct observed_netdev *netdevs_with_ifindexes(struct kernel *kernel, struct arena *arena,
					       const char *const *names, size_t n);
