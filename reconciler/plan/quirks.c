/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/quirks.h"

#include <string.h>

#include "support/guard.h"

/* From the drivers of Linux 6.12: which ndo_set_vf_* each has, and what those check
 * first. A driver is held to refuse an attribute only where no hardware or firmware of it
 * takes it. */
static const struct driver_quirks rows[] = {
	/* igb_main.c: igb_netdev_ops has no ndo_set_vf_link_state, igb_ndo_set_vf_bw */
	{"igb", .refuses = ATTR(LINK_STATE) | ATTR(QUERY_RSS) | ATTR(MIN_TX_RATE),
	 .no_8021ad = true, .no_eswitch = true},
	/* ixgbe_sriov.c: ixgbe_ndo_set_vf_bw; ixgbe_ndo_set_vf_trust pings the VF into a
	   reset; ixgbe_ndo_set_vf_link_state: "not supported" of enable, and 0 */
	{"ixgbe", .refuses = ATTR(MIN_TX_RATE), .resets_vf = ATTR(TRUST),
	 .no_8021ad = true, .ignores_link_enable = true, .no_eswitch = true},
	/* i40e_virtchnl_pf.c: i40e_ndo_set_vf_*, i40e_vc_reset_vf */
	{"i40e", .refuses = ATTR(QUERY_RSS) | ATTR(MIN_TX_RATE),
	 .resets_vf = ATTR(MAC) | ATTR(VLAN) | ATTR(TRUST) | ATTR(LINK_STATE),
	 .no_8021ad = true, .no_eswitch = true},
	/* ice_sriov.c: ice_set_vf_*, ice_reset_vf; 802.1ad in double VLAN mode only;
	   ice_eswitch.c: ice_eswitch_mode_set; ice_set_vf_trust */
	{"ice", .refuses = ATTR(QUERY_RSS),
	 .resets_vf = ATTR(MAC) | ATTR(VLAN) | ATTR(TRUST), .eswitch_without_vfs = true,
	 .switchdev_refuses = ATTR(TRUST)},
	/* mlx5/core/en_main.c: mlx5e_netdev_ops, mlx5e_set_vf_vlan; esw/legacy.c:
	   mlx5_eswitch_set_vport_vlan, _spoofchk, _trust, _state in switchdev mode */
	{"mlx5_core", .refuses = ATTR(QUERY_RSS), .rate_any_link = true,
	 .no_8021ad = true,
	 .switchdev_refuses =
		 ATTR(VLAN) | ATTR(SPOOFCHK) | ATTR(TRUST) | ATTR(LINK_STATE)},
	/* bnxt.c: bnxt_netdev_ops; 802.1ad where the firmware has it */
	{"bnxt_en", .refuses = ATTR(QUERY_RSS)},
	/* be_main.c: be_netdev_ops, be_set_vf_tx_rate, be_set_vf_mac: a valid MAC,
	   be_set_vf_vlan */
	{"be2net", .refuses = ATTR(QUERY_RSS) | ATTR(MIN_TX_RATE) | ATTR(TRUST),
	 .refuses_clear = ATTR(MAC), .no_8021ad = true, .no_eswitch = true},
	/* qede_main.c: qede_netdev_ops, qede_set_vf_mac: a valid MAC, qede_set_vf_vlan;
	   qed_sriov.c: qed_set_vf_rate passes on no 0 */
	{"qede", .refuses = ATTR(QUERY_RSS), .refuses_clear = ATTR(MAC),
	 .ignores_clear = ATTR(MIN_TX_RATE) | ATTR(MAX_TX_RATE), .no_8021ad = true,
	 .ignores_qos = true, .no_eswitch = true},
	/* hinic_main.c: hinic_netdev_ops; hinic_sriov.c: hinic_ndo_set_vf_mac, _vlan */
	{"hinic", .refuses = ATTR(QUERY_RSS), .refuses_clear = ATTR(MAC),
	 .no_8021ad = true, .no_eswitch = true},
	/* hinic3 of Linux 7.3: .sriov_configure and no ndo_set_vf_* */
	{"hinic3", .refuses = VF_ATTRS_ALL, .no_eswitch = true},
	/* hns3_enet.c, hclge_main.c: hclge_set_vf_rate, hclge_set_vf_mac,
	   hclge_set_vf_vlan_filter */
	{"hns3", .refuses = ATTR(QUERY_RSS) | ATTR(MIN_TX_RATE), .resets_vf = ATTR(MAC),
	 .no_8021ad = true, .no_eswitch = true},
	/* nfp_net_sriov.c: 802.1ad where the firmware has it */
	{"nfp", .refuses = ATTR(QUERY_RSS)},
	/* sfc/ef10_sriov.c: no rates, no trust; efx_ef10_sriov_set_vf_vlan: no qos */
	{"sfc",
	 .refuses = ATTR(QUERY_RSS) | ATTR(MIN_TX_RATE) | ATTR(MAX_TX_RATE) | ATTR(TRUST),
	 .resets_vf = ATTR(MAC), .no_8021ad = true, .refuses_qos = true},
	/* .sriov_configure and no ndo_set_vf_* at all */
	{"ena", .refuses = VF_ATTRS_ALL, .no_eswitch = true},
	{"virtio-pci", .refuses = VF_ATTRS_ALL, .no_eswitch = true},
	{"nvme", .refuses = VF_ATTRS_ALL, .no_eswitch = true},
	/* netdevsim/netdev.c: nsim_set_vf_rate checks the eswitch mode only;
	   dev.c: nsim_drv_configure_vfs */
	{"netdevsim", .rate_any_link = true, .eswitch_ends_with_vfs = true,
	 .switchdev_refuses = ATTR(MIN_TX_RATE) | ATTR(MAX_TX_RATE)},
	/* What is not known may do what the worst do. */
	{NULL, .resets_vf = ATTR(MAC) | ATTR(VLAN) | ATTR(TRUST) | ATTR(LINK_STATE)},
};

const struct driver_quirks *quirks_rows(size_t *ret_n)
{
	*ret_n = ARRAY_SIZE(rows);
	return rows;
}

const struct driver_quirks *quirks_find(const char *driver)
{
	const struct driver_quirks *generic = &rows[ARRAY_SIZE(rows) - 1];

	for (const struct driver_quirks *row = rows; driver && row < generic; row++) {
		if (strcmp(row->driver, driver) == 0)
			return row;
	}
	return generic;
}
