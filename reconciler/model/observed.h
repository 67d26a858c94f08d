/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel, or a snapshot of it, reports. Owned by the arena. A pointer that is
 * NULL and a field that is not set are absent or unknown, as each says. */
#pragma once

#include "model/pci-address.h"
#include "model/pf-attr.h"
#include "model/pf-fact.h"
#include "model/value.h"
#include "model/vf-attr.h"
#include "support/kernel.h"

/* Who uses a VF, beyond what its driver and its netdev show; model/in-use-phrase.c has
 * the table of what each means. */
enum holder_kind {
	HOLDER_PROCESS,	 /* has its device file open */
	HOLDER_LIBVIRT,	 /* has it for a VM, from the VM's start to its end */
	HOLDER_MACVTAP,	 /* libvirt has it for a VM that has its netdev by macvtap */
	HOLDER_BLOCK,	 /* the kernel uses a block device of it: mounted, swap, LVM */
	HOLDER_UPPER,	 /* a netdev on top: bridge, bond, VLAN, macvlan */
	HOLDER_NETDEV,	 /* another netdev of the VF, which is up */
	HOLDER_ADDRESS,	 /* of the netdev */
	HOLDER_ROUTE,	 /* through the netdev; of PFs */
	HOLDER_AUTOCONF, /* an IPv6 address or route that the kernel made from a router's
			    advertisement; of PFs, while the host has another default
			    route or none */
	HOLDER_NETNS,	 /* has its netdev: another network namespace */
	HOLDER_XDP,	 /* an XDP program or socket on the netdev */
	HOLDER_PACKET,	 /* a packet socket on the netdev, which is up */
	HOLDER_UNKNOWN,	 /* that could not be read */
	HOLDER_KIND_COUNT,
};

struct holder {
	enum holder_kind kind;
	const char *who;    /* "qemu-system-x86 (pid 812, VM web01)", "br0", ... */
	const char *vm;	    /* of a process: the VM's name in libvirt or QEMU; NULL */
	const char *netdev; /* of a PF that has several: which; NULL: the first */
};

struct observed_netdev {
	const char *name;
	int ifindex; /* -errno where it cannot be read */
};

struct observed_disk {
	const char *name; /* nvme1n1 */
	struct device_number number;
};

/* How a VM gets a VF: from the configuration, or from libvirt's persistent XML. */
struct observed_binding {
	bool is_hostdev;	 /* libvirt's <hostdev>, not <interface> */
	bool managed;		 /* libvirt binds the VF itself, and gives it back */
	struct field alias;	 /* VALUE_TEXT; of the device, "ua-..." */
	struct field boot_order; /* VALUE_NUMBER */
	struct field teaming;	 /* VALUE_TEXT; alias of the persistent interface */
	struct field mac;	 /* VALUE_MAC; that libvirt gives the VF with the VM */
	struct field vlan;	 /* VALUE_VLAN; the same */
	const char *others; /* "web02, db01": VMs that libvirt gives it to as well; NULL
			     */
};

struct observed_vf {
	unsigned int index; /* N of virtfnN, netlink's VF index */
	bool has_pci;	    /* false for netdevsim, or while virtfnN is not there yet */
	struct pci_address pci;
	bool driver_unread;		 /* whether it has a driver could not be read */
	const char *driver_override;	 /* NULL: none */
	bool driver_pending;		 /* an interrupted run took it from its driver */
	struct field iommu_group;	 /* VALUE_NUMBER; not set: none */
	const char *netdev;		 /* NULL: none that this network namespace sees */
	struct observed_netdev *netdevs; /* all of them, that one first; none of a
					    snapshot */
	size_t n_netdevs;
	const char *netdev_raised_by; /* "NetworkManager", "vfstate": it is up for that
					 reason only; NULL: somebody uses it, or that is
					 not known */
	struct field netdev_mac;      /* VALUE_MAC */
	/* VALUE_GUID, of InfiniBand: those that the VF's driver took when it started. */
	struct field rdma_guid;	     /* node GUID of the VF's RDMA device */
	struct field netdev_guid;    /* port GUID in the address of its netdev */
	struct field enable;	     /* VALUE_NUMBER: the device's enable count
					(pci_enable_device) */
	struct field device_files;   /* VALUE_NUMBER: how many the VF has; the processes
					that   have one open are in holders */
	struct observed_disk *disks; /* whole ones; none of a snapshot */
	size_t n_disks;
	struct holder *holders;
	size_t n_holders;
	bool reported; /* is in the PF's netlink reply */
	/* The driver that is bound; MTU and link (IFF_UP) are those of the netdev. */
	struct field attrs[VF_KEY_COUNT];
	const char *vm; /* that gets it; NULL: neither the configuration nor libvirt
			   gives it to one */
	const char *interface;			/* of that VM */
	const struct observed_binding *binding; /* how; NULL: unknown */
};

/* Values that VFs had before a run removed them, and that no run has set again: that run
 * was interrupted, or is not done. Read from the run directory (run-state/saved-vfs.h).
 */
struct saved_vf {
	unsigned int index;
	struct field attrs[VF_KEY_COUNT];
};

struct saved_vfs {
	int numvfs;	      /* how many VFs there were */
	struct saved_vf *vfs; /* by rising index; those that had any */
	size_t n_vfs;
};

/* Another manager of a PF's SR-IOV. */
struct pf_owner {
	const char *tool; /* "systemd-networkd" */
	const char *path; /* where it is configured */
	int line;	  /* 0: the whole file */
};

