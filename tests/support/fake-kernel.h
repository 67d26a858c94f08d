/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A kernel made of memory, behind struct kernel_ops: PFs, VFs, sysfs files, rtnetlink,
 * driver binding, carrier, VFIO users, namespaces, time. Each PF behaves as its row of
 * personality.c says, unless a knob says otherwise. Time passes only in waits and in what
 * takes long; nothing sleeps.
 *
 * It also watches: who disturbs a VF that is in use is caught, however it came to be
 * (`violation`). */
#pragma once

#include "model/disruption.h"
#include "model/observed.h"
#include "personality.h"
#include "support/kernel.h"

#define FAKE_NETNS_PATH "/run/odd place/x" /* where that can be mounted */
#define FAKE_HOST_ID "0123456789abcdef0123456789abcdef"

enum {
	FAKE_PFS_MAX = 4,
	FAKE_VFS_MAX = 320,
	FAKE_FILES_MAX = 24,
	FAKE_LOG_MAX = 1024,
	FAKE_LINE_MAX = 120,
	FAKE_MTU_MAX = 9216,
	FAKE_USES = 8, /* ways to use a VF: fault_error of FAULT_USED is one of them, and
			  how many idle VFs to pass over times this */
	FAKE_NETNS_PID = 4711, /* a process of the other network namespace */
	FAKE_MSIX_VECTORS = 12 /* of a new VF */
};

/* A disk that a VF has while a driver of the host has the VF. */
enum fake_disk {
	FAKE_NO_DISK,
	FAKE_DISK_IDLE,
	FAKE_DISK_EXPORTED, /* a loop device lies over it */
	FAKE_DISK_CLAIMED,  /* by a part of the kernel that nothing names */
};

/* That can be changed, but for the last one; up to a NULL. */
extern const char *const fake_features[];

struct fake_vf {
	struct pci_address pci;
	uint64_t identity; /* of its device */
	bool is_bound;	   /* to the personality's vf_driver, or to vfio-pci */
	bool is_vfio;
	int enable; /* of a vfio-pci VF: somebody has it open */
	char override[32];
	char netdev[32]; /* "": none */
	bool in_netns;	 /* the netdev is there, in another network namespace */
	bool was_missed; /* who knew its netdev by name looked for that, and it had gone
			  */
	bool netdev_up;
	bool is_raised; /* by NetworkManager, for nobody */
	bool is_ours;	/* up since vfstate set it up; that nobody uses it shows only with
			   a note of that */
	int probe;	/* which start of a driver it is, for the netdev's ifindex */
	bool has_packet_socket, is_promiscuous, has_xdp;
	bool has_upper;		/* the netdev is in the bridge br0 */
	bool has_foreign_upper; /* macvlan eth0 of another network namespace */
	char second_netdev[32]; /* "": none; it is up */
	bool has_tunnel;	/* gre gre0 is bound to it, which sysfs does not show */
	bool has_xdp_socket;
	bool has_route;	       /* the default one */
	bool has_address;      /* 192.0.2.1 */
	bool has_link_address; /* 192.0.2.2, of link scope */
	bool is_opened;	       /* a program has its device file open, by some path */
	bool is_mapped;	       /* a program has its registers in its memory */
	enum fake_disk disk;
	int64_t netdev_at; /* the netdev appears then */
	struct mac_address mac, netdev_mac;
	uint32_t netdev_mtu;
	unsigned int msix_vectors;
	struct guid node_guid, port_guid;
	struct guid rdma_guid, netdev_guid; /* as they were when its driver started */
	struct vlan vlan;
	uint32_t min_tx_rate, max_tx_rate;
	bool spoofchk, trust, query_rss;
	uint32_t link_state;
	int64_t busy_until;
	bool is_hidden; /* left out of netlink replies, as while its driver is busy */
};

/* Another file or link: below /proc and /run, or of a device. */
struct fake_file {
	char path[80];
	char text[320]; /* what it holds, or where it leads; of a device its number:
			   "c 226:128"; "b 259:1 claimed" */
};

struct fake_pf {
	const struct personality *personality;
	struct pci_address pci;
	const char *driver; /* NULL: none is bound */
	char netdev[32];
	char altname[32];	 /* "": none */
	char second_netdev[32];	 /* of a second port; "": none; it is up */
	bool second_has_address; /* 192.0.2.10 */
	bool second_has_default_route;
	int ifindex;
	int totalvfs, numvfs, autoprobe;
	bool link;
	unsigned int eswitch[PF_ATTR_ESWITCH_END]; /* as the kernel numbers them */
	int64_t carrier_at;		  /* after link up or a change of numvfs */
	uint32_t private_flags, features; /* those that are on: of the personality's, of
					     fake_features */
	int generation;			  /* counts the removals of its VFs */
	unsigned int device; /* counts the devices that were at its address */

