/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/desired.h"

/* What one binding's XML is made of. */
struct libvirt_device {
	enum binding_type type; /* not BINDING_AUTO */
	bool managed;
	struct pci_address pci;
	struct mac_address mac;	 /* BINDING_INTERFACE only */
	struct vlan vlan;	 /* BINDING_INTERFACE only; id 0: none */
	const char *alias;	 /* NULL: none */
	unsigned int boot_order; /* 0: none */
	const char *teaming;	 /* alias of the persistent partner; NULL: none */
};

/* <interface type='hostdev'> or <hostdev>, as virsh attach-device takes it.
 * Owned by the arena. NULL, with *ret_text why, where libxml2 is not there. */
const char *libvirt_xml_build(struct arena *arena, const struct libvirt_device *device,
			      const char **ret_text);
