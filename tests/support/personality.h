/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How PF drivers behave, as data: one row each. What a row cannot say is a function of
 * fake-rtnl-vf.c that all drivers share, switched by a field here. */
#pragma once

#include "model/vf-attr.h"

/* What a driver does with one VF attribute. Errors are positive errnos; 0: none. */
struct attr_rule {
	int refuses;	 /* any value: there is no ndo_set_vf_*, or it always says no */
	int refuses_set; /* any value but the neutral one */
	int refuses_neutral; /* the neutral value */
	bool ignores_set;    /* success, and any value but the neutral one is not taken */
	bool ignores_neutral;
	bool resets_vf;
	int needs_carrier;	    /* without it; both rates */
	bool neutral_needs_nothing; /* the neutral value is taken without carrier too */
	uint32_t min, max;	    /* of numbers that are not 0; EINVAL beyond; 0: any */
	bool unreported;
};

struct personality {
	const char *name;
	const char *driver, *vf_driver;
	bool no_pci;	/* no PCI device, no sriov_totalvfs, autoprobe, virtfn */
	bool no_netdev; /* of the PF */
	int totalvfs;
	int too_many;		 /* errno of numvfs above totalvfs */
	bool numvfs_needs_up;	 /* numvfs of a PF that is down succeeds and stays */
	bool numvfs_resets;	 /* another numvfs takes the PF's link down and up */
	bool numvfs_resets_at_0; /* 0 does */
	bool keeps_config;	 /* VF attributes survive numvfs 0 */
	bool assigns_mac;    /* a VF without a MAC makes one up, and the PF reports it */
	int netdev_delay_ms; /* from a VF driver's probe to its netdev; -1: never */
	int busy_error; /* of a set while a VF resets; reads leave the VF out meanwhile */
	int busy_ms;	/* how long a reset takes */
	int waits_ms;	/* how long a set waits for the VF before it gives busy_error */
	int refuses_8021ad;
	int refuses_qos; /* of a VLAN */
	bool ignores_qos;
	bool ignores_link_enable; /* link_state: enable */
	bool reports_no_proto;	  /* vlan_proto 0 for 802.1Q */
	bool reports_no_vfs;	  /* there is no ndo_get_vf_config */
	bool is_infiniband;
	bool vfs_start_offline; /* a driver's probe of one fails */
	bool has_device_files;	/* of each VF that has its driver */
	bool is_virtio;		/* netdevs are one level down, in virtioN */
	int msix_vectors;	/* for all VFs; 0: there is no sriov_set_msix_vec_count */
	struct {
		bool has_mode, has_rest; /* inline_mode and encap_mode */
		bool without_vfs;	 /* EOPNOTSUPP while there are VFs */
		bool clears;		 /* another mode clears what VFs have */
		bool legacy_at_zero;	 /* numvfs 0 goes back to legacy */
		int same_mode;		 /* errno of the mode that there is */
		uint32_t refuses;	/* VF attributes, in switchdev mode: EOPNOTSUPP */
		bool mac_by_port;	/* the MAC of a VF is its port function's */
		uint32_t rates_by_port; /* the rates are, up to so many Mbit/s; 0: no */
	} eswitch;
	/* Private flags of the PF, up to a NULL; those that are refused while there are
	 * VFs, a bit each. */
	const char *const *private_flags;
	uint32_t flags_without_vfs;
	struct attr_rule attrs[VF_ATTR_COUNT];
};

/* Every row; *ret_n of them. */
const struct personality *personalities(size_t *ret_n);

/* NULL where there is no such row. */
const struct personality *personality_find(const char *name);
