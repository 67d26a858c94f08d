/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/await.h"

#include <stdio.h>

#include "model/in-use.h"
#include "observe/observe.h"
#include "observe/sysfs.h"

enum {
	STEP_MS = 200,
	TOLD_AFTER_MS = 5000,
	PCI_CLASS_NETWORK = 0x02
};

static const char unsettled[] = "udev to name its network interface";

/* What the PF at an address lacks, for people; NULL: nothing. */
static const char *find_missing(struct kernel *kernel, struct arena *arena,
				struct pci_address pci)
{
	struct observed_pf key = {.has_pci = true, .pci = pci};
	const char *driver = NULL, *netdev;
	char dir[PF_DIR_MAX];
	long class = 0;

	observe_pf_dir(&key, dir);
	if (!kernel_has(kernel, "%s/vendor", dir))
		return "its PCI device";
	if (sysfs_read_driver(kernel, arena, NULL, dir, &driver) == 0 && !driver)
		return "its driver";
	if (in_use_is_for_user_space(driver))
		return NULL;
	/* The driver link appears before the probe, the netdev during it (really_probe,
	 * drivers/base/dd.c). */
	netdev = observe_netdev(kernel, arena, NULL, dir);
	if (netdev)
		return kernel_is_settled(kernel, "net", netdev) ? NULL : unsettled;
	return kernel_read_number(kernel, &class, "%s/class", dir) == 0 &&
			       class >> 16 != PCI_CLASS_NETWORK
		       ? NULL
		       : "its network interface";
}

/* An entry that names neither a PCI address nor a netdev lacks nothing once all present
 * PFs lack nothing and one of them matches it. */
static const char *find_missing_of_any(struct kernel *kernel, struct arena *arena,
				       const struct desired *desired,
				       const struct pf_match *match)
{
	struct diags unheard;
	const struct observed *observed;
	size_t n;

	diags_init(&unheard, arena);
	observed = observe(kernel, arena, &unheard, NULL, desired);
	for (size_t i = 0; i < observed->n_pfs; i++) {
		const char *missing =
			observed->pfs[i].has_pci
				? find_missing(kernel, arena, observed->pfs[i].pci)
				: NULL;

		if (missing)
			return missing;
	}
	return pf_match_find(match, observed, &n) ? NULL : "a PF that matches";
}

static const char *find_missing_of(struct kernel *kernel, struct arena *arena,
				   const struct desired *desired,
				   const struct pf_match *match)
{
	const char *missing =
		match->has_pci ? find_missing(kernel, arena, match->pci) : NULL;

	if (missing)
		return missing;
	if (match->netdev && kernel_has(kernel, "class/net/%s", match->netdev))
		return kernel_is_settled(kernel, "net", match->netdev) ? NULL : unsettled;
	return match->has_pci ? NULL : find_missing_of_any(kernel, arena, desired, match);
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

/* One wait for one PF. */
struct wait {
	struct kernel *kernel;
	struct arena *arena;
	const struct await_options *options;
	int64_t deadline, told_at;
	bool is_told;
};

static struct wait begin(struct kernel *kernel, struct arena *arena,
			 const struct await_options *options, int64_t deadline)
{
	return (struct wait){.kernel = kernel,
			     .arena = arena,
			     .options = options,
			     .deadline = deadline,
			     .told_at = kernel_now_ms(kernel) + TOLD_AFTER_MS};
}

/* Waits a moment for what is missing; false if there is nothing to wait for any more. */
static bool wait_for(struct wait *wait, const char *name, const char *missing)
{
	const struct await_options *options = wait->options;
	int64_t now = kernel_now_ms(wait->kernel);

	if (!missing || *options->stop || now >= wait->deadline)
		return false;
	if (!wait->is_told && now >= wait->told_at && options->on_wait) {
		wait->is_told = true;
		options->on_wait(
			options->data,
			arena_printf(wait->arena, "%s: waiting up to %d s for %s", name,
				     (int)((wait->deadline - now) / 1000), missing));
	}
	kernel_wait(wait->kernel, STEP_MS);
	return true;
}

void await_pf(struct kernel *kernel, struct arena *arena, struct pci_address pci,
	      const struct await_options *options)
{
	struct wait wait = begin(kernel, arena, options,
				 kernel_now_ms(kernel) + options->timeout_ms);
	char text[PCI_ADDRESS_TEXT];

	pci_address_format(pci, text);
	while (kernel_has(kernel, "bus/pci/devices/%s/vendor", text) &&
	       wait_for(&wait, text, find_missing(kernel, arena, pci)))
		;
}

void await_pfs(struct kernel *kernel, struct arena *arena, const struct desired *desired,
	       const struct await_options *options)
{
	int64_t deadline = kernel_now_ms(kernel) + options->timeout_ms;

	/* Do not ask udev if there is no time to wait. */
	if (options->timeout_ms <= 0)
		return;
	for (size_t i = 0; i < desired->n_pfs; i++) {
		const struct desired_pf *pf = &desired->pfs[i];
		struct wait wait = begin(kernel, arena, options, deadline);

		if (pf->optional && !is_device_there(kernel, &pf->match))
			continue;
		while (wait_for(&wait, pf->name,
				find_missing_of(kernel, arena, desired, &pf->match)))
			;
	}
}
