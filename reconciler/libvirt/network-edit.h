/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The XML of a network, as libvirt has it and as vfstate has published it. */
#pragma once

#include <stdbool.h>

#include "support/arena.h"
#include "support/must-check.h"

/* What a published network and the XML of a defined one have in common. */
struct network_edit {
	const char *uuid; /* of the defined one */
	bool differs;
	const char *before, *after; /* as xml_format() has them */
};

/* Compares; `xml` is NULL if there is no such network. Elements that only libvirt has, as
 * <mac>, do not count, except those that choose VFs or VLANs. 0, or -EINVAL. Pure. */
_must_check_ int network_edit(struct arena *arena, const char *xml, const char *published,
			      struct network_edit *ret_edit);

/* Whether the domain has an interface on the network. */
bool network_is_used(const char *domain_xml, const char *network);
