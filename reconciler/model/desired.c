/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/desired.h"

bool desired_pf_is_off(const struct desired_pf *pf)
{
	return field_is_given(&pf->attrs[PF_ATTR_NUMVFS]) &&
	       pf->attrs[PF_ATTR_NUMVFS].value.number == 0;
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
