/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel or a snapshot reports. Owned by the arena. A NULL pointer and a field
 * that is not set mean absent or unknown, as documented for each. */
#pragma once

#include "model/passthrough.h"
#include "model/pci-address.h"
#include "model/pf-attr.h"
#include "model/pf-fact.h"
#include "model/value.h"
#include "model/vf-attr.h"
#include "support/kernel.h"

/* Users of a VF, or of a PF, beyond what driver and netdev show. The table in
 * model/in-use-phrase.c has the meaning of each kind. */
enum holder_kind {
	HOLDER_PROCESS, /* has its device file open */
	HOLDER_LIBVIRT, /* assigns it to a VM, from the start of the VM to its end */
	HOLDER_MACVTAP, /* libvirt assigns its netdev to a VM through macvtap */
	HOLDER_BLOCK,	/* the kernel uses one of its block devices: mounted, swap, LVM */
	HOLDER_UPPER,	/* a netdev on top: bridge, bond, VLAN, macvlan */
	HOLDER_NETDEV,	/* another netdev of the VF, which is up */
	HOLDER_ADDRESS, /* an address of the netdev */
	HOLDER_ROUTE,	/* a route through the netdev; PFs only */
	HOLDER_AUTOCONF, /* an IPv6 address or route from a router advertisement; PFs
			    only, if the host has another default route or none */
	HOLDER_NETNS,	 /* another network namespace, which has the netdev */
	HOLDER_XDP,	 /* an XDP program or socket on the netdev */
	HOLDER_PACKET,	 /* a packet socket on the netdev, which is up */
	HOLDER_UNKNOWN,	 /* something that could not be read */
	HOLDER_KIND_COUNT,
};

struct holder {
	enum holder_kind kind;
	const char *who; /* "qemu-system-x86 (pid 812, VM web01)", "br0", ... */
	const char *vm; /* for a process: name of the VM in libvirt or QEMU; NULL: none */
	const char *netdev; /* for a PF with several netdevs: which; NULL: the first */
};

struct observed_netdev {
	const char *name;
	int ifindex; /* -errno if it cannot be read */
};

struct observed_disk {
	const char *name; /* nvme1n1 */
	struct device_number number;
};

/* How a VM gets a VF: from the configuration, or from libvirt's persistent XML. */
struct observed_binding {
	bool is_hostdev;	 /* libvirt's <hostdev>, not <interface> */
	bool managed;		 /* libvirt binds and releases the VF itself */
	struct field alias;	 /* VALUE_TEXT; of the device, "ua-..." */
	struct field boot_order; /* VALUE_NUMBER */
	struct field teaming;	 /* VALUE_TEXT; alias of the persistent interface */
	struct passthrough passthrough;
	struct field mac;   /* VALUE_MAC; libvirt sets it when the VM starts */
	struct field vlan;  /* VALUE_VLAN; the same */
	const char *others; /* "web02, db01": other VMs that libvirt assigns it to; NULL:
			       none */
};

struct observed_vf {
	unsigned int index; /* N of virtfnN, netlink's VF index */
	bool has_pci;	    /* false for netdevsim, or before virtfnN appears */
	struct pci_address pci;
	bool driver_unread;	     /* whether it has a driver could not be read */
	const char *driver_override; /* NULL: none */
	bool driver_pending;	     /* an interrupted run unbound it from its driver */
	struct field iommu_group;    /* VALUE_NUMBER; not set: none */
	const char *netdev;	     /* NULL: none visible in this network namespace */
	struct observed_netdev *netdevs; /* all, `netdev` first; empty in a snapshot */
	size_t n_netdevs;
	const char *netdev_raised_by; /* "NetworkManager", "vfstate": the only reason why
					 it is up; NULL: it has a user, or the reason is
					 unknown */
	struct field netdev_mac;      /* VALUE_MAC */
	/* VALUE_GUID, InfiniBand only: the GUIDs that the driver of the VF read when it
	 * started. */
	struct field rdma_guid;	   /* node GUID of the VF's RDMA device */
	struct field netdev_guid;  /* port GUID in the address of its netdev */
	struct field enable;	   /* VALUE_NUMBER: the device's enable count
				      (pci_enable_device) */
	struct field device_files; /* VALUE_NUMBER: number of device files; the processes
				      that have one open are in holders */
	struct observed_disk *disks; /* whole disks; empty in a snapshot */
	size_t n_disks;
	struct holder *holders;
	size_t n_holders;
	bool reported; /* present in the netlink reply of the PF */
	/* VF_ATTR_DRIVER is the bound driver; MTU and link (IFF_UP) are those of the
	 * netdev. */
	struct field attrs[VF_KEY_COUNT];
	const char *vm;	       /* the VM that gets it; NULL: neither the configuration nor
				  libvirt assigns it to a VM */
	const char *interface; /* of that VM */
	const struct observed_binding *binding; /* how; NULL: unknown */
	const char *pool; /* of the configuration, that has it; NULL: none */
};

