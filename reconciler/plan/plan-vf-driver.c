/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "plan/plan-keep.h"
#include "plan/plan-vf.h"

const char *plan_vf_named_driver(const struct desired_vf *desired)
{
	const struct field *driver = &desired->attrs[VF_ATTR_DRIVER];

	return driver->set && !vf_attr_is_default_driver(driver->value.text)
		       ? driver->value.text
		       : NULL;
}

static bool has_driver(const struct observed_vf *vf, const char *name)
{
	return vf_attr_is_no_driver(name) ? !observed_vf_may_have_driver(vf)
					  : observed_vf_has_driver(vf, name);
}

/* Whether the plan changes the VF's driver, or removes an override so that the kernel
 * chooses one. Not for the VF of a running VM: libvirt binds it, and reverts that when
 * the VM stops. */
bool plan_vf_changes_driver(const struct desired_vf *desired,
			    const struct observed_vf *vf)
{
	const char *name = plan_vf_named_driver(desired);

	if (in_use_by_vfio(vf))
		return false;
	return name ? !has_driver(vf, name)
		    : desired->attrs[VF_ATTR_DRIVER].set && vf->driver_override;
}

/* Whether the VF's driver has to restart for the wanted MAC: this plan changes the MAC,
 * or a run that was interrupted before the restart did. */
static bool has_stale_mac(const struct planner *planner, const struct desired_vf *desired,
			  const struct observed_vf *vf)
{
	const struct field *mac = &desired->attrs[VF_ATTR_MAC];
	const char *user = plan_vf_user(planner, vf);

	/* If the kernel reports other VFs but not this one, its MAC cannot be
	 * compared. */
	if (!mac->set || mac_address_is_zero(mac->value.mac) ||
	    (planner->reports && !vf->reported) ||
	    planner->refuses & VF_ATTR_BIT(VF_ATTR_MAC) ||
	    !planner->pf->observed->netdev || !plan_vf_has_nic_driver(vf))
		return false;
	if (!plan_vf_is_satisfied(planner, desired, VF_ATTR_MAC, vf))
		return true;
	/* Its user may have set another MAC on purpose, as bonding does. */
	return (!user || plan_vf_ends_use(desired, vf)) && vf->netdev_mac.set &&
	       !mac_address_is_equal(vf->netdev_mac.value.mac, mac->value.mac);
}

/* Whether the VF's driver has to restart for a GUID: the plan changes it, or the driver
 * started with another one. */
static bool is_stale_guid(const struct planner *planner, const struct desired_vf *desired,
			  const struct observed_vf *vf, enum vf_attr attr,
			  const struct field *used)
{
	const struct field *wanted = &desired->attrs[attr];

	if (!field_is_given(wanted) || planner->refuses & VF_ATTR_BIT(attr) ||
	    (planner->reports && !vf->reported))
		return false;
	return !plan_vf_is_satisfied(planner, desired, attr, vf) ||
	       (used->set && !value_is_neutral(VALUE_GUID, wanted->value) &&
		!value_is_equal(VALUE_GUID, used->value, wanted->value));
}

static bool has_stale_guid(const struct planner *planner,
			   const struct desired_vf *desired, const struct observed_vf *vf)
{
	return plan_vf_has_nic_driver(vf) && planner->pf->observed->netdev &&
	       (is_stale_guid(planner, desired, vf, VF_ATTR_NODE_GUID, &vf->rdma_guid) ||
		is_stale_guid(planner, desired, vf, VF_ATTR_PORT_GUID, &vf->netdev_guid));
}

/* Why the VF's present driver has to restart; NULL if it does not. */
static const char *restart_reason(const struct planner *planner,
				  const struct desired_vf *desired,
				  const struct observed_vf *vf)
{
	if (has_stale_mac(planner, desired, vf))
		return "so that its netdev takes its MAC";
	if (has_stale_guid(planner, desired, vf))
		return "so that it reads its GUIDs";
	return planner->restarts[vf->index] ? "so that it takes its interrupt vectors"
					    : NULL;
}

/* Why the VF's driver has to start; "" if that needs no explanation; NULL if it does
 * not. */
static const char *driver_reason(const struct planner *planner,
				 const struct desired_vf *desired,
				 const struct observed_vf *vf)
{
	const struct field *driver = &desired->attrs[VF_ATTR_DRIVER];
	const char *restart;

	if (!vf)
		return driver->set || planner_autoprobe(planner) ? "" : NULL;
	/* libvirt binds and overrides the VF of a running VM, and reverts that when the
	 * VM stops. */
	if (in_use_by_vfio(vf))
		return NULL;
	restart = restart_reason(planner, desired, vf);
	if (restart)
		return restart;
	if (vf->driver_override && driver->set)
		return "the driver was overridden";
	if (observed_vf_may_have_driver(vf))
		return NULL;
	if (vf->driver_pending)
		return "an interrupted run unbound its driver";
	if (vf->driver_override)
		return NULL;
	if (driver->set)
		return driver->is_kept ? plan_keep_why : "no driver is bound";
	return field_is_on(&planner->pf->observed->autoprobe_saved)
		       ? "an interrupted run left it out"
		       : NULL;
}

static const char *driver_why(const struct planner *planner, unsigned int index)
{
	const struct desired_vf *desired;
	const struct observed_vf *vf;

	/* netdevsim's VFs are not PCI devices. */
	if (!planner->pf->observed->has_pci)
		return NULL;
	desired = planner_vf(planner, index);
	vf = plan_vf_live(planner, index);
	return plan_vf_named_driver(desired) ? NULL : driver_reason(planner, desired, vf);
}

