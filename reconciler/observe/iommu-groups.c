/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/iommu-groups.h"

#include "model/pf-match.h"
#include "observe/observe.h"

struct search {
	struct kernel *kernel;
	struct arena *arena;
	struct observed *observed;
	int group;
	int *seen; /* groups that were read */
	size_t n_seen;
};

/* PFs and VFs are in the observation already. */
static bool is_observed(const struct observed *observed, struct pci_address pci)
{
	for (size_t i = 0; i < observed->n_pfs; i++) {
		const struct observed_pf *pf = &observed->pfs[i];

		if (pf->has_pci && pci_address_compare(pf->pci, pci) == 0)
			return true;
		for (size_t j = 0; j < pf->n_vfs; j++) {
			if (pf->vfs[j].has_pci &&
			    pci_address_compare(pf->vfs[j].pci, pci) == 0)
				return true;
		}
	}
	return false;
}

static int visit_device(void *data, const char *name)
{
	struct search *search = data;
	struct observed *observed = search->observed;
	struct iommu_device device = {.group = search->group};
	char dir[PF_DIR_MAX];

	if (!pci_address_parse(name, &device.pci) || is_observed(observed, device.pci))
		return 0;
	observe_pf_dir(&(struct observed_pf){.has_pci = true, .pci = device.pci}, dir);
	device.driver_unread = sysfs_read_driver(search->kernel, search->arena, NULL, dir,
						 &device.driver) < 0;
	observed->iommu_devices =
		arena_grow(search->arena, observed->iommu_devices,
			   observed->n_iommu_devices, sizeof(*observed->iommu_devices));
	observed->iommu_devices[observed->n_iommu_devices++] = device;
	return 0;
}

/* Most VFs have a group of their own. A group of several VFs is read once. */
static void read_group(struct search *search, int group)
{
	for (size_t i = 0; i < search->n_seen; i++) {
		if (search->seen[i] == group)
			return;
	}
	search->seen = arena_grow(search->arena, search->seen, search->n_seen,
				  sizeof(*search->seen));
	search->seen[search->n_seen++] = group;
	search->group = group;
	/* If it cannot be read, VFIO itself refuses a group that a VM would have to
	 * share. */
	(void)kernel_list(search->kernel, visit_device, search,
			  "kernel/iommu_groups/%d/devices", group);
}

static void read_groups_of(struct search *search, const struct observed_pf *pf,
			   const struct desired_pf *desired)
{
	for (size_t i = 0; i < pf->n_vfs; i++) {
		const struct field *group = &pf->vfs[i].iommu_group;

		if (group->set && (!desired || desired->is_pooled ||
				   desired_pf_vf(desired, (unsigned int)i)->binding))
			read_group(search, (int)group->value.number);
	}
}

void observe_iommu_groups(struct kernel *kernel, struct arena *arena,
			  const struct desired *desired, struct observed *observed)
{
	struct search search = {.kernel = kernel, .arena = arena, .observed = observed};

	for (size_t i = 0; !desired && i < observed->n_pfs; i++)
		read_groups_of(&search, &observed->pfs[i], NULL);
	for (size_t i = 0; desired && desired->n_bindings > 0 && i < desired->n_pfs;
	     i++) {
		size_t n;
		const struct observed_pf *pf =
			pf_match_find(&desired->pfs[i].match, observed, &n);

		if (n == 1)
			read_groups_of(&search, pf, &desired->pfs[i]);
	}
}
