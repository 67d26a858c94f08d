/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a run leaves in the run directory for the next one: a file for each PCI device and
 * kind, with a number in it. Without the directory (`run` is NULL), or without the file,
 * functions return -1 or false. */
#pragma once

#include <stdbool.h>

#include "model/pci-address.h"
#include "support/root.h"

enum run_state_kind {
	RUN_STATE_AUTOPROBE, /* of a PF: its own sriov_drivers_autoprobe, 0 or 1. It is
				 off while VFs are created, and the next run restores it
				 where this one is killed. */
	RUN_STATE_DRIVER,    /* of a VF: it was unbound from its driver and is to be bound
				 to it again, or is still to be bound to it */
	RUN_STATE_RAISED,    /* of a VF: the ifindex of its netdev, which vfstate has set
				 up, so that this alone does not make it used. An ifindex
				 is not given again, so another netdev is not meant. */
	RUN_STATE_VFS, /* of a PF: what its VFs had, which is no number: saved-vfs.h */
	RUN_STATE_COUNT,
};

/* "autoprobe.", "driver.", "raised.", "vfs.": what their files begin with. */
extern const char *const run_state_prefixes[RUN_STATE_COUNT];

enum {
	RUN_STATE_NAME_MAX = 64
};

void run_state_name(enum run_state_kind kind, struct pci_address pci,
		    char name[RUN_STATE_NAME_MAX]);

/* The kind and the device of a file of that name; false for any other file. */
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
