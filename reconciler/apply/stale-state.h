/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/pci-address.h"
#include "support/kernel.h"
#include "support/root.h"

/* Whether the netdev that vfstate set up (RUN_STATE_RAISED) is still there and up. Once
 * it has been down, somebody else sets it up. */
bool stale_state_is_raised(struct kernel *kernel, const struct root *run,
			   struct pci_address vf);

/* Removes the notes (run-state.h) of PCI devices, and of netdevs, that are not there any
 * more, and those of saved-vfs.h that can be of no use. What a note says ended with the
 * device: sriov_drivers_autoprobe is a field of it, and is 1 again for the next device at
 * that address (sriov_init, drivers/pci/iov.c). A PF whose driver is reloaded stays in
 * /sys/bus/pci/devices, and so do its notes. Only for whoever has the lock. */
void stale_state_remove(struct kernel *kernel, const struct root *run);
