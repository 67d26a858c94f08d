/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/binding-check.h"

void binding_check_rates(struct diags *diags, const struct field attrs[VF_ATTR_COUNT])
{
	const struct field *min = &attrs[VF_ATTR_MIN_TX_RATE];
	const struct field *max = &attrs[VF_ATTR_MAX_TX_RATE];
	struct diag *diag;

	/* As in do_setvfinfo (net/core/rtnetlink.c); a max of 0 means no limit. */
	if (!min->set || !max->set || max->value.number == 0 ||
	    min->value.number <= max->value.number)
		return;
	diag = diag_error(diags, min->at, "min-above-max",
			  "min_tx_rate %u is above max_tx_rate %u", min->value.number,
			  max->value.number);
	diag_note(diags, diag, max->at, "max_tx_rate is given here");
}

/* libvirt writes the VLAN id of an <interface> to the PF when the VM starts, always with
 * priority 0 and 802.1Q (virNetDevSetVfVlan, src/util/virnetdev.c). */
void binding_check_vlan(struct diags *diags, const struct desired_binding *binding,
			const struct field *vlan)
{
	struct diag *diag;

	if (binding->type != BINDING_INTERFACE || !vlan->set ||
	    vlan->value.vlan.id == 0 ||
	    (vlan->value.vlan.qos == 0 && vlan->value.vlan.proto == VLAN_8021Q))
		return;
	diag = diag_error(diags, binding->type_at, "libvirt-vlan",
			  "libvirt would drop the VLAN's %s when the VM starts",
			  vlan->value.vlan.qos ? "priority" : "protocol");
	diag_note(diags, diag, vlan->at, "the VLAN is given here");
	diag_hint(diags, diag, "type: hostdev, or leave type out");
}

/* With `managed`, libvirt binds that driver when the VM starts. If it is not the one that
 * vfstate binds, each would undo what the other did. */
