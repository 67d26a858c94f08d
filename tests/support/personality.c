/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "personality.h"

#include <errno.h>
#include <string.h>

#include "support/guard.h"

#define NO_NDO {.refuses = EOPNOTSUPP, .unreported = true}
#define NO_MIN_RATE {.refuses_set = EINVAL}

/* igb_priv_flags_strings; i40e_gstrings_priv_flags and i40e_set_priv_flags, which refuses
 * the first while there are VFs */
static const char *const igb_flags[] = {"legacy-rx", NULL};
static const char *const i40e_flags[] = {"vf-true-promisc-support", "legacy-rx", NULL};

/* Linux 6.12, drivers/net/...: the file and the functions that say so are at each row.
 * What is the same for all (PCI core, rtnetlink) is in fake-binding.c and fake-rtnl-*.c.
 */
static const struct personality rows[] = {
	/* ethernet/intel/igb/igb_main.c: igb_netdev_ops has no link_state and no rss ndo;
	   igb_ndo_set_vf_bw: link up, no min rate, at most the link's speed;
	   igb_ndo_set_vf_vlan: 802.1Q. Measured in the VM. */
	{.name = "igb",
	 .driver = "igb",
	 .vf_driver = "igbvf",
	 .private_flags = igb_flags,
	 .numvfs_resets = true,
	 .totalvfs = 7,
	 .too_many = ERANGE,
	 .assigns_mac = true,
	 .netdev_delay_ms = 50,
	 .refuses_8021ad = EPROTONOSUPPORT,
	 .attrs = {[VF_ATTR_MIN_TX_RATE] = {.refuses_set = EINVAL,
					    .needs_carrier = EINVAL},
		   [VF_ATTR_MAX_TX_RATE] = {.needs_carrier = EINVAL, .max = 1000},
		   [VF_ATTR_LINK_STATE] = {.refuses = EOPNOTSUPP},
		   [VF_ATTR_QUERY_RSS] = NO_NDO}},
	/* ethernet/intel/ixgbe/ixgbe_sriov.c: ixgbe_ndo_set_vf_bw: link up at 10G, above
	   10, no min rate; ixgbe_ndo_set_vf_link_state: enable changes nothing;
	   ixgbe_ndo_set_vf_trust: the VF is pinged into a reset */
	{.name = "ixgbe",
	 .driver = "ixgbe",
	 .vf_driver = "ixgbevf",
	 .ignores_link_enable = true,
	 .numvfs_resets = true,
	 .totalvfs = 63,
	 .too_many = ERANGE,
	 .assigns_mac = true,
	 .netdev_delay_ms = 50,
	 .refuses_8021ad = EPROTONOSUPPORT,
	 .attrs = {[VF_ATTR_MIN_TX_RATE] = {.refuses_set = EINVAL,
					    .needs_carrier = EINVAL},
		   [VF_ATTR_MAX_TX_RATE] = {.needs_carrier = EINVAL,
					    .min = 11,
					    .max = 10000},
		   [VF_ATTR_TRUST] = {.resets_vf = true}}},
	/* ethernet/intel/i40e/i40e_virtchnl_pf.c: i40e_ndo_set_vf_*: MAC, VLAN, trust and
	   link state reset the VF, and EAGAIN meets who comes meanwhile, readers too;
	   iavf registers its netdev in a work item */
	{.name = "i40e",
	 .driver = "i40e",
	 .vf_driver = "iavf",
	 .private_flags = i40e_flags,
	 .flags_without_vfs = 1,
	 .numvfs_resets = true,
	 .totalvfs = 64,
	 .too_many = ERANGE,
	 .netdev_delay_ms = 400,
	 .busy_error = EAGAIN,
	 .busy_ms = 200,
	 .waits_ms = 300,
	 .refuses_8021ad = EPROTONOSUPPORT,
	 .attrs = {[VF_ATTR_MAC] = {.resets_vf = true},
		   [VF_ATTR_VLAN] = {.resets_vf = true},
		   [VF_ATTR_MIN_TX_RATE] = NO_MIN_RATE,
		   [VF_ATTR_MAX_TX_RATE] = {.needs_carrier = EINVAL,
					    .neutral_needs_nothing = true,
					    .max = 25000},
		   [VF_ATTR_LINK_STATE] = {.resets_vf = true},
		   [VF_ATTR_QUERY_RSS] = NO_NDO,
		   [VF_ATTR_TRUST] = {.resets_vf = true}}},
	/* ethernet/intel/ice/ice_sriov.c: ice_set_vf_mac, _port_vlan, _trust: reset,
	   EBUSY meanwhile; ice_set_vf_bw: the link's speed bounds it */
	{.name = "ice",
	 .driver = "ice",
	 .vf_driver = "iavf",
	 .totalvfs = 64,
	 .too_many = ERANGE,
	 .eswitch = {.has_mode = true,
		     .without_vfs = true,
		     .refuses = VF_ATTR_BIT(VF_ATTR_TRUST)},
	 .netdev_delay_ms = 900,
	 .busy_error = EBUSY,
	 .busy_ms = 500,
	 .waits_ms = 800,
	 .refuses_8021ad = EPROTONOSUPPORT,
	 .attrs = {[VF_ATTR_MAC] = {.resets_vf = true},
		   [VF_ATTR_VLAN] = {.resets_vf = true},
		   [VF_ATTR_MIN_TX_RATE] = {.needs_carrier = EINVAL,
					    .neutral_needs_nothing = true},
		   [VF_ATTR_MAX_TX_RATE] = {.needs_carrier = EINVAL,
					    .neutral_needs_nothing = true,
					    .max = 25000},
		   [VF_ATTR_QUERY_RSS] = NO_NDO,
		   [VF_ATTR_TRUST] = {.resets_vf = true}}},
	/* ethernet/mellanox/mlx5/core/en_main.c, esw/legacy.c: mlx5e_set_vf_*: any link;
	   the vport's VLAN protocol is not told */
	{.name = "mlx5",
	 .driver = "mlx5_core",
	 .vf_driver = "mlx5_core",
	 .totalvfs = 16,
	 .too_many = ERANGE,
	 .msix_vectors = 64,
	 .eswitch = {.has_mode = true,
		     .has_rest = true,
		     .clears = true,
		     .refuses = VF_ATTR_BIT(VF_ATTR_VLAN) |
				VF_ATTR_BIT(VF_ATTR_SPOOFCHK) |
				VF_ATTR_BIT(VF_ATTR_TRUST) |
				VF_ATTR_BIT(VF_ATTR_LINK_STATE)},
	 .refuses_8021ad = EPROTONOSUPPORT,
	 .reports_no_proto = true,
	 .attrs = {[VF_ATTR_QUERY_RSS] = NO_NDO}},
	/* ethernet/broadcom/bnxt/bnxt_sriov.c: bnxt_sriov_configure: 0 for a PF that is
	   down; bnxt_set_vf_bw: at most the link's speed */
	{.name = "bnxt",
	 .driver = "bnxt_en",
	 .vf_driver = "bnxt_en",
	 .numvfs_resets_at_0 = true,
	 .totalvfs = 16,
	 .too_many = ERANGE,
	 .eswitch = {.has_mode = true, .same_mode = EINVAL},
	 .numvfs_needs_up = true,
	 .refuses_8021ad = EPROTONOSUPPORT,
	 .attrs = {[VF_ATTR_MIN_TX_RATE] = {.needs_carrier = EINVAL,
					    .neutral_needs_nothing = true},
		   [VF_ATTR_MAX_TX_RATE] = {.needs_carrier = EINVAL,
					    .neutral_needs_nothing = true,
					    .max = 25000},
		   [VF_ATTR_QUERY_RSS] = NO_NDO}},
	/* ethernet/emulex/benet/be_main.c: be_set_vf_tx_rate: 100 to the link's speed, 0
	   always, ENETDOWN without link; be_set_vf_mac: no zero MAC; no trust ndo */
	{.name = "be2net",
	 .driver = "be2net",
	 .vf_driver = "be2net",
	 .numvfs_resets = true,
	 .totalvfs = 16,
	 .too_many = ERANGE,
	 .refuses_8021ad = EPROTONOSUPPORT,
	 .attrs = {[VF_ATTR_MAC] = {.refuses_neutral = EINVAL},
		   [VF_ATTR_MIN_TX_RATE] = NO_MIN_RATE,
		   [VF_ATTR_MAX_TX_RATE] = {.needs_carrier = ENETDOWN,
					    .neutral_needs_nothing = true,
					    .min = 100,
					    .max = 10000},
		   [VF_ATTR_QUERY_RSS] = NO_NDO,
		   [VF_ATTR_TRUST] = NO_NDO}},
	/* ethernet/qlogic/qed/qed_sriov.c: qed_set_vf_rate, qed_iov_configure_*: a rate
	   of 0 is not passed on; qede_set_vf_mac: no zero MAC; qede_set_vf_vlan: qos is
	   dropped */
	{.name = "qede",
	 .driver = "qede",
	 .vf_driver = "qede",
	 .totalvfs = 16,
	 .too_many = ERANGE,
	 .ignores_qos = true,
	 .refuses_8021ad = EPROTONOSUPPORT,
	 .attrs = {[VF_ATTR_MAC] = {.refuses_neutral = EINVAL},
		   [VF_ATTR_MIN_TX_RATE] = {.ignores_neutral = true},
		   [VF_ATTR_MAX_TX_RATE] = {.ignores_neutral = true},
		   [VF_ATTR_QUERY_RSS] = NO_NDO}},
	/* ethernet/huawei/hinic/hinic_sriov.c: hinic_ndo_set_vf_bw: EPERM without link;
	   hinic_ndo_set_vf_mac: no zero MAC */
	{.name = "hinic",
	 .driver = "hinic",
	 .vf_driver = "hinic",
	 .totalvfs = 16,
	 .too_many = ERANGE,
	 .netdev_delay_ms = 20,
	 .refuses_8021ad = EPROTONOSUPPORT,
	 .attrs = {[VF_ATTR_MAC] = {.refuses_neutral = EINVAL},
		   [VF_ATTR_MIN_TX_RATE] = {.needs_carrier = EPERM},
		   [VF_ATTR_MAX_TX_RATE] = {.needs_carrier = EPERM, .max = 25000},
		   [VF_ATTR_QUERY_RSS] = NO_NDO}},
	/* ethernet/hisilicon/hns3/hns3pf/hclge_main.c: hclge_set_vf_rate: no min rate;
	   hclge_set_vf_mac resets a VF that is up */
	{.name = "hns3",
	 .driver = "hns3",
	 .vf_driver = "hclgevf",
	 .totalvfs = 16,
	 .too_many = ERANGE,
	 .netdev_delay_ms = 100,
	 .busy_error = EBUSY,
	 .busy_ms = 200,
	 .refuses_8021ad = EPROTONOSUPPORT,
	 .attrs = {[VF_ATTR_MAC] = {.resets_vf = true},
		   [VF_ATTR_MIN_TX_RATE] = NO_MIN_RATE,
		   [VF_ATTR_MAX_TX_RATE] = {.max = 100000},
		   [VF_ATTR_QUERY_RSS] = NO_NDO}},
	/* ethernet/netronome/nfp/nfp_net_sriov.c: each by a capability of the firmware,
	   all there here; vlan_proto 0 where the firmware has none */
	{.name = "nfp",
	 .driver = "nfp",
	 .vf_driver = "nfp_netvf",
	 .totalvfs = 16,
	 .too_many = ERANGE,
	 .refuses_8021ad = EOPNOTSUPP,
	 .reports_no_proto = true,
	 .attrs = {[VF_ATTR_QUERY_RSS] = NO_NDO}},
	/* ethernet/sfc/ef10_sriov.c: efx_ef10_sriov_set_vf_mac bounces the VF, _vlan
	   refuses qos; no rate, no trust */
	{.name = "sfc",
	 .driver = "sfc",
	 .vf_driver = "sfc",
	 .totalvfs = 16,
	 .too_many = ERANGE,
	 .refuses_8021ad = EPROTONOSUPPORT,
	 .refuses_qos = EINVAL,
	 .attrs = {[VF_ATTR_MAC] = {.resets_vf = true},
		   [VF_ATTR_MIN_TX_RATE] = NO_NDO,
		   [VF_ATTR_MAX_TX_RATE] = NO_NDO,
		   [VF_ATTR_QUERY_RSS] = NO_NDO,
		   [VF_ATTR_TRUST] = NO_NDO}},
	/* infiniband/ulp/ipoib/ipoib_main.c: ipoib_netdev_ops_vf: link state and GUIDs */
	{.name = "ipoib",
	 .driver = "mlx5_core",
	 .vf_driver = "mlx5_core",
	 .totalvfs = 16,
	 .too_many = ERANGE,
	 .is_infiniband = true,
	 .msix_vectors = 64,
	 .attrs = {[VF_ATTR_MAC] = NO_NDO,
		   [VF_ATTR_VLAN] = NO_NDO,
		   [VF_ATTR_MIN_TX_RATE] = NO_NDO,
		   [VF_ATTR_MAX_TX_RATE] = NO_NDO,
		   [VF_ATTR_SPOOFCHK] = NO_NDO,
		   [VF_ATTR_QUERY_RSS] = NO_NDO,
		   [VF_ATTR_TRUST] = NO_NDO}},
	/* ethernet/sfc/ef100_netdev.c: no ndo_set_vf_* and no ndo_get_vf_config;
	   efx_devlink.c: efx_devlink_port_addr_set */
	{.name = "ef100",
	 .driver = "sfc",
	 .vf_driver = "sfc",
	 .totalvfs = 16,
	 .too_many = ERANGE,
	 .reports_no_vfs = true,
	 .eswitch = {.has_mode = true, .mac_by_port = true},
	 .attrs = {[VF_ATTR_MAC] = NO_NDO,
		   [VF_ATTR_VLAN] = NO_NDO,
		   [VF_ATTR_MIN_TX_RATE] = NO_NDO,
		   [VF_ATTR_MAX_TX_RATE] = NO_NDO,
		   [VF_ATTR_SPOOFCHK] = NO_NDO,
		   [VF_ATTR_LINK_STATE] = NO_NDO,
		   [VF_ATTR_QUERY_RSS] = NO_NDO,
		   [VF_ATTR_TRUST] = NO_NDO}},
	/* netdevsim/netdev.c, bus.c: nsim_set_vf_* take anything; nsim_vf_enable.
	   Measured in the VM. */
	{.name = "netdevsim",
	 .driver = "netdevsim",
	 .no_pci = true,
	 .totalvfs = 4,
	 .too_many = ENOMEM,
	 .eswitch = {.has_mode = true, .legacy_at_zero = true, .rates_by_port = 5000},
	 .keeps_config = true,
	 .reports_no_proto = true},
	/* nvme/host/pci.c: pci_sriov_configure_simple, and no netdev to set anything by
	 */
	{.name = "nvme",
	 .driver = "nvme",
	 .vf_driver = "nvme",
	 .no_netdev = true,
	 .vfs_start_offline = true,
	 .has_device_files = true,
	 .totalvfs = 8,
	 .too_many = ERANGE,
	 .netdev_delay_ms = -1},
	/* virtio/virtio_pci_common.c: virtio_pci_sriov_configure; net/virtio_net.c: no
	   ndo_set_vf_* */
	{.name = "virtio",
	 .driver = "virtio-pci",
	 .vf_driver = "virtio-pci",
	 .totalvfs = 8,
	 .too_many = ERANGE,
	 .is_virtio = true,
	 .reports_no_vfs = true,
	 .attrs = {[VF_ATTR_MAC] = NO_NDO,
		   [VF_ATTR_VLAN] = NO_NDO,
		   [VF_ATTR_MIN_TX_RATE] = NO_NDO,
		   [VF_ATTR_MAX_TX_RATE] = NO_NDO,
		   [VF_ATTR_SPOOFCHK] = NO_NDO,
		   [VF_ATTR_LINK_STATE] = NO_NDO,
		   [VF_ATTR_QUERY_RSS] = NO_NDO,
		   [VF_ATTR_TRUST] = NO_NDO}},
	/* A driver nobody has told us of, that can do little and is slow about it. */
	{.name = "other",
	 .driver = "other",
	 .vf_driver = "othervf",
	 .totalvfs = 8,
	 .too_many = ERANGE,
	 .assigns_mac = true,
	 .netdev_delay_ms = 3000,
	 .refuses_8021ad = EPROTONOSUPPORT,
	 .refuses_qos = EINVAL,
	 .attrs = {[VF_ATTR_MIN_TX_RATE] = {.refuses_set = EOPNOTSUPP},
		   [VF_ATTR_MAX_TX_RATE] = {.needs_carrier = EINVAL,
					    .ignores_neutral = true},
		   [VF_ATTR_LINK_STATE] = {.ignores_set = true},
		   [VF_ATTR_QUERY_RSS] = NO_NDO,
		   [VF_ATTR_TRUST] = {.refuses_set = EPERM}}},
};

const struct personality *personalities(size_t *ret_n)
{
	*ret_n = ARRAY_SIZE(rows);
	return rows;
}

const struct personality *personality_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	}
	return NULL;
}
