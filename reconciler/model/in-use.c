/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/in-use.h"

#include <string.h>

bool in_use_is_vfio(const char *driver)
{
	return driver && strstr(driver, "vfio") != NULL;
}

bool in_use_by_vfio(const struct observed_vf *vf)
{
	/* A VFIO driver enables the device when it is opened and not when it is bound
	 * (vfio_pci_core_enable, drivers/vfio/pci/vfio_pci_core.c). */
	return in_use_is_vfio(vf->driver) && vf->enable != 0;
}

const char *in_use_by(struct arena *arena, const struct observed_pf *pf,
		      const struct observed_vf *vf)
{
	if (pf->has_pci && !vf->has_pci)
		return "its PCI device cannot be found, so nothing proves it idle";
	if (!vf->driver)
		return NULL;
	if (in_use_by_vfio(vf))
		return arena_printf(
			arena, "opened through %s, by a VM or a program in user space",
			vf->driver);
	if (in_use_is_vfio(vf->driver))
		return NULL;
	if (!vf->netdev)
		return arena_printf(
			arena,
			"bound to %s without a netdev here: in another network "
			"namespace, or still starting",
			vf->driver);
	if (vf->netdev_up)
		return arena_printf(arena, "its netdev %s is up", vf->netdev);
	return NULL;
}

const char *in_use_refuses(struct arena *arena, const struct observed_pf *pf,
			   const struct observed_vf *vf, const struct change *change)
{
	bool is_theirs = change->kind == CHANGE_VF_ATTR && !vf->netdev &&
			 (change->attr == VF_ATTR_MAC || change->attr == VF_ATTR_VLAN);

	return change->impact != IMPACT_LIVE || is_theirs ? in_use_by(arena, pf, vf)
							  : NULL;
}
