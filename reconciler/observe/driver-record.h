/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Before a VF is taken from its driver to be given back to it, that is noted in the run
 * directory: a run that is killed in between, or to which the driver does not come back,
 * leaves word to the next one. */
#pragma once

#include "model/pci-address.h"
#include "support/root.h"

/* Whether such a note is there; false where `run` is NULL. */
bool driver_record_exists(const struct root *run, struct pci_address vf);

/* 0 or -errno. */
int driver_record_write(const struct root *run, struct pci_address vf);
void driver_record_remove(const struct root *run, struct pci_address vf);
