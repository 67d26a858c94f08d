/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Notes in the run directory that outlive a run: a file for each PCI device and kind,
 * with a number in it. Anybody who has a `run` of NULL, or no note, gets -1 or false. */
#pragma once

#include <stdbool.h>

#include "model/pci-address.h"
#include "support/root.h"

enum run_record {
	RUN_RECORD_AUTOPROBE, /* of a PF: its own sriov_drivers_autoprobe, 0 or 1. It is
				 off while VFs are created, and a run that is killed
				 leaves word to the next one. */
	RUN_RECORD_DRIVER,    /* of a VF: it was taken from its driver to be given back to
				 it, or is still to get it */
	RUN_RECORD_RAISED,    /* of a VF: the ifindex of its netdev, which vfstate has set
				 up, so that this alone does not make it used. An ifindex
				 is not given again, so another netdev is not meant. */
	RUN_RECORD_VFS, /* of a PF: what its VFs had, which is no number: saved-vfs.h */
	RUN_RECORD_COUNT,
};

/* "autoprobe.", "driver.", "raised.", "vfs.": what their files begin with. */
extern const char *const run_record_prefixes[RUN_RECORD_COUNT];

enum {
	RUN_RECORD_NAME_MAX = 64
};

void run_record_name(enum run_record record, struct pci_address pci,
		     char name[RUN_RECORD_NAME_MAX]);

/* The kind and the device of a file of that name; false for any other file. */
bool run_record_parse_name(const char *name, enum run_record *ret_record,
			   struct pci_address *ret_pci);

bool run_record_exists(const struct root *run, enum run_record record,
		       struct pci_address pci);

/* The number, or -1. */
int run_record_read(const struct root *run, enum run_record record,
		    struct pci_address pci);

/* 0 or -errno. */
int run_record_write(const struct root *run, enum run_record record,
		     struct pci_address pci, int number);
void run_record_remove(const struct root *run, enum run_record record,
		       struct pci_address pci);
