/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "run-state/unmanaged.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNMANAGED_DIR "unmanaged"

enum {
	NAME_MAX_BYTES = sizeof(UNMANAGED_DIR "/") + PCI_ADDRESS_TEXT
};

static void make_name(struct pci_address vf, char name[NAME_MAX_BYTES])
{
	char text[PCI_ADDRESS_TEXT];

	pci_address_format(vf, text);
	snprintf(name, NAME_MAX_BYTES, UNMANAGED_DIR "/%s", text);
}

bool unmanaged_add(const struct root *run, struct pci_address vf)
{
	char name[NAME_MAX_BYTES];
	int fd;

	make_name(vf, name);
	if (!run || faccessat(run->fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return false;
	(void)mkdirat(run->fd, UNMANAGED_DIR, 0755);
	fd = openat(run->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		    0644);
	if (fd < 0)
		return false;
	close(fd);
	return true;
}

bool unmanaged_remove(const struct root *run, struct pci_address vf)
{
	char name[NAME_MAX_BYTES];

	make_name(vf, name);
	return run && unlinkat(run->fd, name, 0) == 0;
}

struct listing {
	void (*visit)(void *data, struct pci_address vf);
	void *data;
};

static int visit_name(void *data, const char *name)
{
	const struct listing *listing = data;
	struct pci_address vf;

	if (pci_address_parse(name, &vf))
		listing->visit(listing->data, vf);
	return 0;
}

void unmanaged_list(const struct root *run,
		    void (*visit)(void *data, struct pci_address vf), void *data)
{
	struct listing listing = {visit, data};

	if (run)
		(void)root_list(run, UNMANAGED_DIR, visit_name, &listing);
}