	/* Knobs. */
	int refuses[VF_ATTR_COUNT];  /* errno that setting the attribute gives; 0: none */
	bool ignores[VF_ATTR_COUNT]; /* it succeeds and does nothing */
	int fails_get_link;	     /* errno that reading the link gives; 0: none */
	int busy_times;		     /* so many SETLINKs with a VF give EBUSY */
	int refuses_above, refuses_error; /* errno that more VFs give, though they are not
					     too many; 0: none */
	int gives_vfs;			  /* VFs that numvfs really makes; -1: as asked */
	int carrier_delay_ms;		  /* -1: no carrier ever */
	bool rate_any_link;
	int netdev_delay_ms; /* VF netdev after probe; -1: never */
	int udev_delay_ms;   /* udev is done with a VF netdev so long after it is with
				the one before */
	bool no_vf_driver;
	int deaf_probes; /* so many VF drivers start while the PF resets itself */
	uint32_t mtu;
	int numvfs_takes_ms; /* a write to sriov_numvfs, beside what its VFs' users take
			      */
	int n_representors;  /* beside the uplink, in switchdev mode: arep0, arep1, ... */
	bool has_address;    /* the PF's netdev: 192.0.2.9 */
	bool has_default_route; /* through it */
	bool has_autoconf; /* 2001:db8::N of a router's advertisement, and its default
			      route */
	bool has_upper;	   /* it is in the bridge br0 */
	bool has_foreign_upper; /* macvlan eth0 of another network namespace is on top */
	bool has_tunnel, has_xdp;
	bool is_moved;	       /* its netdev is another network namespace's, and up */
	bool was_raised;       /* by the run: it was of no use before */
	bool netdev_is_in_use; /* VFs' netdevs come up by themselves once VFs exist */

	/* A write to sriov_numvfs that has not ended. */
	bool is_written;
	int write_to;
	int64_t write_until;

	int n_probes; /* of its VFs */
	int vfs_used; /* how many of vfs[] were ever used */
	struct fake_vf vfs[FAKE_VFS_MAX];
};

enum fake_fault {
	FAULT_NONE,
	FAULT_ONCE,	 /* one operation fails */
	FAULT_ALWAYS,	 /* it, and every one like it from then on */
	FAULT_NO_EFFECT, /* a write succeeds and does nothing; a read fails */
	FAULT_USED,  /* from then on somebody has a VF, which one and how: fault_error */
	FAULT_MOVES, /* the netdev that is looked at goes to another namespace */
	FAULT_LOADS, /* the VF drivers' modules are not loaded until then; udev is not
			settled so long, and the kernel offers them all VFs then */
	FAULT_STOP,  /* a signal: *stop is set */
	FAULT_DIES,  /* the process ends before it, as if killed */
};

struct fake_kernel {
	size_t n_pfs;
	bool iommu;
	bool has_proc; /* device files of VFs, and who has them open, can be found */
	uint64_t rate_offset; /* bytes/s that devlink tells beyond a port's rate */
	bool caps_vf_list;    /* at 256 VFs in a reply (rtnl_vfinfo_cap, Linux 7.3) */
	int64_t now_ms;
	size_t n_walks;	    /* through the processes of the host */
	uint64_t n_devices; /* VFs that were ever made */
	int boot;	    /* number of the boot, in its id */

	/* Faults: at operation number fault_at, counted from 1 over everything that goes
	 * through kernel_ops. */
	enum fake_fault fault;
	size_t fault_at, n_operations;
	int fault_error;
	char fault_like[FAKE_LINE_MAX]; /* the operation that FAULT_ALWAYS has met, or
					   that a test wants it or FAULT_NO_EFFECT to meet
					 */

	size_t writer;	  /* number of the PF whose write was begun last, from 1 on; 0 */
	int write_result; /* of a write that ended at once */

	char violation[2 * FAKE_LINE_MAX]; /* the first one; "": none */
	size_t used_at;		 /* operation of FAULT_USED, FAULT_MOVES; 0: not yet */
	size_t looked_pf;	 /* of the VF whose netdevs were listed last: number of */
	int looked_vf;		 /* its PF, from 1 on, and its own; 0: none was */
	enum disruption permits; /* on PFs: what may happen to who uses them */
	bool may_disturb;	 /* what the test itself does to VFs in use */

