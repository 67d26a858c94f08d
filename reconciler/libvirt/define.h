/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Definitions to libvirt. */
#pragma once

#include "libvirt/session.h"

/* Defines all of them, goes on after errors, and reads everything back. Sets is_defined
 * of each that libvirt has as planned; others get an error: libvirt-failed, or
 * remaining-difference if libvirt did not keep something. */
void define_all(struct session *session, const struct published *published,
		const struct desired *desired, struct definitions *definitions);