/* The MAC that the VF's netdev takes when its driver starts; not set: any. */
static struct field expected_mac(const struct desired_vf *desired)
{
	const struct field *mac = &desired->attrs[VF_ATTR_MAC];

	return field_is_given(mac) && !mac_address_is_zero(mac->value.mac)
		       ? *mac
		       : (struct field){0};
}

bool plan_vf_needs_driver(struct planner *planner, unsigned int index)
{
	return driver_why(planner, index) != NULL;
}

void plan_vf_driver(struct planner *planner, unsigned int index)
{
	const struct desired_vf *desired = planner_vf(planner, index);
	const struct observed_vf *vf = plan_vf_live(planner, index);
	const struct field *driver = &desired->attrs[VF_ATTR_DRIVER];
	const char *why = driver_why(planner, index);
	struct change *change;

	if (!why)
		return;
	change = planner_add(planner, STAGE_VF_DRIVER, (int)index, VF_ATTR_DRIVER);
	change->to.text = driver->set ? driver->value.text : VF_DRIVER_DEFAULT;
	change->why = why[0] ? why : NULL;
	change->is_new_vf = !vf;
	change->is_kept = driver->is_kept;
	change->clears_override = driver->set && !driver->is_kept;
	change->mac = expected_mac(desired);
	change->is_optional = !driver->set && (!vf || !observed_vf_may_have_driver(vf));
	change->is_pending =
		vf && (vf->driver_pending || planner->pf->observed->autoprobe_saved.set);
	change->at = driver->set ? driver->at : planner->pf->desired->at;
	if (vf && observed_vf_may_have_driver(vf)) {
		change->from = vf->attrs[VF_ATTR_DRIVER];
		change->impact = IMPACT_REBINDS_VF;
		if (desired->attrs[VF_ATTR_MAC].set && !driver->set)
			change->at = desired->attrs[VF_ATTR_MAC].at;
	}
	if (vf)
		planner_block_in_use(planner, change, vf);
	planner->restarts[index] |= change->block == BLOCK_NONE;
}

/* Why a VF cannot have the driver of that name; NULL where it may. */
static const char *named_driver_refusal(const struct planner *planner, const char *name,
					const struct observed_vf *vf)
{
	const struct observed *host = planner->host;
	bool is_loaded = !host->knows_vfio_drivers;

	if (!planner->pf->observed->has_pci)
		return "the VFs of this PF are not PCI devices";
	if (!in_use_is_vfio(name))
		return NULL;
	/* vfio_group_find_or_alloc, drivers/vfio/group.c */
	if (vf ? !vf->iommu_group.set : !host->iommu)
		return arena_printf(planner->arena,
				    "%s needs an IOMMU, and this host has none on: VT-d, "
				    "AMD-Vi or the SMMU in the firmware, on Intel "
				    "intel_iommu=on",
				    name);
	for (size_t i = 0; i < host->n_vfio_drivers; i++)
		is_loaded |= strcmp(host->vfio_drivers[i], name) == 0;
	return is_loaded
		       ? NULL
		       : arena_printf(planner->arena,
				      "the driver %s is not loaded: modprobe %s, and for "
				      "every boot its name in /etc/modules-load.d",
				      name, name);
}

/* Why the VF needs another driver; "" if that needs no explanation; NULL if it does
 * not. */
static const char *override_reason(const struct planner *planner,
				   const struct desired_vf *desired,
				   const struct observed_vf *vf, const char *name)
{
	if (!planner->pf->observed->has_pci)
		return vf_attr_is_no_driver(name) ? NULL : "";
	if (!vf)
		return vf_attr_is_no_driver(name) && !planner_autoprobe(planner) ? NULL
										 : "";
	/* libvirt binds the VF of a running VM, and reverts that when the VM stops. */
	if (in_use_by_vfio(vf))
		return NULL;
	if (!has_driver(vf, name))
		return desired->attrs[VF_ATTR_DRIVER].is_kept ? plan_keep_why : "";
	if (vf_attr_is_no_driver(name))
		return vf->driver_override || !planner_autoprobe(planner)
			       ? NULL
			       : "so that no driver takes it later";
	return restart_reason(planner, desired, vf);
}

void plan_vf_override(struct planner *planner, unsigned int index)
{
	const struct desired_vf *desired = planner_vf(planner, index);
	const struct observed_vf *vf = plan_vf_live(planner, index);
	const char *name = plan_vf_named_driver(desired);
	const char *why = name ? override_reason(planner, desired, vf, name) : NULL;
	const char *reason;
	struct change *change;

	if (!why)
		return;
	reason = named_driver_refusal(planner, name, vf);
	if (plan_keep_gives_up(planner, &desired->attrs[VF_ATTR_DRIVER], index,
			       VF_ATTR_DRIVER, reason))
		return;
	change = planner_add(planner, STAGE_VF_OVERRIDE, (int)index, VF_ATTR_DRIVER);
	change->is_kept = desired->attrs[VF_ATTR_DRIVER].is_kept;
	change->to.text = name;
	change->mac = expected_mac(desired);
	change->at = desired->attrs[VF_ATTR_DRIVER].at;
	change->why = why[0] ? why : NULL;
	change->is_new_vf = !vf;
	if (vf && observed_vf_may_have_driver(vf)) {
		change->from = vf->attrs[VF_ATTR_DRIVER];
		change->impact = IMPACT_REBINDS_VF;
	}
	change->reason = reason;
	if (change->reason)
		change->block = BLOCK_UNSUPPORTED;
	else if (vf)
		planner_block_in_use(planner, change, vf);
	planner->restarts[index] |= change->block == BLOCK_NONE;
}
