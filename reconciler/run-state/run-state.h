/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a run leaves in the run directory for the next run. Each kind has a file per PCI
 * device, which contains a number. Without the directory (`run` is NULL) or the file,
 * functions return -1 or false. */
#pragma once

#include <stdbool.h>

#include "model/pci-address.h"
#include "support/root.h"

enum run_state_kind {
	RUN_STATE_AUTOPROBE, /* of a PF: 0 or 1, its sriov_drivers_autoprobe before the
				run, which turns it off while VFs are created. If the run
				is killed, the next one restores it. */
	RUN_STATE_DRIVER,    /* of a VF: a run unbound its driver to bind it again, or
				could not bind it yet */
	RUN_STATE_RAISED,    /* of a VF: the ifindex of its netdev, which vfstate set up.
				That alone does not make the VF used. The kernel does not
				reuse an ifindex, so it never means another netdev. */
	RUN_STATE_VFS, /* of a PF: the values of its VFs; not a number, see saved-vfs.h */
	RUN_STATE_COUNT,
};

/* The prefixes of the files' names: "autoprobe.", "driver.", "raised.", "vfs.". */
extern const char *const run_state_prefixes[RUN_STATE_COUNT];

enum {
	RUN_STATE_NAME_MAX = 64
};

void run_state_name(enum run_state_kind kind, struct pci_address pci,
		    char name[RUN_STATE_NAME_MAX]);

/* Parses the name of a file into its kind and device; false if it is not run state. */
bool run_state_parse_name(const char *name, enum run_state_kind *ret_kind,
			  struct pci_address *ret_pci);

bool run_state_exists(const struct root *run, enum run_state_kind kind,
		      struct pci_address pci);

/* The number, or -1. */
int run_state_read(const struct root *run, enum run_state_kind kind,
		   struct pci_address pci);

/* 0 or -errno. */
int run_state_write(const struct root *run, enum run_state_kind kind,
		    struct pci_address pci, int number);
void run_state_remove(const struct root *run, enum run_state_kind kind,
		      struct pci_address pci);
