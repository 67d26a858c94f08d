/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "run-state/unmanaged.h"

#include <stdio.h>

#include "apply/apply-internal.h"
#include "model/in-use.h"
#include "observe/netdevs.h"

/* Lets udev evaluate its rules for the VF's interfaces again. */
static void trigger(struct apply_context *context, struct pci_address vf)
{
	char pci[PCI_ADDRESS_TEXT], dir[64];
	const char **names;
	size_t n;

	pci_address_format(vf, pci);
	snprintf(dir, sizeof(dir), "bus/pci/devices/%s", pci);
	n = observe_netdevs(context->kernel, context->arena, NULL, dir, &names);
	for (size_t i = 0; i < n; i++)
		(void)kernel_write(context->kernel, "change", "class/net/%s/uevent",
				   names[i]);
}

static void settle_vf(struct apply_context *context, const struct apply_pf *pf,
		      const struct observed_vf *vf)
{
	/* A network manager would run DHCP on the interface of a VF that waits for a VM,
	 * and the VF would be in use then. An interface that is in use would lose its
	 * addresses. */
	if (pf->plan->goes_to_vm[vf->index]) {
		if ((!vf->netdev || !in_use_by(context->arena, pf->live, vf)) &&
		    unmanaged_add(context->run, vf->pci))
			trigger(context, vf->pci);
	} else if (unmanaged_remove(context->run, vf->pci)) {
		trigger(context, vf->pci);
	}
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
	    plan->n_missing == 0)
		unmanaged_list(context->run, visit, context);
}