/* Values of VFs that a run removed and that no run has restored yet: that run was
 * interrupted, or is still running. Read from the run directory
 * (run-state/saved-vfs.h). */
struct saved_vf {
	unsigned int index;
	struct field attrs[VF_KEY_COUNT];
};

struct saved_vfs {
	int numvfs;	      /* former number of VFs */
	struct saved_vf *vfs; /* in ascending order of index; only VFs that had values */
	size_t n_vfs;
};

/* Another manager of a PF's SR-IOV. */
struct pf_owner {
	const char *tool; /* "systemd-networkd" */
	const char *path; /* where it is configured */
	int line;	  /* 0: the whole file */
};

/* A device in the IOMMU group of a VF that is neither an observed PF nor one of its
 * VFs. */
struct iommu_device {
	int group;
	struct pci_address pci;
	const char *driver; /* NULL: none is bound */
	bool driver_unread; /* whether it has a driver could not be read */
};

struct observed_pf {
	bool has_pci; /* false for netdevsim: its netdev name is the key */
	struct pci_address pci;
	const char *name;   /* name in the configuration; NULL: not configured */
	bool is_named;	    /* an entry matches it by address or interface */
	const char *driver; /* NULL: no driver is bound */
	bool driver_unread; /* whether it has a driver could not be read */
	const char *model;  /* "Intel Corporation 82576 ..."; NULL: unknown */
	const char *netdev; /* NULL: none; never a representor */
	const char **altnames;
	size_t n_altnames;
	struct field facts[PF_FACT_COUNT];     /* not set: unknown */
	int ifindex;			       /* 0: no netdev */
	struct observed_netdev *other_netdevs; /* of other ports; empty in a snapshot */
	size_t n_other_netdevs;
	struct field iommu_group;	 /* VALUE_NUMBER */
	struct field mac, permanent_mac; /* VALUE_MAC */
	struct field guid;		 /* VALUE_GUID, of an InfiniBand port */
	bool carrier;			 /* IFF_LOWER_UP */
	struct field speed_mbps;	 /* VALUE_NUMBER; not set without carrier */
	bool is_infiniband;		 /* its netdev is an IPoIB interface */
	struct field attrs[PF_ATTR_COUNT];
	struct field vf_offset, vf_stride; /* VALUE_NUMBER: see observed_pf_vf_pci() */
	struct field msix_vectors; /* VALUE_NUMBER: vectors that it can distribute to its
				      VFs; 0: its driver does not support this */
	struct field totalvfs; /* VALUE_NUMBER: VFs that the driver allows; not set: a PCI
				  device without SR-IOV */
	struct field autoprobe_saved; /* VALUE_BOOL: the value that an interrupted run has
					 to restore */
	const struct saved_vfs *saved; /* NULL: nothing */
	struct holder *holders; /* users of its netdev, observed by observe/pf-users.c if
				   a change may take the link down */
	size_t n_holders;
	struct pf_owner *owners; /* from observe_managers, or from a snapshot */
	size_t n_owners;
	struct observed_vf *vfs; /* numvfs of them, by index */
	size_t n_vfs;
};

/* Which VF of a pool an interface of a VM has, as the record of assignments says. The PF
 * is identified by what neither its slot nor its driver changes. */
struct assignment {
	const char *vm, *interface;
	struct field
		pf_mac;	 /* VALUE_MAC: permanent MAC address of the PF; not set: none */
	bool has_pf_pci; /* decides if there is no such address, or two PFs have it */
	struct pci_address pf_pci;
	const char *pf_netdev; /* for a PF without PCI device; NULL */
	unsigned int vf;
	struct field mac; /* VALUE_MAC: of the interface, for people */
};

/* A device of the host that the persistent XML of a libvirt domain has, whatever is
 * configured. */
struct vm_device {
	struct pci_address pci;
	const char *vm;
	const char *alias; /* NULL: none */
};

