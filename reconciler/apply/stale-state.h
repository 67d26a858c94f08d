/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/pci-address.h"
#include "support/kernel.h"
#include "support/root.h"

/* Whether the netdev that vfstate set up (RUN_STATE_RAISED) still exists and is up. Once
 * it is down, the next to set it up is somebody else. */
bool stale_state_is_raised(struct kernel *kernel, const struct root *run,
			   struct pci_address vf);

/* Removes the notes (run-state.h) of PCI devices that are gone and of netdevs that are
 * gone or down, and void notes of saved-vfs.h. A note ends with its device:
 * sriov_drivers_autoprobe belongs to the device, and is 1 for the next device at that
 * address (sriov_init, drivers/pci/iov.c). A PF whose driver is reloaded stays in
 * /sys/bus/pci/devices, and so do its notes. The caller must hold the lock. */
void stale_state_remove(struct kernel *kernel, const struct root *run);
