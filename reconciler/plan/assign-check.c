/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "model/binding-check.h"
#include "plan/assign-parts.h"

static bool is_of_pool(const struct desired_vf *vf)
{
	return vf->binding && vf->binding->pool;
}

/* The switch of a PF delivers frames for a MAC address to one VF. */
static void check_macs(struct diags *diags, struct arena *arena,
		       const struct desired_pf *pf)
{
	const struct desired_vf **vfs = arena_calloc(arena, pf->n_vfs, sizeof(*vfs));
	size_t n = 0;

	for (size_t i = 0; i < pf->n_vfs; i++) {
		const struct field *mac = &pf->vfs[i].attrs[VF_ATTR_MAC];

		if (field_is_given(mac) && !value_is_neutral(VALUE_MAC, mac->value))
			vfs[n++] = &pf->vfs[i];
	}
	if (n > 0)
		qsort(vfs, n, sizeof(*vfs), desired_vf_compare_macs);
	for (size_t i = 1; i < n; i++) {
		const struct field *one = &vfs[i - 1]->attrs[VF_ATTR_MAC],
				   *other = &vfs[i]->attrs[VF_ATTR_MAC];

		/* config_check() has compared the others. */
		if ((!is_of_pool(vfs[i - 1]) && !is_of_pool(vfs[i])) ||
		    !value_is_equal(VALUE_MAC, one->value, other->value))
			continue;
		diag_note(diags,
			  diag_error(diags, other->at, "same-mac",
				     "VF %u of '%s' has the MAC of VF %u", vfs[i]->index,
				     pf->name, vfs[i - 1]->index),
			  one->at, "given to VF %u here", vfs[i - 1]->index);
	}
}

void assign_check(struct diags *diags, struct arena *arena, const struct desired *desired)
{
	for (size_t i = 0; i < desired->n_pfs; i++) {
		const struct desired_pf *pf = &desired->pfs[i];

		if (!pf->is_pooled || pf->is_turned_off)
			continue;
		check_macs(diags, arena, pf);
		for (size_t j = 0; j < pf->n_vfs; j++) {
			const struct desired_vf *vf = &pf->vfs[j];

			/* config_check() has checked what the interface itself says. */
			if (!is_of_pool(vf))
				continue;
			if (!vf->binding->attrs[VF_ATTR_VLAN].set)
				binding_check_vlan(diags, vf->binding,
						   &vf->attrs[VF_ATTR_VLAN]);
			if (!vf->binding->attrs[VF_ATTR_MIN_TX_RATE].set ||
			    !vf->binding->attrs[VF_ATTR_MAX_TX_RATE].set)
				binding_check_rates(diags, vf->attrs);
		}
	}
}
