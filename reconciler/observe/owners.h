/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Other tools of the host that are told to set SR-IOV: two of them undo each other's
 * work, at each boot in another order. */
#pragma once

#include "model/observed.h"
#include "support/kernel.h"

/* Fills in pf->owners of every PF with a netdev: the files of systemd-udevd,
 * systemd-networkd, NetworkManager and netplan that set SR-IOV of it. What such a file
 * matches by is looked at as far as it is names, MAC addresses, drivers and PCI paths;
 * anything else is held to match. */
void observe_owners(struct kernel *kernel, struct arena *arena,
		    struct observed *observed);
