/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply/stale-state.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <unistd.h>

#include "observe/observe.h"
#include "run-state/run-state.h"
#include "run-state/saved-vfs.h"

struct stale_search {
	struct kernel *kernel;
	const struct root *run;
};

/* Whether the netdev exists and is up; true also if that cannot be read. */
static bool may_be_up(struct kernel *kernel, const char *netdev, int ifindex)
{
	long number, flags;
	int r = kernel_read_number(kernel, &number, "class/net/%s/ifindex", netdev);

	if (r < 0 || number != ifindex)
		return r < 0 && r != -ENOENT;
	r = kernel_read_number(kernel, &flags, "class/net/%s/flags", netdev);
	return r < 0 ? r != -ENOENT : flags & IFF_UP;
}

bool stale_state_is_raised(struct kernel *kernel, const struct root *run,
			   struct pci_address vf)
{
	int ifindex = run_state_read(run, RUN_STATE_RAISED, vf);
	char pci[PCI_ADDRESS_TEXT], dir[64];
	bool is_up = false;
	struct arena scratch;
	const char **names;
	size_t n;

	if (ifindex < 0)
		return false;
	pci_address_format(vf, pci);
	snprintf(dir, sizeof(dir), "bus/pci/devices/%s", pci);
	arena_init(&scratch);
	n = observe_netdevs(kernel, &scratch, NULL, dir, &names);
	for (size_t i = 0; i < n; i++)
		is_up |= may_be_up(kernel, names[i], ifindex);
	arena_done(&scratch);
	return is_up;
}

static int visit(void *data, const char *name)
{
	struct stale_search *search = data;
	char text[PCI_ADDRESS_TEXT], vendor[16];
	enum run_state_kind kind;
	struct pci_address pci;

	if (!run_state_parse_name(name, &kind, &pci))
		return 0;
	pci_address_format(pci, text);
	/* Only -ENOENT proves that the device is gone; no other error does. */
	if (kernel_read(search->kernel, vendor, sizeof(vendor),
			"bus/pci/devices/%s/vendor", text) == -ENOENT ||
	    (kind == RUN_STATE_RAISED &&
	     !stale_state_is_raised(search->kernel, search->run, pci)))
		unlinkat(search->run->fd, name, 0);
	else if (kind == RUN_STATE_VFS)
		saved_vfs_remove_void(search->kernel, search->run, pci);
	return 0;
}

void stale_state_remove(struct kernel *kernel, const struct root *run)
{
	struct stale_search search = {.kernel = kernel, .run = run};

	(void)root_list(run, ".", visit, &search);
}
