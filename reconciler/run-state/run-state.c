/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "run-state/run-state.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/atomic-file.h"

const char *const run_state_prefixes[RUN_STATE_COUNT] = {
	[RUN_STATE_AUTOPROBE] = "autoprobe.",
	[RUN_STATE_DRIVER] = "driver.",
	[RUN_STATE_RAISED] = "raised.",
	[RUN_STATE_VFS] = "vfs.",
};

/* '-' replaces ':', so that the file is harmless wherever it is copied to. */
void run_state_name(enum run_state_kind kind, struct pci_address pci,
		    char name[RUN_STATE_NAME_MAX])
{
	snprintf(name, RUN_STATE_NAME_MAX, "%s%04x-%02x-%02x.%u",
		 run_state_prefixes[kind], pci.domain, pci.bus, pci.device, pci.function);
}

bool run_state_parse_name(const char *name, enum run_state_kind *ret_kind,
			  struct pci_address *ret_pci)
{
	char text[RUN_STATE_NAME_MAX], again[RUN_STATE_NAME_MAX];

	for (int kind = 0; kind < RUN_STATE_COUNT; kind++) {
		size_t length = strlen(run_state_prefixes[kind]);
		struct pci_address pci;

		if (strncmp(name, run_state_prefixes[kind], length) != 0)
			continue;
		snprintf(text, sizeof(text), "%s", name + length);
		for (char *c = text; *c; c++)
			*c = *c == '-' ? ':' : *c;
		if (!pci_address_parse(text, &pci))
			return false;
		run_state_name((enum run_state_kind)kind, pci, again);
		if (strcmp(name, again) != 0)
			return false;
		*ret_kind = (enum run_state_kind)kind;
		*ret_pci = pci;
		return true;
	}
	return false;
}

bool run_state_exists(const struct root *run, enum run_state_kind kind,
		      struct pci_address pci)
{
	char name[RUN_STATE_NAME_MAX];

	run_state_name(kind, pci, name);
	return run && faccessat(run->fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

int run_state_read(const struct root *run, enum run_state_kind kind,
		   struct pci_address pci)
{
	char name[RUN_STATE_NAME_MAX], text[16];
	int max = kind == RUN_STATE_RAISED ? INT_MAX : 1;
	long number = 0;

	run_state_name(kind, pci, name);
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

int run_state_write(const struct root *run, enum run_state_kind kind,
		    struct pci_address pci, int number)
{
	char name[RUN_STATE_NAME_MAX], text[16];
	int r;

	run_state_name(kind, pci, name);
	snprintf(text, sizeof(text), "%d\n", number);
	r = atomic_file_write(run->fd, name, text, strlen(text));
	return r < 0 ? r : 0;
}

void run_state_remove(const struct root *run, enum run_state_kind kind,
		      struct pci_address pci)
{
	char name[RUN_STATE_NAME_MAX];

	run_state_name(kind, pci, name);
	unlinkat(run->fd, name, 0);
}
