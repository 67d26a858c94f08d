/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/vf-impact.h"

#include <string.h>

#include "observe/pf-users.h"

static bool may_be_reset(const struct desired_pf *desired, const struct observed_pf *pf,
			 const struct observed_vf *vf)
{
	const struct field *want = desired_pf_vf(desired, vf->index)->attrs;
	const struct field *driver = &want[VF_ATTR_DRIVER], *mac = &want[VF_ATTR_MAC];

	/* What an interrupted run left without a driver gets it. */
	if (!vf->driver && (vf->driver_owed || pf->autoprobe_saved == 1))
		return true;
	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		if (want[attr].set &&
		    !(field_is_given(&want[attr]) && vf->attrs[attr].set &&
		      value_is_equal(vf_attr_info[attr].kind, want[attr].value,
				     vf->attrs[attr].value)))
			return true;
	}
	/* What another run has not put back may be set. */
	if (pf->saved)
		return true;
	/* Those of its driver may be others than those of the PF. */
	if (want[VF_ATTR_NODE_GUID].set || want[VF_ATTR_PORT_GUID].set ||
	    (mac->set && !(vf->has_netdev_mac &&
			   value_is_equal(VALUE_MAC, mac->value,
					  (struct value){.mac = vf->netdev_mac}))))
		return true;
	if (driver->set && !(vf->driver && driver->value.text &&
			     strcmp(driver->value.text, vf->driver) == 0))
		return true;
	/* One that NetworkManager raised may be below another netdev. */
	if (want[VF_ATTR_LINK].set && !want[VF_ATTR_LINK].value.on && vf->netdev_up)
		return true;
	return (want[VF_ATTR_MSIX_VECTORS].set &&
		want[VF_ATTR_MSIX_VECTORS].value.number != (uint32_t)vf->msix_vectors) ||
	       (want[VF_ATTR_MTU].set &&
		want[VF_ATTR_MTU].value.number != (uint32_t)vf->netdev_mtu);
}

bool vf_impact_is_possible(const struct desired_pf *desired, const struct observed_pf *pf,
			   const struct observed_vf *vf)
{
	return pf_users_may_lose_link(desired, pf) || may_be_reset(desired, pf, vf);
}
