/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/await.h"

#include <stdio.h>

#include "observe/observe.h"

enum {
	STEP_MS = 200,
	PCI_CLASS_NETWORK = 0x02
};

static bool is_pci_ready(struct kernel *kernel, struct arena *arena,
			 struct pci_address pci)
{
	struct observed_pf key = {.has_pci = true, .pci = pci};
	const char *netdev;
	char dir[PF_DIR_MAX];
	long class = 0;

	observe_pf_dir(&key, dir);
	if (!observe_driver(kernel, arena, NULL, dir))
		return false;
	/* The driver link comes before the probe, the netdev in it (really_probe,
	 * drivers/base/dd.c). */
	netdev = observe_netdev(kernel, arena, NULL, dir);
	if (netdev)
		return kernel_is_settled(kernel, "net", netdev);
	return kernel_read_number(kernel, &class, "%s/class", dir) == 0 &&
	       class >> 16 != PCI_CLASS_NETWORK;
}

static bool is_ready(struct kernel *kernel, struct arena *arena,
		     const struct desired_pf *pf)
{
	if (pf->has_match_pci && !is_pci_ready(kernel, arena, pf->match_pci))
		return false;
	return !pf->match_netdev ||
	       (kernel_has(kernel, "class/net/%s", pf->match_netdev) &&
		kernel_is_settled(kernel, "net", pf->match_netdev));
}

void await_pfs(struct kernel *kernel, struct arena *arena, const struct desired *desired,
	       int64_t timeout_ms, const volatile sig_atomic_t *stop)
{
	int64_t deadline = kernel_now_ms(kernel) + timeout_ms;

	for (size_t i = 0; i < desired->n_pfs; i++) {
		while (!is_ready(kernel, arena, &desired->pfs[i]) && !*stop &&
		       kernel_now_ms(kernel) < deadline)
			kernel_wait(kernel, STEP_MS);
	}
}
