/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A libvirt domain, as described by its XML. */
#pragma once

#include "model/observed.h"

/* A PCI device of the host that the domain gets, by its address. */
struct domain_device {
	struct pci_address pci;
	struct observed_binding binding;
};

struct domain {
	const char *name;
	struct domain_device *devices; /* in the order of the XML */
	size_t n_devices;
};

/* Parses the XML of a domain. Returns 0; -EINVAL if it is not the XML of a domain;
 * -ELIBACC, with the reason in *ret_text, if libxml2 cannot be loaded. */
int domain_xml_read(struct arena *arena, const char *text, size_t length,
		    struct domain *ret_domain, const char **ret_text);
