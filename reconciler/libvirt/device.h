/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A device of a domain: <interface> or <hostdev>. */
#pragma once

#include "libvirt/xml.h"
#include "model/pci-address.h"

/* <interface> or <hostdev>. */
bool device_is_one(const xmlNode *node);

/* NULL if it has none. */
const char *device_alias(const xmlNode *node);

/* The address of the host's PCI device that the domain gets; false if it gets none. */
bool device_source(const xmlNode *node, struct pci_address *ret_pci);

/* Gives `device` what `published` has, and keeps what else it has: its address in the
 * guest, model, filters. A VLAN that `published` does not have is removed, since libvirt
 * would set it. If the kinds of the two differ, `device` is replaced, and keeps what both
 * kinds can have. Returns the names of what differed, as "source, vlan", owned by the
 * arena; NULL if nothing did. */
const char *device_merge(struct arena *arena, xmlNodePtr device,
			 const xmlNode *published);
