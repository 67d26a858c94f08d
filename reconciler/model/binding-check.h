/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rules for the values that the VF of an interface gets, which hold for a configuration
 * and, for interfaces of pools, for a plan. */
#pragma once

#include "model/desired.h"

/* Refuses a min_tx_rate above max_tx_rate. */
void binding_check_rates(struct diags *diags, const struct field attrs[VF_ATTR_COUNT]);

/* Refuses a VLAN that libvirt would change. */
void binding_check_vlan(struct diags *diags, const struct desired_binding *binding,
			const struct field *vlan);
