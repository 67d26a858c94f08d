/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The XML of a domain, with the devices that vfstate has published for it. */
#pragma once

#include "libvirt/published.h"
#include "model/definition.h"
#include "model/desired.h"

/* How the alias begins of a device that vfstate has put into a domain. */
#define DOMAIN_OWN_ALIAS "ua-vfstate-"

struct domain_edit {
	struct definition_edit *edits; /* none: it is as published */
	size_t n_edits;
	const char *before, *after; /* both as xml_format() has them */
};

/* Edits the XML of the domain `name`. `devices` are those published for it.
 *
 * A device is found by its alias. It is added, or changed where it differs
 * (device_merge). A device with an own alias that is not published is removed, unless the
 * configuration still has it: then its VF is not as configured at present. If `desired`
 * is NULL, the configuration is not known, and nothing is removed (warning not-removed).
 * Devices with another alias or none are never changed.
 *
 * 0, or -EINVAL with an error (code domain-conflict) and nothing in *ret_edit: a VF or an
 * alias is in the domain already, in a device that vfstate did not put there, or the
 * domain has a boot order that excludes that of an interface; or
 * (libvirt-failed) it is not the XML of a domain. Pure. */
_must_check_ int domain_edit(struct arena *arena, struct diags *diags, const char *name,
			     const char *xml, const struct published_device *devices,
			     size_t n_devices, const struct desired *desired,
			     struct domain_edit *ret_edit);
