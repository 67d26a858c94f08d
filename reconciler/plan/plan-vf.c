/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/plan-vf.h"

#include "plan/plan-keep.h"

#include <string.h>

/* The existing VF; NULL if the plan recreates it. */
const struct observed_vf *plan_vf_live(const struct planner *planner, unsigned int index)
{
	return planner->creates ? NULL : &planner->pf->observed->vfs[index];
}

/* Whether the VF has a driver that makes it a network interface, here or in another
 * network namespace. */
bool plan_vf_has_nic_driver(const struct observed_vf *vf)
{
	return observed_vf_may_have_driver(vf) && !in_use_is_vfio(observed_vf_driver(vf));
}

bool plan_vf_ends_use(const struct desired_vf *desired, const struct observed_vf *vf)
{
	const struct field *link = &desired->attrs[VF_ATTR_LINK];

	return observed_vf_is_up(vf) && link->set && !link->value.on;
}

/* Whether the VF may have chosen its MAC. A trusted VF may do so, and the PF then reports
 * that MAC (igb_set_vf_mac_addr, drivers/net/ethernet/intel/igb/igb_main.c). Another
 * eswitch mode may clear trust and MAC. */
static bool may_choose_mac(const struct planner *planner,
			   const struct desired_vf *desired, const struct observed_vf *vf)
{
	const struct field *now = &vf->attrs[VF_ATTR_TRUST];
	const struct field *wanted = &desired->attrs[VF_ATTR_TRUST];

	return now->set && now->value.on && (!wanted->set || wanted->value.on) &&
	       !planner->may_clear && !plan_vf_ends_use(desired, vf) &&
	       !plan_vf_changes_driver(desired, vf) && !planner->restarts[vf->index] &&
	       in_use_known_by(planner->arena, planner->pf->observed, vf);
}

/* Whether a default MAC waits for the VF's user. Nobody configured it, so it must not
 * block anything: it is set once nobody uses the VF. */
static bool waits_for_user(const struct planner *planner, const struct observed_vf *vf)
{
	return planner_has_default_mac(planner, vf->index) &&
	       !(planner->permits & DISRUPTION_VFS) &&
	       in_use_known_by(planner->arena, planner->pf->observed, vf);
}

/* Whether the VF may keep a MAC other than the wanted one. */
static bool is_foreign_mac_fine(const struct planner *planner,
				const struct desired_vf *desired,
				const struct observed_vf *vf)
{
	const struct field *mac = &vf->attrs[VF_ATTR_MAC];
	struct mac_address wanted = desired->attrs[VF_ATTR_MAC].value.mac;

	if (may_choose_mac(planner, desired, vf) || waits_for_user(planner, vf))
		return true;
	/* If no MAC is set through the PF, the VF's driver makes one up, which the PF
	 * reports. A driver that restarts makes up another one. */
	if (plan_vf_changes_driver(desired, vf) || planner->restarts[vf->index])
		return false;
	return mac_address_is_zero(wanted) && plan_vf_has_nic_driver(vf) && mac->set &&
	       mac_address_is_local(mac->value.mac) &&
	       (!vf->netdev_mac.set ||
		mac_address_is_equal(vf->netdev_mac.value.mac, mac->value.mac));
}

bool plan_vf_is_satisfied(const struct planner *planner, const struct desired_vf *desired,
			  enum vf_attr attr, const struct observed_vf *vf)
{
	enum value_kind kind = vf_attr_info[attr].kind;
	struct value wanted = desired->attrs[attr].value;
	bool is_clear = value_is_neutral(kind, wanted);
	bool is_off = kind == VALUE_BOOL && !wanted.on;

	/* An attribute that cannot be set is neutral or off, unless the VF reports
	 * something else. An attribute that cannot be cleared is clear on a new VF. */
	if ((is_clear || is_off) && planner->refuses & VF_ATTR_BIT(attr) &&
	    (!vf || !vf->attrs[attr].set))
		return true;
	if (!vf)
		return is_clear &&
		       (planner->quirks->refuses_clear | planner->quirks->ignores_clear) &
			       (1u << attr);
	if (vf->attrs[attr].set && value_is_equal(kind, vf->attrs[attr].value, wanted))
		return true;
	return attr == VF_ATTR_MAC && is_foreign_mac_fine(planner, desired, vf);
}

static enum impact attr_impact(const struct planner *planner, enum vf_attr attr,
			       const struct observed_vf *vf)
{
	if (!vf)
		return IMPACT_LIVE;
	/* The netdev keeps its old MAC until its driver starts again. */
	if (attr == VF_ATTR_MAC && plan_vf_has_nic_driver(vf))
		return IMPACT_REBINDS_VF;
	/* The VF's driver reads the GUIDs only when it starts (init_node_data,
	 * drivers/infiniband/hw/mlx5/main.c). */
	if (VF_ATTRS_GUID & VF_ATTR_BIT(attr) && plan_vf_has_nic_driver(vf))
		return IMPACT_REBINDS_VF;
	return planner->quirks->resets_vf & (1u << attr) ? IMPACT_RESETS_VF : IMPACT_LIVE;
}

