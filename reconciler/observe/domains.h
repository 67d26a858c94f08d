/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/observed.h"
#include "support/diag.h"

/* Where libvirt keeps the domains of the system, whether they run or not; root's alone.
 */
#define DOMAINS_DIR "/etc/libvirt/qemu"

/* Which VM gets which VF, from the persistent XML of libvirt's domains in `dir`: fills in
 * vm, interface and binding of VFs that have none from the configuration. What cannot be
 * read goes to `diags`; that there is no libvirt is no fault. */
void observe_domains(struct arena *arena, struct diags *diags, const char *dir,
		     struct observed *observed);
