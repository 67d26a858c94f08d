/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What vfstate apply has published for libvirt in the run directory. */
#pragma once

#include "support/diag.h"
#include "support/must-check.h"

/* RUN-DIR/libvirt/VM/INTERFACE.xml: a VF that is as configured. */
struct published_device {
	const char *vm;
	const char *interface;
	const char *path;
	const char *alias;
	const char *text; /* an <interface> or <hostdev> */
};

/* RUN-DIR/libvirt-networks/NAME.xml. */
struct published_network {
	const char *name;
	const char *path;
	const char *uuid;
	const char *text; /* a <network> */
};

struct published {
	struct published_device *devices; /* by VM and interface */
	size_t n_devices;
	struct published_network *networks; /* by name */
	size_t n_networks;
};

/* Reads all files. Those that vfstate did not write are left out, with a warning (code
 * not-published). 0, or -errno with an error: if there is no run directory, if others
 * than root could have written there (both: run-dir), or if a file cannot be used
 * (not-published). */
_must_check_ int published_read(struct arena *arena, struct diags *diags,
				const char *run_dir, struct published *ret_published);
