/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/plan-warn.h"

#include "plan/plan-make.h"

static struct diag *refuse_absent_vf(struct planner *planner, const struct desired_vf *vf)
{
	const char *name = planner->pf->desired->name;

	if (vf->binding)
		return diag_error(planner->diags, vf->binding->vf_at, "vf-absent",
				  "%s/%s is to get VF %u, and '%s' has %u VFs",
				  vf->binding->vm, vf->binding->interface, vf->index,
				  name, planner->pf->numvfs);
	return diag_error(planner->diags, vf->at, "vf-absent",
			  "VF %u is configured, and '%s' has %u VFs", vf->index, name,
			  planner->pf->numvfs);
}

void plan_warn_absent_vfs(struct planner *planner)
{
	const struct desired_pf *desired = planner->pf->desired;

	if (field_is_given(&desired->attrs[PF_ATTR_NUMVFS]) || planner->numvfs_refusal)
		return;
	for (size_t i = 0; i < desired->n_vfs; i++) {
		struct diag *diag;

		if (desired->vfs[i].index < planner->pf->numvfs)
			continue;
		diag = refuse_absent_vf(planner, &desired->vfs[i]);
		if (!desired->attrs[PF_ATTR_NUMVFS].set)
			diag_hint(planner->diags, diag,
				  "say how many it should have: numvfs: %u",
				  desired->vfs[desired->n_vfs - 1].index + 1);
		return;
	}
}

void plan_warn_offline_vfs(struct planner *planner)
{
	const struct desired_pf *desired = planner->pf->desired;
	const char *need = planner->pf->vfs_start_offline;
	bool touches_drivers = false;

	for (size_t i = 0; need && i < planner->pf->n_changes; i++) {
		const struct change *change = &planner->pf->changes[i];

		touches_drivers |= change->block == BLOCK_NONE &&
				   change_is_of_vf(change, VF_ATTR_DRIVER);
	}
	if (!touches_drivers)
		return;
	diag_hint(planner->diags,
		  diag_warning(planner->diags,
			       desired->attrs[PF_ATTR_NUMVFS].set
				       ? desired->attrs[PF_ATTR_NUMVFS].at
				       : desired->at,
			       "vfs-offline",
			       "the VFs of '%s' are offline when %s creates them, and no "
			       "driver or VM can use them yet",
			       desired->name, planner->pf->observed->driver),
		  "%s; vfstate does not", need);
}

static void warn_of_mac(struct planner *planner, unsigned int keeps, unsigned int gets)
{
	const struct field *mac = &planner_vf(planner, gets)->attrs[VF_ATTR_MAC];
	char text[MAC_ADDRESS_TEXT];

	mac_address_format(mac->value.mac, text);
	diag_hint(
		planner->diags,
		diag_warning(planner->diags, mac->at ? mac->at : planner->pf->desired->at,
			     "mac-remains",
			     "VF %u of '%s' still has the MAC address %s, which VF %u "
			     "gets",
			     keeps, planner->pf->desired->name, text, gets),
		"frames may go to either: give VF %u another one, as mac: derive", keeps);
}

void plan_warn_macs(struct planner *planner)
{
	const struct observed_pf *observed = planner->pf->observed;

	/* VFs that are recreated get no MAC that another one has (plan_keep). */
	for (size_t i = 0; i < observed->n_vfs && !planner->creates; i++) {
		const struct observed_vf *vf = &observed->vfs[i];

		if (vf->index >= planner->pf->numvfs ||
		    planner_vf(planner, vf->index)->attrs[VF_ATTR_MAC].set ||
		    !vf->attrs[VF_ATTR_MAC].set ||
		    mac_address_is_zero(vf->attrs[VF_ATTR_MAC].value.mac))
			continue;
		for (unsigned int j = 0; j < planner->pf->numvfs; j++) {
			const struct field *mac =
				&planner_vf(planner, j)->attrs[VF_ATTR_MAC];

			if (j != vf->index && mac->set &&
			    observed_vf_has(vf, VF_ATTR_MAC, mac->value)) {
				warn_of_mac(planner, vf->index, j);
				break;
			}
		}
	}
}

/* The MAC addresses of VMs' interfaces are derived from the host ID. */
static void warn_without_host_id(struct diags *diags, const struct plan *plan,
				 const struct desired *desired)
{
	for (size_t i = 0; i < desired->n_bindings && !plan->host->host_id; i++) {
		const struct desired_binding *binding = &desired->bindings[i];
		const struct plan_pf *pf = plan_find_pf(plan, binding->pf);
		const struct field *mac =
			pf ? &desired_pf_vf(binding->pf, binding->vf)->attrs[VF_ATTR_MAC]
			   : NULL;
		struct diag *diag;

		if (!pf || !mac->set || mac->value.source != VALUE_OF_VM ||
		    !pf->sets_vf_mac || binding->vf >= pf->numvfs)
			continue;
		diag = diag_warning(
			diags, binding->at, "no-host-id",
			"%s/%s has no mac, and the host has no id to make one "
			"from",
			binding->vm, binding->interface);
		diag_hint(
			diags, diag,
			"the id is made from /etc/machine-id, and part of the snapshots "
			"of this vfstate; or give the VF a mac");
		return;
	}
}

/* The first binding whose PF is to have VFs; NULL if there is none. */
static const struct desired_binding *first_binding(const struct desired *desired)
{
	for (size_t i = 0; i < desired->n_bindings; i++) {
		if (desired->bindings[i].pf &&
		    !desired_pf_is_off(desired->bindings[i].pf))
			return &desired->bindings[i];
	}
	return NULL;
}

static void warn_without_iommu(struct diags *diags, const struct desired *desired,
			       const struct observed *observed)
{
	const struct desired_binding *first = first_binding(desired);
	struct diag *diag;

	if (observed->iommu || !first)
		return;
	diag = diag_warning(diags, first->at, "no-iommu",
			    "this host has no IOMMU on, so no VF can be passed to a VM");
	diag_hint(diags, diag,
		  "turn on VT-d, AMD-Vi or the SMMU in the firmware; on Intel boot with "
		  "intel_iommu=on");
}

void plan_warn_host(struct diags *diags, const struct plan *plan,
		    const struct desired *desired)
{
	warn_without_host_id(diags, plan, desired);
	warn_without_iommu(diags, desired, plan->host);
}

void plan_warn_of_owners(struct diags *diags, const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_pfs; i++) {
		const struct desired_pf *desired = plan->pfs[i].desired;
		const struct observed_pf *observed = plan->pfs[i].observed;
		char pci[PCI_ADDRESS_TEXT];

		pci_address_format(observed->pci, pci);
		for (size_t j = 0; j < observed->n_owners; j++) {
			const struct pf_owner *owner = &observed->owners[j];
			const char *line =
				owner->line > 0
					? arena_printf(diags->arena, ":%d", owner->line)
					: "";
			struct diag *diag = diag_warning(
				diags, desired->at, "other-owner",
				"%s also manages SR-IOV on %s (configured in %s%s)",
				owner->tool, observed->netdev ? observed->netdev : pci,
				owner->path, line);

			diag_hint(diags, diag,
				  "each undoes what the other sets: remove the setting "
				  "there, or remove '%s' from vfstate's configuration",
				  desired->name);
		}
	}
}
