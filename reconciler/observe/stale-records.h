/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "support/kernel.h"
#include "support/root.h"

/* Removes the notes (autoprobe-record.h, driver-record.h) of PCI devices that are not
 * there any more. What a note says ended with the device: sriov_drivers_autoprobe is a
 * field of it, and is 1 again for the next device at that address (sriov_init,
 * drivers/pci/iov.c). A PF whose driver is reloaded stays in /sys/bus/pci/devices, and so
 * do its notes. Only for whoever has the lock. */
void stale_records_remove(struct kernel *kernel, const struct root *run);
