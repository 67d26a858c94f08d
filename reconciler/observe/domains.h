/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/observed.h"
#include "support/diag.h"

/* Where libvirt keeps the persistent domains of the system, running or not. Only root can
 * read it. */
#define DOMAINS_DIR "/etc/libvirt/qemu"

/* Reads which VM gets which VF from the persistent XML of libvirt's domains in `dir`.
 * Fills in vm, interface and binding of VFs that have none from the configuration. What
 * cannot be read goes to `diags`; a host without libvirt is not an error. */
void observe_domains(struct arena *arena, struct diags *diags, const char *dir,
		     struct observed *observed);
