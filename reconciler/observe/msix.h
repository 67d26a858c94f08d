/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/pci-address.h"
#include "support/kernel.h"
#include "support/must-check.h"

/* Reads the number of interrupt vectors from the MSI-X capability of a device, because
 * sriov_vf_msix_count can only be written (drivers/pci/iov.c). -1 if it has no such
 * capability or that cannot be read, for example by a user other than root. */
_must_check_ int msix_read(struct kernel *kernel, struct pci_address pci);
