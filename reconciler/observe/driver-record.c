/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/driver-record.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "support/atomic-file.h"

static void record_name(struct pci_address vf, char name[64])
{
	snprintf(name, 64, "driver.%04x-%02x-%02x.%u", vf.domain, vf.bus, vf.device,
		 vf.function);
}

bool driver_record_exists(const struct root *run, struct pci_address vf)
{
	char name[64];

	record_name(vf, name);
	return run && faccessat(run->fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

int driver_record_write(const struct root *run, struct pci_address vf)
{
	char name[64];
	int r;

	record_name(vf, name);
	r = atomic_file_write(run->fd, name, "\n", 1);
	return r < 0 ? r : 0;
}

void driver_record_remove(const struct root *run, struct pci_address vf)
{
	char name[64];

	record_name(vf, name);
	unlinkat(run->fd, name, 0);
}
