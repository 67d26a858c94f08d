/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/quirks.h"

#include <string.h>

#include "support/guard.h"

#define MLXCONFIG "mlxconfig -d DEVICE set SRIOV_EN=1 NUM_OF_VFS"
#define NO_CONFIGURE "has no sriov_configure: sriov_numvfs enables no VFs"
#define USER_SPACE "gives the PF to user space and enables no VFs"
#define QAT .refuses = VF_ATTRS_ALL, .numvfs_all_or_none = true, .no_eswitch = true

static const uint16_t nitrox_numvfs[] = {16, 32, 64, 128, 0};

/* From the drivers of Linux 6.12: which ndo_set_vf_* each has, and what those check
 * first. A driver counts as refusing an attribute only if none of its hardware or
 * firmware accepts it. */
static const struct driver_quirks rows[] = {
	/* igb_main.c: igb_netdev_ops has no ndo_set_vf_link_state, igb_ndo_set_vf_bw */
	{"igb", .numvfs_resets_pf = PF_RESETS, /* igb_sriov_reinit */
	 .refuses = ATTR(LINK_STATE) | ATTR(QUERY_RSS) | ATTR(MIN_TX_RATE),
	 .no_8021ad = true, .no_eswitch = true},
	/* ixgbe_sriov.c: ixgbe_ndo_set_vf_bw; ixgbe_ndo_set_vf_trust pings the VF into a
	   reset; ixgbe_ndo_set_vf_link_state logs "not supported" for enable and returns
	   0 */
	{"ixgbe", .numvfs_resets_pf = PF_RESETS, /* ixgbe_sriov_reinit */
	 .refuses = ATTR(MIN_TX_RATE), .resets_vf = ATTR(TRUST), .no_8021ad = true,
	 .ignores_link_enable = true, .no_eswitch = true},
	/* i40e_virtchnl_pf.c: i40e_ndo_set_vf_*, i40e_vc_reset_vf */
	{"i40e", .numvfs_resets_pf = PF_RESETS, /* i40e_pci_sriov_configure: the VEB */
	 .refuses = ATTR(QUERY_RSS) | ATTR(MIN_TX_RATE),
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
	 .sriov_setting = MLXCONFIG, .no_8021ad = true,
	 .switchdev_refuses =
		 ATTR(VLAN) | ATTR(SPOOFCHK) | ATTR(TRUST) | ATTR(LINK_STATE)},
	/* bnxt.c: bnxt_netdev_ops; 802.1ad where the firmware has it */
	{"bnxt_en", .numvfs_needs_up = true, /* bnxt_sriov_configure */
	 .numvfs_resets_pf = PF_RESETS_AT_0, /* bnxt_sriov_disable */
	 .refuses = ATTR(QUERY_RSS)},
	/* be_main.c: be_netdev_ops, be_set_vf_tx_rate, be_set_vf_mac: a valid MAC,
	   be_set_vf_vlan */
	{"be2net",
	 .numvfs_resets_pf = PF_RESETS, /* be_pci_sriov_configure: be_update_queues */
	 .refuses = ATTR(QUERY_RSS) | ATTR(MIN_TX_RATE) | ATTR(TRUST),
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
	/* NVMe base specification, virtualization enhancements: secondary controllers */
	{"nvme", .refuses = VF_ATTRS_ALL, .no_eswitch = true,
	 .vfs_start_offline =
		 "nvme virt-mgmt gives them queues and interrupts, and brings "
		 "them online"},
	/* netdevsim/netdev.c: nsim_set_vf_rate checks the eswitch mode only;
	   dev.c: nsim_drv_configure_vfs */
	{"netdevsim", .rate_any_link = true, .eswitch_ends_with_vfs = true},
	/* bnx2x_main.c, bnx2x_sriov.c: bnx2x_set_vf_vlan */
	{"bnx2x",
	 .refuses = ATTR(QUERY_RSS) | ATTR(MIN_TX_RATE) | ATTR(MAX_TX_RATE) | ATTR(TRUST),
	 .no_8021ad = true, .ignores_qos = true, .no_eswitch = true},
	/* fm10k_iov.c: fm10k_ndo_set_vf_vlan, fm10k_ndo_set_vf_bw ignores the lowest rate
	 */
	{"fm10k",
	 .refuses = ATTR(QUERY_RSS) | ATTR(MIN_TX_RATE) | ATTR(SPOOFCHK) |
		    ATTR(LINK_STATE) | ATTR(TRUST),
	 .no_8021ad = true, .refuses_qos = true, .no_eswitch = true},
	/* ionic_lif.c: ionic_set_vf_vlan, ionic_set_vf_rate */
	{"ionic", .refuses = ATTR(QUERY_RSS) | ATTR(MIN_TX_RATE), .no_8021ad = true,
	 .refuses_qos = true, .no_eswitch = true},
	/* otx2_pf.c: otx2_set_vf_mac, _vlan, _trust */
	{"rvu_nicpf",
	 .refuses = ATTR(QUERY_RSS) | ATTR(MIN_TX_RATE) | ATTR(MAX_TX_RATE) |
		    ATTR(SPOOFCHK) | ATTR(LINK_STATE),
	 .no_8021ad = true, .refuses_qos = true},
	/* qlcnic_sriov_pf.c: qlcnic_sriov_set_vf_* */
	{"qlcnic", .refuses = ATTR(QUERY_RSS) | ATTR(LINK_STATE) | ATTR(TRUST),
	 .no_8021ad = true, .no_eswitch = true},
	/* enetc_pf.c: enetc_pf_set_vf_mac, _vlan, _spoofchk */
	{"fsl_enetc",
	 .refuses = ATTR(QUERY_RSS) | ATTR(MIN_TX_RATE) | ATTR(MAX_TX_RATE) |
		    ATTR(LINK_STATE) | ATTR(TRUST),
	 .no_8021ad = true, .no_eswitch = true},
	/* funeth_main.c: fun_set_vf_mac, _vlan, _rate */
	{"funeth",
	 .refuses = ATTR(QUERY_RSS) | ATTR(MIN_TX_RATE) | ATTR(SPOOFCHK) |
		    ATTR(LINK_STATE) | ATTR(TRUST),
	 .no_eswitch = true},
	/* .sriov_configure and no ndo_set_vf_* at all */
	{"idpf", .refuses = VF_ATTRS_ALL, .no_eswitch = true},
	{"octeon_ep", .refuses = VF_ATTRS_ALL, .no_eswitch = true},
	{"pds_core", .refuses = VF_ATTRS_ALL, .no_eswitch = true},
	{"pci-pf-stub", .refuses = VF_ATTRS_ALL, .no_eswitch = true},
	/* xe_pci_sriov.c: xe_pci_sriov_configure; xe_module.c: max_vfs is 0 by default */
	{"xe", .refuses = VF_ATTRS_ALL, .no_eswitch = true,
	 .sriov_setting = "the kernel parameter xe.max_vfs"},
	/* i915_pci.c has no .sriov_configure; i915-sriov-dkms has, under the same name */
	{"i915", .refuses = VF_ATTRS_ALL, .no_eswitch = true,
	 .doubt_numvfs =
		 "the i915 of the kernel enables no VFs, the one of i915-sriov-dkms "
		 "does",
	 .sriov_setting = "the kernel parameter i915.max_vfs"},
	/* qat/qat_common/adf_sriov.c: adf_sriov_configure ignores the number */
	{"dh895xcc", QAT},
	{"c3xxx", QAT},
	{"c6xx", QAT},
	{"4xxx", QAT},
	{"420xx", QAT},
	{"6xxx", QAT},
	/* nitrox_sriov.c: num_vfs_valid */
	{"CNN55XX", .refuses = VF_ATTRS_ALL, .numvfs_choices = nitrox_numvfs,
	 .no_eswitch = true},
	/* mlx4/main.c: mlx4_driver has no .sriov_configure, mlx4_enable_sriov */
	{"mlx4_core",
	 .no_numvfs = "enables VFs by its module parameter num_vfs, not by sriov_numvfs: "
		      "options mlx4_core num_vfs=N in /etc/modprobe.d",
	 .sriov_setting = MLXCONFIG},
	/* lpfc_attr.c: lpfc_sriov_nr_virtfn_store */
	{"lpfc",
	 .no_numvfs = "enables VFs by its module parameter lpfc_sriov_nr_virtfn, not by "
		      "sriov_numvfs"},
	/* NVIDIA's nv-pci.c: nv_pci_driver has no .sriov_configure */
	{"nvidia",
	 .no_numvfs = "enables VFs by /usr/lib/nvidia/sriov-manage -e ADDRESS, not by "
		      "sriov_numvfs"},
	/* DPDK's igb_uio.c: store_max_vfs */
	{"igb_uio",
	 .no_numvfs =
		 "enables VFs by its own attribute max_vfs, not by sriov_numvfs: the PF "
		 "was given to user space"},
	{"uio_pci_generic", .no_numvfs = USER_SPACE},
	{"pci-stub", .no_numvfs = USER_SPACE},
	{"pciback", .no_numvfs = USER_SPACE},
	/* VFs are enabled at probe, or never (nic_main.c: nic_sriov_init; rvu.c:
	   rvu_enable_sriov; struct pci_driver of the others) */
	{"nicpf", .no_numvfs = NO_CONFIGURE},
	{"rvu_af", .no_numvfs = NO_CONFIGURE},
	{"mpt3sas", .no_numvfs = NO_CONFIGURE},
	{"megaraid_sas", .no_numvfs = NO_CONFIGURE},
	{"smartpqi", .no_numvfs = NO_CONFIGURE},
	{"qla2xxx", .no_numvfs = NO_CONFIGURE},
	{"ahci", .no_numvfs = NO_CONFIGURE},
	{"xhci_hcd", .no_numvfs = NO_CONFIGURE},
	{"e1000e", .no_numvfs = NO_CONFIGURE},
	{"igc", .no_numvfs = NO_CONFIGURE},
	{"atlantic", .no_numvfs = NO_CONFIGURE},
	{"tg3", .no_numvfs = NO_CONFIGURE},
	/* An unknown driver may do what the worst drivers do. */
	{NULL, .numvfs_resets_pf = PF_RESETS,
	 .resets_vf = ATTR(MAC) | ATTR(VLAN) | ATTR(TRUST) | ATTR(LINK_STATE)},
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
