/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/desired.h"

bool desired_pf_is_off(const struct desired_pf *pf)
{
	return field_is_given(&pf->numvfs) && pf->numvfs.value.number == 0;
}

const struct desired_vf *desired_pf_vf(const struct desired_pf *pf, unsigned int index)
{
	size_t low = 0, high = pf->n_vfs;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (pf->vfs[middle].index == index)
			return &pf->vfs[middle];
		if (pf->vfs[middle].index < index)
			low = middle + 1;
		else
			high = middle;
	}
	return &pf->defaults;
}

const struct desired_binding *desired_find_binding(const struct desired *desired,
						   const struct desired_pf *pf,
						   unsigned int vf)
{
	for (size_t i = 0; i < desired->n_bindings; i++) {
		const struct desired_binding *binding = &desired->bindings[i];

		if (binding->pf == pf && binding->vf == vf)
			return binding;
	}
	return NULL;
}
