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

struct field observed_vf_value(const struct observed_vf *vf, enum vf_attr attr)
{
	struct field field = {0};

	switch (attr) {
	case VF_ATTR_MSIX_VECTORS:
		field.set = vf->msix_vectors >= 0;
		field.value.number = (uint32_t)vf->msix_vectors;
		return field;
	case VF_ATTR_MTU:
		field.set = vf->netdev && vf->netdev_mtu >= 0;
		field.value.number = (uint32_t)vf->netdev_mtu;
		return field;
	case VF_ATTR_LINK:
		field.set = vf->netdev;
		field.value.on = vf->netdev_up;
		return field;
	default:
		return attr < VF_ATTR_COUNT ? vf->attrs[attr] : field;
	}
}

bool observed_vf_has(const struct observed_vf *vf, enum vf_attr attr, struct value value)
{
	struct field now = observed_vf_value(vf, attr);

	return now.set && value_is_equal(vf_attr_info[attr].kind, now.value, value);
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
