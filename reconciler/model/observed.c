/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/observed.h"

#include <string.h>

struct holder *observed_vf_add_holder(struct arena *arena, struct observed_vf *vf,
				      enum holder_kind kind, const char *who)
{
	vf->holders = arena_grow(arena, vf->holders, vf->n_holders, sizeof(*vf->holders));
	vf->holders[vf->n_holders] = (struct holder){.kind = kind, .who = who};
	return &vf->holders[vf->n_holders++];
}

bool observed_has_holder(const struct holder *holders, size_t n, enum holder_kind kind,
			 const char *who)
{
	for (size_t i = 0; i < n; i++) {
		if (holders[i].kind == kind && strcmp(holders[i].who, who) == 0)
			return true;
	}
	return false;
}

const char *observed_vf_driver(const struct observed_vf *vf)
{
	const struct field *driver = &vf->attrs[VF_ATTR_DRIVER];

	return driver->set ? driver->value.text : NULL;
}

bool observed_vf_may_have_driver(const struct observed_vf *vf)
{
	return observed_vf_driver(vf) || vf->driver_unread;
}

bool observed_vf_has_driver(const struct observed_vf *vf, const char *name)
{
	const struct field *driver = &vf->attrs[VF_ATTR_DRIVER];

	return driver->set && strcmp(driver->value.text, name) == 0;
}

bool observed_vf_is_up(const struct observed_vf *vf)
{
	return field_is_on(&vf->attrs[VF_ATTR_LINK]);
}

bool observed_vf_has(const struct observed_vf *vf, enum vf_attr attr, struct value value)
{
	const struct field *now = &vf->attrs[attr];

	return now->set && value_is_equal(vf_attr_info[attr].kind, now->value, value);
}

unsigned int observed_pf_numvfs(const struct observed_pf *pf)
{
	const struct field *numvfs = &pf->attrs[PF_ATTR_NUMVFS];

	return numvfs->set ? numvfs->value.number : 0;
}

bool observed_pf_is_up(const struct observed_pf *pf)
{
	return field_is_on(&pf->attrs[PF_ATTR_LINK]);
}

struct field observed_pf_autoprobe(const struct observed_pf *pf)
{
	return pf->autoprobe_saved.set ? pf->autoprobe_saved
				       : pf->attrs[PF_ATTR_AUTOPROBE];
}

bool observed_pf_is_capped(const struct observed_pf *pf)
{
	bool has_reported = false;

	for (size_t i = 0; i < pf->n_vfs; i++) {
		if (pf->vfs[i].reported && i >= OBSERVED_VF_LIST_MAX)
			return false;
		has_reported |= pf->vfs[i].reported;
	}
	return has_reported && pf->n_vfs > OBSERVED_VF_LIST_MAX;
}

bool observed_pf_vf_pci(const struct observed_pf *pf, unsigned int index,
			struct pci_address *ret_pci)
{
	uint32_t id;

	if (index < pf->n_vfs && pf->vfs[index].has_pci) {
		*ret_pci = pf->vfs[index].pci;
		return true;
	}
	/* Without VFs a device need not have an offset yet (PCI Express, First VF
	 * Offset). */
	if (!pf->has_pci || field_number(&pf->vf_offset) == 0 || !pf->vf_stride.set ||
	    (index > 0 && field_number(&pf->vf_stride) == 0))
		return false;
	id = ((uint32_t)pf->pci.bus << 8 | (uint32_t)pf->pci.device << 3 |
	      pf->pci.function) +
	     pf->vf_offset.value.number + pf->vf_stride.value.number * index;
	if (id > UINT16_MAX)
		return false;
	*ret_pci = (struct pci_address){.domain = pf->pci.domain,
					.bus = (uint8_t)(id >> 8),
					.device = (uint8_t)(id >> 3 & 0x1f),
					.function = (uint8_t)(id & 7)};
	return true;
}

int vm_device_compare(const void *a, const void *b)
{
	const struct vm_device *x = a, *y = b;
	int order = pci_address_compare(x->pci, y->pci);

	return order ? order : strcmp(x->vm, y->vm);
}

const struct vm_device *observed_find_vm_device(const struct observed *observed,
						struct pci_address pci)
{
	size_t low = 0, high = observed->n_vm_devices;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (pci_address_compare(observed->vm_devices[middle].pci, pci) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < observed->n_vm_devices &&
			       pci_address_compare(observed->vm_devices[low].pci, pci) ==
				       0
		       ? &observed->vm_devices[low]
		       : NULL;
}