	enum fake_route {
		FAKE_ROUTE_NONE,
		FAKE_ROUTE_ELSE,      /* a default route by a netdev of none of the PFs */
		FAKE_ROUTE_DEAD,      /* the same, without carrier */
		FAKE_ROUTE_MULTIPATH, /* one by the first PF and by another netdev */
		FAKE_ROUTE_OBJECT,    /* one whose netdev is not told */
		FAKE_ROUTE_TABLE,     /* one of another table, by another netdev */
	} other_route;
	int64_t claimed_until; /* somebody has disks of `files` until then; 0: for good */
	bool no_proc;	       /* nothing below /proc but `files` */
	bool netns_has_id;     /* the other network namespace, in ours */
	int netns_error;       /* errno of RTM_NEWNSID; 0: none */
	int netns_fd;	       /* the last descriptor of it */

	int host_id_error; /* negative errno; 0: none */

	int fail_write_error; /* of writes to paths that end so; NULL: none */
	const char *fail_write_path;
	size_t n_log;
	struct fake_file files[FAKE_FILES_MAX];
	size_t n_files;
	int write_stop_at; /* sets *stop after so many entries of the log; 0: never */
	volatile int *stop;
	size_t dies_at; /* the process ends before this write, as if killed; 0: never */

	/* What is large comes last, for copies. */
	struct fake_pf pfs[FAKE_PFS_MAX];
	char log[FAKE_LOG_MAX][FAKE_LINE_MAX]; /* what was written, in order */
};

/* Nothing in it points to memory of its own, so a process that dies can share it with its
 * parent. A host with `n_pfs` igb PFs at 0000:01:00.0, 0000:02:00.0, ... named enp1s0,
 * enp2s0, ..., down, without VFs. */
void fake_kernel_init(struct fake_kernel *fake, size_t n_pfs, struct kernel *ret_kernel);
void fake_kernel_clear_log(struct fake_kernel *fake);

/* A copy without the log. */
void fake_kernel_copy(struct fake_kernel *to, const struct fake_kernel *from);

/* The kernel_ops of a fake that was copied or made elsewhere. */
struct kernel fake_kernel_of(struct fake_kernel *fake);

/* Gives a PF another personality; it has no VFs then. */
void fake_kernel_set_personality(struct fake_kernel *fake, size_t pf,
				 const struct personality *personality);

/* Makes VFs as a boot before this one did, bound to their NIC driver. */
void fake_kernel_add_vfs(struct fake_kernel *fake, size_t pf, int n);

/* Hands a VF to a VM: bound to vfio-pci and open. */
void fake_kernel_open_vf(struct fake_kernel *fake, size_t pf, int vf);

/* Ends every write to sriov_numvfs that goes on, as when everybody has let go of the VFs.
 */
void fake_kernel_end_writes(struct fake_kernel *fake);

/* Adds a file of FAKE_FILES_MAX. */
void fake_kernel_add_file(struct fake_kernel *fake, const char *path, const char *text);

/* Whether somebody uses the VF now: the truth, not what can be observed of it. */
/* Its netdev is up since NetworkManager or vfstate raised it, and for no other reason. */
bool fake_vf_is_idle(const struct fake_vf *vf);

bool fake_vf_is_in_use(const struct fake_kernel *fake, const struct fake_vf *vf);

/* What is stored of an attribute; the rates too. */
struct value fake_vf_value(const struct fake_vf *vf, enum vf_attr attr);

/* Somebody uses the PF itself, whose link is up, and would miss it. */
bool fake_pf_is_in_use(const struct fake_kernel *fake, const struct fake_pf *pf,
		       enum disruption takes);

int fake_second_ifindex(const struct fake_pf *pf);

/* Through the PF goes the only way out of the host. */
bool fake_pf_is_only_way(const struct fake_kernel *fake, const struct fake_pf *pf);

/* Of a VF's netdev, which is another one each time that its driver starts. */
int fake_vf_ifindex(const struct fake_pf *pf, const struct fake_vf *vf);

bool fake_is_switchdev(const struct fake_pf *pf);

/* The port GUID of an InfiniBand PF. */
struct guid fake_guid(const struct fake_pf *pf);

/* What setting one attribute of the eswitch would give, with as many VFs as there are. */
int fake_eswitch_would_take(const struct fake_kernel *fake, const struct fake_pf *pf,
			    enum pf_attr attr);

/* A netdev that the host's network namespace sees. */
bool fake_vf_has_netdev(const struct fake_kernel *fake, const struct fake_vf *vf);

/* What setting one attribute of a VF would give, without doing it: 0 or -errno;
 * *ret_sticks is false where the driver would say yes and not do it. */
int fake_vf_would_take(const struct fake_kernel *fake, const struct fake_pf *pf, int vf,
		       enum vf_attr attr, struct value value, bool *ret_sticks);

/* The first entry of the log that holds `part`, from `from` on; -1 where there is none.
 */
int fake_kernel_find(const struct fake_kernel *fake, const char *part, size_t from);
