/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/desired.h"

/* What the XML of one binding is built from. */
struct libvirt_device {
	enum binding_type type; /* not BINDING_AUTO */
	bool managed;
	struct pci_address pci;
	struct mac_address mac;	 /* BINDING_INTERFACE only */
	struct vlan vlan;	 /* BINDING_INTERFACE only; id 0: none */
	const char *alias;	 /* NULL: none */
	unsigned int boot_order; /* 0: none */
	const char *teaming;	 /* alias of the persistent partner; NULL: none */
	const struct passthrough *passthrough; /* NULL: nothing */
};

/* Builds an <interface type='hostdev'> or a <hostdev> for virsh attach-device, owned by
 * the arena. If libxml2 is missing, returns NULL and sets *ret_text to the reason. */
const char *libvirt_xml_build(struct arena *arena, const struct libvirt_device *device,
			      const char **ret_text);