struct observed {
	const char *host;  /* host name; NULL: an older snapshot, also for the next two */
	const char *taken; /* time of observation, as 2026-01-31T12:00:00Z */
	const char *vfstate; /* the version of vfstate that observed it */
	const char *kernel;  /* uname -r */
	const char *host_id; /* 32 hex digits that identify the machine without revealing
				its machine id; NULL: unknown */
	bool iommu; /* an IOMMU is on; VFs cannot be passed through without one */
	const char **vfio_drivers; /* loaded VFIO drivers for PCI devices */
	size_t n_vfio_drivers;
	bool knows_vfio_drivers;	    /* false: an older snapshot */
	struct iommu_device *iommu_devices; /* in the IOMMU groups of VFs that VMs get */
	size_t n_iommu_devices;
	struct observed_pf *pfs; /* by PCI address, then those without one by netdev */
	size_t n_pfs;
	struct observed_pf *unread; /* PFs whose driver or number of VFs cannot be read */
	size_t n_unread;
	struct assignment *assignments; /* by VM, then by interface */
	size_t n_assignments;
	const char *assignments_unread; /* why the record cannot be read; NULL: it can, or
					   does not exist */
	const char *record_frozen; /* why the record cannot be written; NULL: it can. Not
				      in snapshots */
	struct vm_device *vm_devices; /* by PCI address; empty if libvirt was not asked */
	size_t n_vm_devices;
	const char
		*domains_unread; /* a domain that cannot be read, and why; NULL: none */
	const char *selection;	 /* the selected part of the host; NULL: all of it */
};

#define NETDEV_RAISED_BY_VFSTATE "vfstate"

/* Orders assignments by VM, then by interface; for qsort() and bsearch(). */
int assignment_compare(const void *a, const void *b);

/* Whether the record may mean this PF. */
bool assignment_may_be_of_pf(const struct assignment *assignment,
			     const struct observed_pf *pf);

/* The PF that the record means; NULL: none, or it may be one of several. */
const struct observed_pf *assignment_find_pf(const struct assignment *assignment,
					     const struct observed_pf *pfs, size_t n);

/* Whether the PF has another PCI address than the record says. */
bool assignment_has_moved(const struct assignment *assignment,
			  const struct observed_pf *pf);

/* The assignment of a VF of this PF; VM and interface are not set. */
struct assignment assignment_of_vf(const struct observed_pf *pf, unsigned int vf);

/* Adds a user of the VF. */
struct holder *observed_vf_add_holder(struct arena *arena, struct observed_vf *vf,
				      enum holder_kind kind, const char *who);

/* Whether the list has a holder of that kind and text: a program may have a socket for
 * each queue. */
bool observed_has_holder(const struct holder *holders, size_t n, enum holder_kind kind,
			 const char *who);

/* The bound driver; NULL: no driver is bound, or it could not be read. */
const char *observed_vf_driver(const struct observed_vf *vf);

/* Whether a driver is bound, or this could not be read. */
bool observed_vf_may_have_driver(const struct observed_vf *vf);

bool observed_vf_has_driver(const struct observed_vf *vf, const char *name);

/* Its netdev is up. */
bool observed_vf_is_up(const struct observed_vf *vf);

bool observed_vf_has(const struct observed_vf *vf, enum vf_attr attr, struct value value);

/* Linux 7.3 and later report at most this many VFs of a PF, if statistics are left out
 * (rtnl_vfinfo_cap, net/core/rtnetlink.c). */
enum {
	OBSERVED_VF_LIST_MAX = 256
};

/* The PCI address that VF `index` has, or will have once it exists: the PF's, VF offset
 * and VF stride (pci_iov_virtfn_bus, drivers/pci/iov.c). False if it is not known. */
bool observed_pf_vf_pci(const struct observed_pf *pf, unsigned int index,
			struct pci_address *ret_pci);

/* Orders devices by PCI address; for qsort(). */
int vm_device_compare(const void *a, const void *b);

/* The first of the devices with that address, which are adjacent; NULL: none. */
const struct vm_device *observed_find_vm_device(const struct observed *observed,
						struct pci_address pci);

/* How many VFs the PF has. */
unsigned int observed_pf_numvfs(const struct observed_pf *pf);

/* Its netdev is up. */
bool observed_pf_is_up(const struct observed_pf *pf);

/* The value of sriov_drivers_autoprobe to keep if it is not configured: the one that an
 * interrupted run found, else the current one. Not set: the PF does not have the
 * attribute. */
struct field observed_pf_autoprobe(const struct observed_pf *pf);

/* Whether the kernel ended the list at OBSERVED_VF_LIST_MAX: it reported some of the
 * first VFs and none beyond. Drivers that leave out a VF while they are busy with it
 * support no more VFs than that (i40e 128, ice 256). */
bool observed_pf_is_capped(const struct observed_pf *pf);

/* The version of the snapshot format: `"version"` of vfstate show --format json. */
enum {
	SNAPSHOT_VERSION = 1
};
