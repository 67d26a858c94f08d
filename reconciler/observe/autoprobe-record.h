/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* While VFs are created, sriov_drivers_autoprobe is off. Its own value is noted in the
 * run directory first, so that a run that is killed leaves word to the next one. */
#pragma once

#include "model/pci-address.h"
#include "support/root.h"

/* 0 or 1, or -1 where nothing is noted (or `run` is NULL). */
int autoprobe_record_read(const struct root *run, struct pci_address pf);

/* 0 or -errno. */
int autoprobe_record_write(const struct root *run, struct pci_address pf, int autoprobe);
void autoprobe_record_remove(const struct root *run, struct pci_address pf);