/* Why the attribute can have no value at all on this PF. */
static const char *attr_is_foreign(const struct planner *planner, enum vf_attr attr)
{
	const struct observed_pf *pf = planner->pf->observed;
	const char *name = vf_attr_info[attr].name;

	if (pf->is_infiniband)
		return arena_printf(planner->arena,
				    "the VFs of an InfiniBand PF have no %s", name);
	if (VF_ATTRS_GUID & VF_ATTR_BIT(attr))
		return "the PF is not an InfiniBand device";
	if (planner->quirks->refuses & VF_ATTR_BIT(attr))
		return arena_printf(planner->arena, "the driver %s cannot set %s",
				    pf->driver, name);
	return arena_printf(planner->arena,
			    "the driver %s cannot set %s in switchdev mode: there it "
			    "belongs to the VF's representor",
			    pf->driver, name);
}

/* Why the driver would refuse or ignore the value, as far as is known; NULL if it may
 * accept it. */
static const char *driver_refusal(const struct planner *planner, enum vf_attr attr,
				  struct value value)
{
	const struct driver_quirks *quirks = planner->quirks;
	const struct attr_info *info = &vf_attr_info[attr];
	const char *driver = planner->pf->observed->driver;
	bool is_clear = value_is_neutral(info->kind, value);

	if (planner->refuses & VF_ATTR_BIT(attr) &&
	    !(is_clear && planner->refuses_set & VF_ATTR_BIT(attr)))
		return attr_is_foreign(planner, attr);
	if (is_clear && quirks->refuses_clear & (1u << attr))
		return arena_printf(planner->arena, "the driver %s cannot clear %s",
				    driver, info->name);
	if (is_clear && quirks->ignores_clear & (1u << attr))
		return arena_printf(planner->arena,
				    "the driver %s accepts a %s of 0 and keeps what it "
				    "has; new VFs start without one",
				    driver, info->name);
	if (attr == VF_ATTR_LINK_STATE && quirks->ignores_link_enable &&
	    value.link_state == VF_LINK_ENABLE)
		return arena_printf(planner->arena,
				    "the driver %s accepts enable and does nothing",
				    driver);
	if (attr != VF_ATTR_VLAN)
		return NULL;
	if (value.vlan.proto == VLAN_8021AD && quirks->no_8021ad)
		return arena_printf(planner->arena, "the driver %s has no 802.1ad",
				    driver);
	if (value.vlan.qos && quirks->refuses_qos)
		return arena_printf(planner->arena, "the driver %s has no VLAN priority",
				    driver);
	if (value.vlan.qos && quirks->ignores_qos)
		return arena_printf(planner->arena,
				    "the driver %s accepts a VLAN priority and drops it",
				    driver);
	return NULL;
}

/* Whether the VF is beyond the end of the kernel's list, so that values cannot be
 * compared. */
static bool is_beyond_list(const struct planner *planner, const struct observed_vf *vf)
{
	return planner->is_capped && vf->index >= OBSERVED_VF_LIST_MAX && !vf->reported;
}

static void note_unverified(struct planner *planner, unsigned int index)
{
	struct vf_set *set = &planner->pf->unverified;

	if (set->n == 0 || set->indexes[set->n - 1] != index)
		vf_set_add(planner->arena, set, index);
}

/* i40e and ice do not report a VF in reset (rtnl_fill_vfinfo, net/core/rtnetlink.c). */
static bool is_busy(const struct planner *planner, enum vf_attr attr,
		    const struct observed_vf *vf)
{
	return vf && planner->reports && !vf->reported && !is_beyond_list(planner, vf) &&
	       !(planner->refuses & VF_ATTR_BIT(attr));
}

/* Why the attribute cannot be set or verified; NULL if it can. */
static const char *attr_refusal(const struct planner *planner, enum vf_attr attr,
				struct value value, const struct observed_vf *vf)
{
	if (!planner->pf->observed->netdev)
		return "the PF has no netdev to set it through";
	if (value.source == VALUE_OF_PF && attr == VF_ATTR_MAC)
		return "the PF reports no MAC address to derive one from";
	if (value.source == VALUE_OF_PF && !(planner->refuses & VF_ATTR_BIT(attr)))
		return "the PF reports no GUID to derive one from";
	if (is_busy(planner, attr, vf))
		return arena_printf(planner->arena,
				    "the kernel reports the PF's other VFs and not VF "
				    "%u: its driver is busy with it",
				    vf->index);
	return driver_refusal(planner, attr, value);
}

