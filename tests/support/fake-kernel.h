/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A kernel made of memory, behind struct kernel_ops: PFs, VFs, sysfs files, rtnetlink,
 * driver binding, carrier, time. It behaves as igb does in the VM, unless a knob says
 * otherwise. */
#pragma once

#include "model/observed.h"
#include "support/kernel.h"

enum {
	FAKE_PFS_MAX = 4,
	FAKE_VFS_MAX = 64,
	FAKE_LOG_MAX = 512,
	FAKE_LINE_MAX = 120
};

struct fake_vf {
	struct pci_address pci;
	bool is_bound;
	bool is_vfio;
	int enable;
	char override[32];
	char netdev[32]; /* "": none here */
	bool netdev_up;
	int64_t netdev_at; /* the netdev appears then */
	struct mac_address mac, netdev_mac;
	struct vlan vlan;
	uint32_t min_tx_rate, max_tx_rate;
	bool spoofchk, trust;
	uint32_t link_state;
	bool is_hidden; /* left out of netlink replies, as while its driver is busy */
};

struct fake_pf {
	struct pci_address pci;
	const char *driver;
	char netdev[32];
	int ifindex;
	int totalvfs, numvfs, autoprobe;
	bool link;
	int64_t carrier_at; /* after link up or a change of numvfs */
	struct fake_vf vfs[FAKE_VFS_MAX];

	/* Knobs. */
	int refuses[VF_ATTR_COUNT];  /* errno that setting the attribute gives; 0: none */
	bool ignores[VF_ATTR_COUNT]; /* it succeeds and does nothing */
	int fails_get_link;	     /* errno that reading the link gives; 0: none */
	int busy_times;		     /* so many SETLINKs with a VF give EBUSY */
	int gives_vfs;		     /* VFs that numvfs really makes; -1: as asked */
	int carrier_delay_ms;	     /* -1: no carrier ever */
	bool rate_any_link;
	int netdev_delay_ms; /* VF netdev after probe; -1: never */
	bool no_vf_driver;
	bool netdev_is_in_use; /* VFs' netdevs come up by themselves once VFs exist */
};

struct fake_kernel {
	struct fake_pf pfs[FAKE_PFS_MAX];
	size_t n_pfs;
	bool iommu;
	int64_t now_ms;
	int fail_write_error; /* of writes to paths that end so; NULL: none */
	const char *fail_write_path;
	char log[FAKE_LOG_MAX][FAKE_LINE_MAX]; /* what was written, in order */
	size_t n_log;
	int write_stop_at; /* sets *stop after so many entries of the log; 0: never */
	volatile int *stop;
	size_t dies_at; /* the process ends before this write, as if killed; 0: never */
};

/* Nothing in it points to memory of its own, so a process that dies can share it with its
 * parent. A host with `n_pfs` igb PFs at 0000:01:00.0, 0000:02:00.0, ... named enp1s0,
 * enp2s0, ..., down, without VFs. */
void fake_kernel_init(struct fake_kernel *fake, size_t n_pfs, struct kernel *ret_kernel);
void fake_kernel_clear_log(struct fake_kernel *fake);

/* Makes VFs as a boot before this one did, bound to igbvf. */
void fake_kernel_add_vfs(struct fake_kernel *fake, size_t pf, int n);

/* The first entry of the log that holds `part`, from `from` on; -1 where there is none.
 */
int fake_kernel_find(const struct fake_kernel *fake, const char *part, size_t from);