/* A device that is neither an observed PF nor a VF of one, in an IOMMU group of a VF. */
struct iommu_device {
	int group;
	struct pci_address pci;
	const char *driver; /* NULL: none is bound */
	bool driver_unread; /* whether it has a driver could not be read */
};

struct observed_pf {
	bool has_pci; /* false for netdevsim: then the netdev's name is the key */
	struct pci_address pci;
	const char *name;   /* in the configuration; NULL: it does not name this PF */
	bool is_named;	    /* an entry names it by its address or its interface */
	const char *driver; /* NULL: no driver is bound */
	bool driver_unread; /* whether it has a driver could not be read */
	const char *model;  /* "Intel Corporation 82576 ..."; NULL: unknown */
	const char *netdev; /* NULL: none; never a representor */
	const char **altnames;
	size_t n_altnames;
	struct field facts[PF_FACT_COUNT];     /* not set: unknown */
	int ifindex;			       /* 0: no netdev */
	struct observed_netdev *other_netdevs; /* of a device with several ports; none of
						  a snapshot */
	size_t n_other_netdevs;
	struct field iommu_group;	 /* VALUE_NUMBER */
	struct field mac, permanent_mac; /* VALUE_MAC */
	struct field guid;		 /* VALUE_GUID, of an InfiniBand port */
	bool carrier;			 /* IFF_LOWER_UP */
	struct field speed_mbps;	 /* VALUE_NUMBER; not set without carrier */
	bool is_infiniband;		 /* its netdev is an IPoIB one */
	struct field attrs[PF_ATTR_COUNT];
	struct field msix_vectors; /* VALUE_NUMBER: that it shares out to its VFs; 0: its
				      driver does not */
	struct field totalvfs; /* VALUE_NUMBER: how many VFs the driver allows; not set: a
				  PCI device that cannot have VFs */
	struct field autoprobe_saved;  /* VALUE_BOOL: what an interrupted run has to put
					  back */
	const struct saved_vfs *saved; /* NULL: nothing */
	struct holder *holders; /* who uses its netdev: observe/pf-users.c, where a change
				   may take the link away */
	size_t n_holders;
	struct pf_owner *owners; /* by observe_managers, or of a snapshot */
	size_t n_owners;
	struct observed_vf *vfs; /* numvfs of them, by index */
	size_t n_vfs;
};

struct observed {
	const char *host;    /* its name; NULL: of an older snapshot, as the next two */
	const char *taken;   /* when, as 2026-01-31T12:00:00Z */
	const char *vfstate; /* the version that observed it */
	const char *kernel;  /* uname -r */
	const char *host_id; /* 32 hex digits that stand for the machine, and are not its
				id; NULL: unknown */
	bool iommu;	     /* an IOMMU is on: without one no VF can be passed through */
	const char **vfio_drivers; /* of PCI devices, those that are loaded */
	size_t n_vfio_drivers;
	bool knows_vfio_drivers;	    /* false: of an older snapshot */
	struct iommu_device *iommu_devices; /* of the groups of VFs that VMs get */
	size_t n_iommu_devices;
	struct observed_pf *pfs; /* by PCI address, those without one last, by netdev */
	size_t n_pfs;
	struct observed_pf *unread; /* PFs whose driver or number of VFs cannot be read */
	size_t n_unread;
	const char *selection; /* what of the host this is; NULL: all of it */
};

#define NETDEV_RAISED_BY_VFSTATE "vfstate"

/* Adds somebody who uses the VF. */
struct holder *observed_vf_add_holder(struct arena *arena, struct observed_vf *vf,
				      enum holder_kind kind, const char *who);

/* Whether somebody is among them in the same words: a program may have a socket for each
 * queue. */
bool observed_has_holder(const struct holder *holders, size_t n, enum holder_kind kind,
			 const char *who);

/* NULL: no driver is bound, or that could not be read. */
const char *observed_vf_driver(const struct observed_vf *vf);

/* A driver is bound, or that could not be read. */
bool observed_vf_may_have_driver(const struct observed_vf *vf);

bool observed_vf_has_driver(const struct observed_vf *vf, const char *name);

/* Its netdev is up. */
bool observed_vf_is_up(const struct observed_vf *vf);

bool observed_vf_has(const struct observed_vf *vf, enum vf_attr attr, struct value value);

/* Linux 7.3 and later report so many VFs of a PF and no more, statistics left out
 * (rtnl_vfinfo_cap, net/core/rtnetlink.c). */
enum {
	OBSERVED_VF_LIST_MAX = 256
};

/* How many VFs the PF has. */
unsigned int observed_pf_numvfs(const struct observed_pf *pf);

/* Its netdev is up. */
bool observed_pf_is_up(const struct observed_pf *pf);

/* sriov_drivers_autoprobe as it is to be left where nobody configures it: what an
 * interrupted run has found; else as it is. Not set: the PF has none. */
struct field observed_pf_autoprobe(const struct observed_pf *pf);

/* Whether it ended there: it told of some of the first VFs and of none beyond. Drivers
 * that leave out a VF while they are busy with it have no more than that (i40e 128, ice
 * 256). */
bool observed_pf_is_capped(const struct observed_pf *pf);

/* The version of the snapshot's shape: `"version"` of vfstate show --format json. */
enum {
	SNAPSHOT_VERSION = 1
};
