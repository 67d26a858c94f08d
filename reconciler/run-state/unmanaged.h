/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The VFs whose network interfaces NetworkManager and systemd-networkd leave alone. Each
 * has an empty file in /run/vfstate/unmanaged, named after its PCI address, which a udev
 * rule tests for (units/90-vfstate.rules). Rules themselves would come too late: udevd
 * reads new ones at most every 3 s. */
#pragma once

#include <stdbool.h>

#include "model/pci-address.h"
#include "support/root.h"

/* Each returns whether that changed anything. */
bool unmanaged_add(const struct root *run, struct pci_address vf);
bool unmanaged_remove(const struct root *run, struct pci_address vf);

/* Calls `visit` for each of these VFs. */
void unmanaged_list(const struct root *run,
		    void (*visit)(void *data, struct pci_address vf), void *data);
