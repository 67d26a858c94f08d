/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "support/arena.h"

/* What the hardware database of udev (hwdb(7)) calls a PCI device, vendor first: "Intel
 * Corporation 82576 Gigabit Network Connection". `modalias` is the device's, from its
 * file in sysfs. NULL where the database is missing or does not have it. */
const char *pci_model(struct arena *arena, const char *modalias);
