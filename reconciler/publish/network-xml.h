/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/desired.h"

/* Builds a <network> that gives the VFs at `addresses` to VMs, owned by the arena. NULL
 * with the reason in *ret_text if a library is missing. */
const char *network_xml_build(struct arena *arena, const struct desired_network *network,
			      const struct pci_address *addresses, size_t n,
			      const char **ret_text);
