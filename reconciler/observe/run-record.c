/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/run-record.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/atomic-file.h"

const char *const run_record_prefixes[RUN_RECORD_COUNT] = {
	[RUN_RECORD_AUTOPROBE] = "autoprobe.",
	[RUN_RECORD_DRIVER] = "driver.",
	[RUN_RECORD_RAISED] = "raised.",
	[RUN_RECORD_VFS] = "vfs.",
};

/* A name without ':' keeps the file harmless wherever it is copied to. */
void run_record_name(enum run_record record, struct pci_address pci,
		     char name[RUN_RECORD_NAME_MAX])
{
	snprintf(name, RUN_RECORD_NAME_MAX, "%s%04x-%02x-%02x.%u",
		 run_record_prefixes[record], pci.domain, pci.bus, pci.device,
		 pci.function);
}

bool run_record_parse_name(const char *name, enum run_record *ret_record,
			   struct pci_address *ret_pci)
{
	char text[RUN_RECORD_NAME_MAX], again[RUN_RECORD_NAME_MAX];

	for (int record = 0; record < RUN_RECORD_COUNT; record++) {
		size_t length = strlen(run_record_prefixes[record]);
		struct pci_address pci;

		if (strncmp(name, run_record_prefixes[record], length) != 0)
			continue;
		snprintf(text, sizeof(text), "%s", name + length);
		for (char *c = text; *c; c++)
			*c = *c == '-' ? ':' : *c;
		if (!pci_address_parse(text, &pci))
			return false;
		run_record_name((enum run_record)record, pci, again);
		if (strcmp(name, again) != 0)
			return false;
		*ret_record = (enum run_record)record;
		*ret_pci = pci;
		return true;
	}
	return false;
}

bool run_record_exists(const struct root *run, enum run_record record,
		       struct pci_address pci)
{
	char name[RUN_RECORD_NAME_MAX];

	run_record_name(record, pci, name);
	return run && faccessat(run->fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

int run_record_read(const struct root *run, enum run_record record,
		    struct pci_address pci)
{
	char name[RUN_RECORD_NAME_MAX], text[16];
	int max = record == RUN_RECORD_RAISED ? INT_MAX : 1;
	long number = 0;

	run_record_name(record, pci, name);
	if (!run || root_read(run, name, text, sizeof(text)) <= 0)
		return -1;
	for (const char *c = text; *c; c++) {
		if (*c < '0' || *c > '9')
			return -1;
		number = 10 * number + *c - '0';
		if (number > max)
			return -1;
	}
	return (int)number;
}

int run_record_write(const struct root *run, enum run_record record,
		     struct pci_address pci, int number)
{
	char name[RUN_RECORD_NAME_MAX], text[16];
	int r;

	run_record_name(record, pci, name);
	snprintf(text, sizeof(text), "%d\n", number);
	r = atomic_file_write(run->fd, name, text, strlen(text));
	return r < 0 ? r : 0;
}

void run_record_remove(const struct root *run, enum run_record record,
		       struct pci_address pci)
{
	char name[RUN_RECORD_NAME_MAX];

	run_record_name(record, pci, name);
	unlinkat(run->fd, name, 0);
}