/* Warns of a trusted VF that may have chosen another MAC. */
static void warn_foreign_mac(struct planner *planner, const struct desired_vf *desired,
			     const struct observed_vf *vf)
{
	const struct field *wanted = &desired->attrs[VF_ATTR_MAC];
	const struct field *mac = &vf->attrs[VF_ATTR_MAC];
	char text[MAC_ADDRESS_TEXT];

	if (!may_choose_mac(planner, desired, vf) || !mac->set ||
	    mac_address_is_equal(mac->value.mac, wanted->value.mac))
		return;
	mac_address_format(mac->value.mac, text);
	diag_warning(
		planner->diags, wanted->at, "trusted-mac",
		"VF %u of '%s' is trusted, in use, and has the MAC %s; it is left to it",
		vf->index, planner->pf->desired->name, text);
}

/* Warns of a default MAC that the VM's interface gets only once its VF is idle. */
static void warn_default_mac(struct planner *planner, const struct desired_vf *desired,
			     const struct observed_vf *vf)
{
	const struct field *wanted = &desired->attrs[VF_ATTR_MAC];
	char text[MAC_ADDRESS_TEXT];

	if (!waits_for_user(planner, vf) ||
	    observed_vf_has(vf, VF_ATTR_MAC, wanted->value))
		return;
	mac_address_format(wanted->value.mac, text);
	diag_warning(
		planner->diags, wanted->at, "vm-mac",
		"%s/%s gets the MAC %s, and VF %u of '%s' keeps another one while it is "
		"in use: %s",
		desired->binding->vm, desired->binding->interface, text, vf->index,
		planner->pf->desired->name, plan_vf_user(planner, vf));
}

/* Blocks trust if the configured MAC cannot be set. A trusted VF may choose its MAC, so
 * the wrong MAC would not show as a difference any more. */
static void block_trust(struct planner *planner, struct change *trust)
{
	const struct change *first = planner->pf->changes;

	for (const struct change *mac = trust; mac-- > first && mac->vf == trust->vf;) {
		if (!change_is_of_vf(mac, VF_ATTR_MAC) || mac->block == BLOCK_NONE ||
		    mac->is_again || mac_address_is_zero(mac->to.mac))
			continue;
		trust->block = mac->block;
		trust->reason = arena_printf(planner->arena,
					     "a trusted VF may choose its MAC, and the "
					     "configured one cannot be set: %s",
					     mac->reason);
	}
}

static void plan_attr(struct planner *planner, const struct desired_vf *desired,
		      enum vf_attr attr, const struct observed_vf *vf, unsigned int index)
{
	const struct field *wanted = &desired->attrs[attr];
	struct change *change;
	const char *refusal;
	bool is_satisfied;

	if (!wanted->set)
		return;
	if (attr == VF_ATTR_MAC && vf) {
		warn_foreign_mac(planner, desired, vf);
		warn_default_mac(planner, desired, vf);
	}
	is_satisfied = plan_vf_is_satisfied(planner, desired, attr, vf);
	if (is_satisfied &&
	    !(planner->may_clear && observed_vf_has(vf, attr, wanted->value)))
		return;
	refusal = attr_refusal(planner, attr, wanted->value, vf);
	if (!refusal && vf && is_beyond_list(planner, vf)) {
		note_unverified(planner, index);
		return;
	}
	/* A value that has to wait is not lost. */
	if (!is_busy(planner, attr, vf) &&
	    plan_keep_gives_up(planner, wanted, index, attr, refusal))
		return;
	change = planner_add(planner, STAGE_VF_ATTR, (int)index, attr);
	change->is_kept = wanted->is_kept;
	if (vf)
		change->from = vf->attrs[attr];
	change->to = wanted->value;
	change->at = wanted->at;
	change->is_new_vf = !vf;
	change->is_again = is_satisfied;
	if (is_satisfied)
		change->why = "another eswitch mode may clear it";
	else if (wanted->is_kept && vf)
		change->why = plan_keep_why;
	else if (attr == VF_ATTR_MAC && planner_has_default_mac(planner, index))
		change->why = arena_printf(
			planner->arena, "of %s/%s, which has none configured",
			desired->binding->vm, desired->binding->interface);
	if (!is_satisfied)
		change->impact = attr_impact(planner, attr, vf);
	change->reason = refusal;
	if (refusal)
		change->block = BLOCK_UNSUPPORTED;
	else if (vf)
		planner_block_in_use(planner, change, vf);
	if (change->block == BLOCK_NONE && attr == VF_ATTR_TRUST && change->to.on)
		block_trust(planner, change);
}

const char *plan_vf_user(const struct planner *planner, const struct observed_vf *vf)
{
	return vf ? in_use_by(planner->arena, planner->pf->observed, vf) : NULL;
}

void plan_vf_attrs(struct planner *planner, unsigned int index)
{
	const struct desired_vf *desired = planner_vf(planner, index);
	const struct observed_vf *vf = plan_vf_live(planner, index);

	for (int attr = 0; attr < VF_ATTR_COUNT; attr++)
		plan_attr(planner, desired, attr, vf, index);
}
