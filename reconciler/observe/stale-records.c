/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/stale-records.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "model/pci-address.h"
#include "support/guard.h"

static const char *const prefixes[] = {"autoprobe.", "driver."};

struct stale_search {
	struct kernel *kernel;
	const struct root *run;
};

/* The address in the name of a note; false for any other file. */
static bool parse_name(const char *name, char pci[PCI_ADDRESS_TEXT])
{
	struct pci_address address;
	char text[32];

	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
		size_t length = strlen(prefixes[i]);

		if (strncmp(name, prefixes[i], length) != 0)
			continue;
		snprintf(text, sizeof(text), "%s", name + length);
		for (char *c = text; *c; c++)
			*c = *c == '-' ? ':' : *c;
		if (!pci_address_parse(text, &address))
			return false;
		pci_address_format(address, pci);
		return strcmp(text, pci) == 0;
	}
	return false;
}

static int visit(void *data, const char *name)
{
	struct stale_search *search = data;
	char pci[PCI_ADDRESS_TEXT], vendor[16];

	/* Only where that is certain: -ENOENT, and no other error. */
	if (parse_name(name, pci) &&
	    kernel_read(search->kernel, vendor, sizeof(vendor),
			"bus/pci/devices/%s/vendor", pci) == -ENOENT)
		unlinkat(search->run->fd, name, 0);
	return 0;
}

void stale_records_remove(struct kernel *kernel, const struct root *run)
{
	struct stale_search search = {.kernel = kernel, .run = run};

	root_list(run, ".", visit, &search);
}
