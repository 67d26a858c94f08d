/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "support/arena.h"

/* The name of a PCI device in the hardware database of udev (hwdb(7)), vendor first:
 * "Intel Corporation 82576 Gigabit Network Connection". `modalias` is the content of its
 * modalias file in sysfs. NULL if the database is missing or does not know the device. */
const char *pci_model(struct arena *arena, const char *modalias);
