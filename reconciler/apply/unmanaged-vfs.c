/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdio.h>

#include "apply/apply-internal.h"
#include "model/in-use.h"
#include "observe/netdevs.h"
#include "run-state/unmanaged.h"

/* Lets udev evaluate its rules for the VF's interfaces again. NetworkManager ignores the
 * event "change" (handle_udev_event, nm-linux-platform.c); "add" would run the hooks for
 * new interfaces. */
static void trigger(struct apply_context *context, struct pci_address vf)
{
	char pci[PCI_ADDRESS_TEXT], dir[64];
	const char **names;
	size_t n;

	pci_address_format(vf, pci);
	snprintf(dir, sizeof(dir), "bus/pci/devices/%s", pci);
	n = observe_netdevs(context->kernel, context->arena, NULL, dir, &names);
	for (size_t i = 0; i < n; i++)
		(void)kernel_write(context->kernel, "move", "class/net/%s/uevent",
				   names[i]);
}

/* Right before the event: an interface that becomes unmanaged loses its addresses. */
static bool is_idle(struct apply_context *context, const struct apply_pf *pf,
		    const struct observed_vf *vf)
{
	struct observed_vf now = *vf;

	apply_look(context, pf, &now);
	return !in_use_by(context->arena, pf->live, &now);
}

/* A network manager would run DHCP on the interface of a VF that waits for a VM, and the
 * VF would be in use then. */
static void settle_vf(struct apply_context *context, const struct apply_pf *pf,
		      const struct observed_vf *vf)
{
	bool is_new = pf->plan->goes_to_vm[vf->index]
			      ? unmanaged_add(context->run, vf->pci)
			      : unmanaged_remove(context->run, vf->pci);

	if (is_new && vf->netdev && is_idle(context, pf, vf))
		trigger(context, vf->pci);
}

bool apply_unmanaged(struct apply_context *context, struct apply_pf *pf)
{
	size_t n_planned = pf->plan->numvfs > pf->plan->observed->n_vfs
				   ? pf->plan->numvfs
				   : pf->plan->observed->n_vfs;

	if (context->options->unmanaged == UNMANAGED_AS_BEFORE)
		return true;
	for (size_t i = 0; i < pf->live->n_vfs; i++) {
		const struct observed_vf *vf = &pf->live->vfs[i];

		if (vf->has_pci && vf->index < n_planned)
			settle_vf(context, pf, vf);
	}
	return true;
}

static void visit(void *data, struct pci_address vf)
{
	struct apply_context *context = data;

	for (size_t i = 0; i < context->n_pfs; i++) {
		const struct observed_pf *live = context->pfs[i].live;

		for (size_t j = 0; j < live->n_vfs; j++) {
			if (live->vfs[j].has_pci &&
			    pci_address_compare(live->vfs[j].pci, vf) == 0)
				return;
		}
	}
	if (unmanaged_remove(context->run, vf))
		trigger(context, vf);
}

void unmanaged_vfs_sweep(struct apply_context *context)
{
	const struct plan *plan = context->result->plan;

	/* The VFs of a PF that could not be read are not known. */
	if (context->options->unmanaged == UNMANAGED_ALL && plan->n_unread == 0 &&
	    plan->n_missing == plan->n_missing_optional)
		unmanaged_list(context->run, visit, context);
}
