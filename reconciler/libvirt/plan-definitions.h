/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* (published, libvirt's definitions) to the definitions that differ. */
#pragma once

#include "libvirt/published.h"
#include "model/definition.h"
#include "model/desired.h"

struct host_domain {
	const char *name;
	bool is_active;
	bool is_persistent;
	const char *xml; /* as it is defined, whether it runs or not */
};

struct host_network {
	const char *name;
	bool is_active;
	const char *xml;
};

/* What libvirt has. */
struct host_definitions {
	struct host_domain *domains; /* by name */
	size_t n_domains;
	struct host_network *networks; /* by name */
	size_t n_networks;
};

/* What to define. A domain that libvirt does not have, or has no definition of, is a
 * warning (code no-domain); what cannot be defined is left out with an error (see
 * domain_edit; network-conflict: a network of that name has another uuid). `desired` is
 * the configuration, NULL if it cannot be read. Pure. */
struct definitions plan_definitions(struct arena *arena, struct diags *diags,
				    const struct published *published,
				    const struct desired *desired,
				    const struct host_definitions *host);

/* The devices published for a VM: the first one, and how many. */
const struct published_device *plan_devices_of(const struct published *published,
					       const char *vm, size_t *ret_n);
