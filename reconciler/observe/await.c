/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/await.h"

#include <stdio.h>

#include "model/in-use.h"
#include "observe/observe.h"
#include "observe/sysfs.h"

enum {
	STEP_MS = 200,
	PCI_CLASS_NETWORK = 0x02
};

static bool is_pci_ready(struct kernel *kernel, struct arena *arena,
			 struct pci_address pci)
{
	struct observed_pf key = {.has_pci = true, .pci = pci};
	const char *driver = NULL, *netdev;
	char dir[PF_DIR_MAX];
	long class = 0;

	observe_pf_dir(&key, dir);
	if (sysfs_read_driver(kernel, arena, NULL, dir, &driver) == 0 && !driver)
		return false;
	if (in_use_is_for_user_space(driver))
		return true;
	/* The driver link appears before the probe, the netdev during it (really_probe,
	 * drivers/base/dd.c). */
	netdev = observe_netdev(kernel, arena, NULL, dir);
	if (netdev)
		return kernel_is_settled(kernel, "net", netdev);
	return kernel_read_number(kernel, &class, "%s/class", dir) == 0 &&
	       class >> 16 != PCI_CLASS_NETWORK;
}

/* An entry that names neither a PCI address nor a netdev is ready once all present PFs
 * are ready and one of them matches it. */
static bool is_any_ready(struct kernel *kernel, struct arena *arena,
			 const struct desired *desired, const struct pf_match *match)
{
	struct diags unheard;
	const struct observed *observed;
	size_t n;

	diags_init(&unheard, arena);
	observed = observe(kernel, arena, &unheard, NULL, desired);
	for (size_t i = 0; i < observed->n_pfs; i++) {
		if (observed->pfs[i].has_pci &&
		    !is_pci_ready(kernel, arena, observed->pfs[i].pci))
			return false;
	}
	return pf_match_find(match, observed, &n) != NULL;
}

static bool is_ready(struct kernel *kernel, struct arena *arena,
		     const struct desired *desired, const struct pf_match *match)
{
	if (match->has_pci && !is_pci_ready(kernel, arena, match->pci))
		return false;
	if (match->netdev && kernel_has(kernel, "class/net/%s", match->netdev))
		return kernel_is_settled(kernel, "net", match->netdev);
	return match->has_pci || is_any_ready(kernel, arena, desired, match);
}

/* An optional PF is waited for only if its device is present. A PCI address shows that at
 * boot, the name of a netdev does not. */
static bool is_device_there(struct kernel *kernel, const struct pf_match *match)
{
	char pci[PCI_ADDRESS_TEXT];

	if (!match->has_pci)
		return false;
	pci_address_format(match->pci, pci);
	return kernel_has(kernel, "bus/pci/devices/%s/vendor", pci);
}

void await_pf(struct kernel *kernel, struct arena *arena, struct pci_address pci,
	      int64_t timeout_ms, const volatile sig_atomic_t *stop)
{
	int64_t deadline = kernel_now_ms(kernel) + timeout_ms;
	char text[PCI_ADDRESS_TEXT];

	pci_address_format(pci, text);
	while (kernel_has(kernel, "bus/pci/devices/%s/vendor", text) &&
	       !is_pci_ready(kernel, arena, pci) && !*stop &&
	       kernel_now_ms(kernel) < deadline)
		kernel_wait(kernel, STEP_MS);
}

void await_pfs(struct kernel *kernel, struct arena *arena, const struct desired *desired,
	       int64_t timeout_ms, const volatile sig_atomic_t *stop)
{
	int64_t deadline = kernel_now_ms(kernel) + timeout_ms;

	/* Do not ask udev if there is no time to wait. */
	if (timeout_ms <= 0)
		return;
	for (size_t i = 0; i < desired->n_pfs; i++) {
		if (desired->pfs[i].optional &&
		    !is_device_there(kernel, &desired->pfs[i].match))
			continue;
		while (!is_ready(kernel, arena, desired, &desired->pfs[i].match) &&
		       !*stop && kernel_now_ms(kernel) < deadline)
			kernel_wait(kernel, STEP_MS);
	}
}
