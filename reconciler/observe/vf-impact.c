/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/vf-impact.h"

#include <string.h>

#include "observe/pf-users.h"

/* Whether the attribute is configured and the VF may not have that value. */
static bool is_wanted(const struct field *want, const struct observed_vf *vf,
		      enum vf_attr attr)
{
	return want[attr].set && !(field_is_given(&want[attr]) &&
				   observed_vf_has(vf, attr, want[attr].value));
}

static bool may_be_reset(const struct desired_pf *desired, const struct observed_pf *pf,
			 const struct observed_vf *vf)
{
	const struct field *want = desired_pf_vf(desired, vf->index)->attrs;
	const struct field *driver = &want[VF_ATTR_DRIVER], *mac = &want[VF_ATTR_MAC];

	/* A VF that an interrupted run left without a driver gets one. */
	if (!observed_vf_may_have_driver(vf) &&
	    (vf->driver_pending || field_is_on(&pf->autoprobe_saved)))
		return true;
	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		if (is_wanted(want, vf, (enum vf_attr)attr))
			return true;
	}
	/* Values that an interrupted run did not restore may be set. */
	if (pf->saved)
		return true;
	/* The VF's driver may use another MAC or GUID than the PF reports. */
	if (want[VF_ATTR_NODE_GUID].set || want[VF_ATTR_PORT_GUID].set ||
	    (mac->set && !(vf->netdev_mac.set &&
			   value_is_equal(VALUE_MAC, mac->value, vf->netdev_mac.value))))
		return true;
	if (driver->set && !(observed_vf_driver(vf) && driver->value.text &&
			     observed_vf_has_driver(vf, driver->value.text)))
		return true;
	/* A netdev that NetworkManager has set up may be below another one. */
	if (want[VF_ATTR_LINK].set && !want[VF_ATTR_LINK].value.on &&
	    observed_vf_is_up(vf))
		return true;
	return is_wanted(want, vf, VF_ATTR_MSIX_VECTORS) ||
	       is_wanted(want, vf, VF_ATTR_MTU);
}

bool vf_impact_is_possible(const struct desired_pf *desired, const struct observed_pf *pf,
			   const struct observed_vf *vf)
{
	return desired->is_pooled || pf_users_may_lose_link(desired, pf) ||
	       may_be_reset(desired, pf, vf);
}
