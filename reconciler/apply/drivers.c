/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "apply/applying.h"
#include "model/in-use.h"
#include "observe/observe.h"

enum {
	WAIT_STEP_MS = 200,
	DEVICE_DIR_MAX = 64
};

/* Binding one VF to the kernel's choice of driver. */
struct binding {
	struct applying_pf *pf;
	size_t change;
	char dir[DEVICE_DIR_MAX];
};

struct bindings {
	struct binding *items;
	size_t n;
};

static int bind_vf(struct applying *applying, const struct binding *binding,
		   const struct observed_vf *vf)
{
	char pci[PCI_ADDRESS_TEXT];
	int r = 0;

	pci_address_format(vf->pci, pci);
	/* A newline clears it (driver_set_override, drivers/base/driver.c). */
	if (vf->driver_override)
		r = kernel_write(applying->kernel, "\n", "%s/driver_override",
				 binding->dir);
	if (r == 0 && vf->driver)
		r = kernel_write(applying->kernel, pci, "%s/driver/unbind", binding->dir);
	if (r == 0)
		r = kernel_write(applying->kernel, pci, "bus/pci/drivers_probe");
	return r;
}

/* The changes of a PF: asks for each driver; what was asked goes to `asked`. */
static void apply_pf(struct applying *applying, struct applying_pf *pf,
		     struct bindings *asked)
{
	struct observed_pf now;
	bool is_read = false;

	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		const struct change *change = &pf->plan->changes[i];
		struct binding binding = {.pf = pf, .change = i};
		char pci[PCI_ADDRESS_TEXT];
		const struct observed_vf *vf;
		const char *user;
		int r;

		if (change->kind != CHANGE_VF_DRIVER || !applying_is_open(pf, i) ||
		    applying_is_stopped(applying))
			continue;
		/* Read once, now: what is bound and idle at this moment counts. */
		if (!is_read &&
		    observe_pf_again(applying->kernel, applying->arena, applying->diags,
				     applying->run, pf->live, &now) < 0) {
			applying_fail(applying, pf, i, -ENODEV, "the PF is gone", NULL);
			continue;
		}
		is_read = true;
		if ((size_t)change->vf >= now.n_vfs || !now.vfs[change->vf].has_pci) {
			applying_skip(applying, pf, i, "the VF is not there");
			continue;
		}
		vf = &now.vfs[change->vf];
		user = in_use_by(applying->arena, vf);
		if (user && change->impact != IMPACT_LIVE) {
			applying_in_use(applying, pf, i, user);
			continue;
		}
		pci_address_format(vf->pci, pci);
		snprintf(binding.dir, sizeof(binding.dir), "bus/pci/devices/%s", pci);
		/* Autoprobe is back on, so udev's module load may have been faster. */
		r = user ? 0 : bind_vf(applying, &binding, vf);
		if (r < 0) {
			applying_refused(applying, pf, i, r, NULL);
			continue;
		}
		asked->items = arena_grow(applying->arena, asked->items, asked->n,
					  sizeof(*asked->items));
		asked->items[asked->n++] = binding;
	}
}

/* drivers_probe succeeds when it binds nothing, and the driver of a VF may make its
 * netdev later than its probe (iavf): only what is there counts. */
static bool is_ready(struct applying *applying, const struct binding *binding)
{
	const char *netdev;

	if (!observe_driver(applying->kernel, applying->arena, binding->dir))
		return false;
	if (!binding->pf->live->netdev)
		return true;
	netdev = observe_netdev(applying->kernel, applying->arena, binding->dir);
	return netdev && kernel_is_settled(applying->kernel, "net", netdev);
}

/* Whether no driver is there and none will come: udev has loaded what there is to load,
 * and the kernel was asked once more after that. */
static bool is_hopeless(struct applying *applying, const struct binding *binding)
{
	const char *pci = strrchr(binding->dir, '/') + 1;

	if (observe_driver(applying->kernel, applying->arena, binding->dir) ||
	    !kernel_is_settled(applying->kernel, "pci", pci))
		return false;
	kernel_write(applying->kernel, pci, "bus/pci/drivers_probe");
	return !observe_driver(applying->kernel, applying->arena, binding->dir);
}

static void settle_late(struct applying *applying, const struct binding *binding)
{
	struct applying_pf *pf = binding->pf;

	if (observe_driver(applying->kernel, applying->arena, binding->dir)) {
		applying_fail(applying, pf, binding->change, -ETIMEDOUT,
			      "the driver is bound and made no netdev in time", NULL);
	} else if (pf->plan->changes[binding->change].is_optional) {
		/* Its module may be kept off this host on purpose. */
		applying_done(applying, pf, binding->change);
		pf->outcomes[binding->change].text = "no driver took the VF";
	} else {
		applying_fail(
			applying, pf, binding->change, -ENODEV, "no driver took the VF",
			"is the VF driver's module installed, and not on a blacklist? "
			"lspci -nn tells the VF's ids");
	}
}

/* Takes out of `waiting` what is ready, or never will be. */
static void settle_ready(struct applying *applying, struct bindings *waiting)
{
	size_t n = 0;

	for (size_t i = 0; i < waiting->n; i++) {
		struct binding binding = waiting->items[i];

		if (is_ready(applying, &binding))
			applying_done(applying, binding.pf, binding.change);
		else if (is_hopeless(applying, &binding))
			settle_late(applying, &binding);
		else
			waiting->items[n++] = binding;
	}
	waiting->n = n;
}

void apply_drivers(struct applying *applying)
{
	struct bindings waiting = {0};
	int64_t deadline;

	for (size_t i = 0; i < applying->n_pfs; i++)
		apply_pf(applying, &applying->pfs[i], &waiting);
	deadline = kernel_now_ms(applying->kernel) + applying->options->netdev_timeout_ms;
	settle_ready(applying, &waiting);
	if (waiting.n > 0)
		applying_wait_for(applying, "waiting for %zu VF netdevs", waiting.n);
	while (waiting.n > 0 && !applying_is_stopped(applying) &&
	       kernel_now_ms(applying->kernel) < deadline) {
		kernel_wait(applying->kernel, WAIT_STEP_MS);
		settle_ready(applying, &waiting);
	}
	for (size_t i = 0; i < waiting.n && !applying_is_stopped(applying); i++)
		settle_late(applying, &waiting.items[i]);
}
