/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/autoprobe-record.h"

#include <fcntl.h>
#include <stdio.h>

#include "support/atomic-file.h"
#include "support/guard.h"

/* A name without ':' keeps the file harmless wherever it is copied to. */
static void record_name(struct pci_address pf, char name[64])
{
	snprintf(name, 64, "autoprobe.%04x-%02x-%02x.%u", pf.domain, pf.bus, pf.device,
		 pf.function);
}

int autoprobe_record_read(const struct root *run, struct pci_address pf)
{
	char name[64], text[4];

	record_name(pf, name);
	if (!run || root_read(run, name, text, sizeof(text)) != 1)
		return -1;
	return text[0] == '0' || text[0] == '1' ? text[0] - '0' : -1;
}

int autoprobe_record_write(const struct root *run, struct pci_address pf, int autoprobe)
{
	char name[64];
	int r;

	record_name(pf, name);
	r = atomic_file_write(run->fd, name, autoprobe ? "1\n" : "0\n", 2);
	return r < 0 ? r : 0;
}

void autoprobe_record_remove(const struct root *run, struct pci_address pf)
{
	char name[64];

	record_name(pf, name);
	unlinkat(run->fd, name, 0);
}
