/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A host of which a test changes what it wants, and what export prints of it. */
#pragma once

#include "unit.h"

enum {
	ADOPT_HOST_VFS = 8
};

/* A PF of ixgbe, up, with VFs that are bound to their NIC driver and idle. */
struct adopt_host {
	struct unit *unit;
	struct observed_vf vfs[ADOPT_HOST_VFS];
	struct observed_pf pf;
	struct observed observed;
};

void adopt_host_init(struct adopt_host *host, struct unit *unit, size_t n_vfs);
void adopt_host_set_mac(struct observed_vf *vf, uint8_t last);
void adopt_host_set_vlan(struct observed_vf *vf, uint16_t id);

/* What export prints, which must be a configuration without a mistake: all of it, or what
 * follows the PF's link. */
const char *adopt_host_export(struct adopt_host *host);
const char *adopt_host_export_vfs(struct adopt_host *host);
