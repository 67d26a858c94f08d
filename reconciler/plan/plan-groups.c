/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/plan-groups.h"

#include <string.h>

#include "model/in-use.h"
#include "plan/plan-vf.h"

enum {
	MEMBERS_TEXT_MAX = 12
};

/* One group while it is checked: the binding that needs it, and its other members. */
struct group {
	struct arena *arena;
	const struct plan *plan;
	const struct desired_binding *binding;
	int number;
	const char *members; /* as text; NULL: none so far */
	size_t n_members;
	bool is_shared; /* with the host, or another VM */
};

/* Whether the driver keeps its group from user space. pcieport and pci-stub do not
 * (driver_managed_dma of struct pci_driver), nor do VFIO's own. */
static bool is_host_driver(const char *driver)
{
	return driver && !vf_attr_is_no_driver(driver) &&
	       strcmp(driver, "pcieport") != 0 && strcmp(driver, "pci-stub") != 0 &&
	       !in_use_is_vfio(driver);
}

static void add_member(struct group *group, struct pci_address pci, const char *what,
		       const char *driver)
{
	char text[PCI_ADDRESS_TEXT];

	if (group->n_members++ >= MEMBERS_TEXT_MAX)
		return;
	pci_address_format(pci, text);
	group->members = arena_printf(
		group->arena, "%s%s%s (%s%s)", group->members ? group->members : "",
		group->members ? ", " : "", text, what,
		driver ? arena_printf(group->arena, ", %s", driver) : "");
}

/* The driver that the VF has after the plan. */
static const char *driver_after(const struct desired_vf *desired,
				const struct observed_vf *vf)
{
	const char *name = desired ? plan_vf_named_driver(desired) : NULL;

	return name ? name : observed_vf_driver(vf);
}

static void add_vf(struct group *group, const struct observed_pf *pf,
		   const struct plan_pf *plan, const struct observed_vf *vf)
{
	const struct desired_vf *desired =
		plan ? desired_pf_vf(plan->desired, vf->index) : NULL;
	const struct desired_binding *binding = desired ? desired->binding : NULL;
	const char *driver = driver_after(desired, vf), *name = pf->netdev;

	if (binding && strcmp(binding->vm, group->binding->vm) == 0)
		return;
	group->is_shared |=
		binding || is_host_driver(driver) || (!driver && vf->driver_unread);
	add_member(group, vf->pci,
		   binding ? arena_printf(group->arena, "VF %u, VM %s", vf->index,
					  binding->vm)
			   : arena_printf(group->arena, "VF %u of %s", vf->index,
					  plan	 ? plan->desired->name
					  : name ? name
						 : "another PF"),
		   driver);
}

static bool is_in_group(const struct field *number, const struct group *group)
{
	return number->set && (int)number->value.number == group->number;
}

static void add_pf(struct group *group, const struct observed_pf *pf,
		   const struct plan_pf *plan)
{
	if (pf->has_pci && is_in_group(&pf->iommu_group, group)) {
		group->is_shared |= is_host_driver(pf->driver);
		add_member(group, pf->pci,
			   pf->netdev ? arena_printf(group->arena, "PF %s", pf->netdev)
				      : "PF",
			   pf->driver);
	}
	for (size_t i = 0; i < pf->n_vfs; i++) {
		if (pf->vfs[i].has_pci && is_in_group(&pf->vfs[i].iommu_group, group))
			add_vf(group, pf, plan, &pf->vfs[i]);
	}
}

static const struct plan_pf *plan_of(const struct plan *plan,
				     const struct observed_pf *pf)
{
	for (size_t i = 0; i < plan->n_pfs; i++) {
		if (plan->pfs[i].observed == pf)
			return &plan->pfs[i];
	}
	return NULL;
}

static void report_group(struct diags *diags, struct group *group)
{
	const struct observed *host = group->plan->host;
	struct diag *diag;

	for (size_t i = 0; i < host->n_pfs; i++)
		add_pf(group, &host->pfs[i], plan_of(group->plan, &host->pfs[i]));
	for (size_t i = 0; i < host->n_iommu_devices; i++) {
		const struct iommu_device *device = &host->iommu_devices[i];

		if (device->group != group->number)
			continue;
		group->is_shared |=
			device->driver_unread || is_host_driver(device->driver);
		add_member(group, device->pci, "no PF or VF", device->driver);
	}
	if (!group->is_shared)
		return;
	if (group->n_members > MEMBERS_TEXT_MAX)
		group->members =
			arena_printf(group->arena, "%s and %zu more", group->members,
				     group->n_members - MEMBERS_TEXT_MAX);
	diag = diag_error(diags, group->binding->vf_at, "iommu-group",
			  "VM %s cannot get %s/%u alone: IOMMU group %d also has %s",
			  group->binding->vm, group->binding->pf->name,
			  group->binding->vf, group->number, group->members);
	diag_hint(diags, diag,
		  "a VM gets a whole group: use a slot whose root port has ACS, or give "
		  "the "
		  "rest to the same VM, or take it from its drivers (driver: none)");
}

/* The binding's VF if it exists and stays; NULL otherwise. The group of a new VF is known
 * only once it exists. */
static const struct observed_vf *lasting_vf(const struct plan *plan,
					    const struct desired_binding *binding)
{
	for (size_t i = 0; i < plan->n_pfs; i++) {
		const struct plan_pf *pf = &plan->pfs[i];

		if (pf->desired == binding->pf)
			return !pf->creates && binding->vf < pf->numvfs &&
					       binding->vf < pf->observed->n_vfs
				       ? &pf->observed->vfs[binding->vf]
				       : NULL;
	}
	return NULL;
}

void plan_groups(struct arena *arena, struct diags *diags, const struct plan *plan,
		 const struct desired *desired)
{
	int *told = arena_calloc(arena, desired->n_bindings, sizeof(*told));
	size_t n_told = 0;

	for (size_t i = 0; i < desired->n_bindings; i++) {
		const struct observed_vf *vf = lasting_vf(plan, &desired->bindings[i]);
		struct group group = {.arena = arena,
				      .plan = plan,
				      .binding = &desired->bindings[i],
				      .number =
					      vf ? (int)vf->iommu_group.value.number : 0};
		bool was_told = false;

		for (size_t j = 0; j < n_told; j++)
			was_told |= told[j] == group.number;
		if (!vf || !vf->iommu_group.set || was_told)
			continue;
		told[n_told++] = group.number;
		report_group(diags, &group);
	}
}
