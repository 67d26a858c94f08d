/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the parts of the fake kernel share. */
#pragma once

#include <stdio.h>

#include "fake-kernel.h"

struct nlattr;

enum fake_verdict {
	FAKE_GOES,
	FAKE_FAILS,	/* with fault_error */
	FAKE_NO_EFFECT, /* says that it went, and did not */
};

/* Counts an operation, and says whether a fault meets it. The words tell one operation
 * from another; those of writes go to the log. */
enum fake_verdict fake_begin(struct fake_kernel *fake, bool is_write, const char *format,
			     ...) __attribute__((format(printf, 3, 4)));

/* Takes the PF's link away from who uses the PF itself, which is a violation where it
 * is not permitted. */
void fake_disturb_pf(struct fake_kernel *fake, const struct fake_pf *pf,
		     enum disruption takes, const char *what);

/* Writes down that `what` meets a VF, if that is in use. */
void fake_disturb(struct fake_kernel *fake, const struct fake_pf *pf,
		  const struct fake_vf *vf, const char *what);

bool fake_has_carrier(const struct fake_kernel *fake, const struct fake_pf *pf);

/* sysfs: the functions of kernel_ops. */
int fake_read(void *self, const char *path, char *buffer, size_t size);
int fake_write(void *self, const char *path, const char *text);
int fake_write_begin(void *self, const char *path, const char *text);
bool fake_write_ended(void *self, int *ret_result);
void fake_write_leave(void *self);
int fake_link(void *self, const char *path, char *buffer, size_t size);
int fake_device(void *self, const char *path, struct device_number *ret_number);
int fake_identity(void *self, const char *path, uint64_t *ret_identity);
int fake_list(void *self, const char *path, int (*visit)(void *data, const char *name),
	      void *data);
int fake_transact(void *self, enum kernel_protocol protocol, struct arena *arena,
		  struct nl_msg *const *requests, struct kernel_reply *replies, size_t n);

int fake_open(void *self, const char *path);
int fake_claim(void *self, const char *path, const struct device_number *number);

/* Disks of VFs: what is in dev/block or block, where dev/block/M:N leads, what a file
 * holds, the number of a device file. */
int fake_list_disks(struct fake_kernel *fake, const char *path,
		    int (*visit)(void *data, const char *name), void *data);
bool fake_link_disk(struct fake_kernel *fake, const char *path,
		    char target[FAKE_LINE_MAX]);
bool fake_read_disk(struct fake_kernel *fake, const char *path, char text[FAKE_LINE_MAX]);
bool fake_disk_is_claimed(struct fake_kernel *fake, const char *path);
bool fake_device_of_disk(struct fake_kernel *fake, const char *path,
			 struct device_number *ret_number);

/* RTM_GETLINK and RTM_SETLINK: of which PF the link is, or of which VF and its PF (NULL
 * where it is of none), and what is answered. 0 or -errno. */
struct fake_pf *fake_rtnl_link_find_pf(struct fake_kernel *fake, int ifindex);
struct fake_pf *fake_rtnl_link_find(struct fake_kernel *fake, struct nlmsghdr *request);
struct fake_vf *fake_rtnl_link_find_vf(struct fake_kernel *fake, int ifindex,
				       struct fake_pf **ret_pf);
int fake_rtnl_link_get(struct fake_kernel *fake, struct arena *arena, struct fake_pf *pf,
		       struct kernel_reply *reply);
int fake_rtnl_link_get_vf(struct fake_kernel *fake, struct arena *arena,
			  const struct fake_vf *vf, int ifindex,
			  struct kernel_reply *reply);
int fake_rtnl_link_set(struct fake_kernel *fake, struct fake_pf *pf,
		       struct nlmsghdr *request);
int fake_rtnl_link_set_vf(struct fake_kernel *fake, struct fake_pf *pf,
			  struct fake_vf *vf, struct nlmsghdr *request);

/* Whether rates belong to the VFs' ports, as the PF is now; and one of them set there.
 * 0 or -errno. */
bool fake_has_port_rates(const struct fake_pf *pf);
int fake_vf_set_port_rate(struct fake_kernel *fake, struct fake_pf *pf,
			  struct fake_vf *vf, enum vf_attr attr, uint64_t bytes);

/* One IFLA_VF_* of a request, as do_setvfinfo takes it. */
int fake_rtnl_vf_set(struct fake_kernel *fake, struct fake_pf *pf, struct nlattr *attr);

/* The addresses of a VF's or a PF's netdev, and the default routes. */
int fake_rtnl_routes_get_address(struct fake_kernel *fake, struct arena *arena,
				 struct nlmsghdr *request, struct kernel_reply *reply);
int fake_rtnl_routes_get(struct fake_kernel *fake, struct arena *arena,
			 struct nlmsghdr *request, struct kernel_reply *reply);

/* A further message of a dump's answer; frees it. */
void fake_netlink_add_reply(struct arena *arena, struct nl_msg *msg,
			    struct kernel_reply *reply);

/* RTM_NEWNSID, RTM_GETNSID, and RTM_GETLINK of a namespace. */
int fake_sock_diag(struct fake_kernel *fake, struct arena *arena,
		   struct kernel_reply *reply);
int fake_netns(struct fake_kernel *fake, struct arena *arena, struct nlmsghdr *request,
	       struct kernel_reply *reply);
bool fake_has_other_netns(const struct fake_kernel *fake);

/* The same for devlink. */
int fake_devlink(struct fake_kernel *fake, struct arena *arena,
		 struct nl_msg *const *requests, struct kernel_reply *replies, size_t n);

/* And for ethtool. */
int fake_ethtool(struct fake_kernel *fake, struct arena *arena,
		 struct nl_msg *const *requests, struct kernel_reply *replies, size_t n);

/* What a path below bus/pci/devices or class/net leads to. */
struct place {
	struct fake_pf *pf;
	struct fake_vf *vf; /* NULL: the PF itself */
	const char *file;   /* the rest of the path; "" */
	bool is_net;	    /* of class/net */
};

bool fake_place_find(struct fake_kernel *fake, const char *path, struct place *place);
bool fake_place_find_pci(struct fake_kernel *fake, struct pci_address pci,
			 struct place *place);

/* Notes that a netdev was looked for by the name that it had here. */
void fake_place_miss_netdev(struct fake_kernel *fake, const char *path);

/* The name on its bus: netdevsim10 for the first PF. */
void fake_place_netdevsim_name(const struct fake_pf *pf, char name[PCI_ADDRESS_TEXT]);

/* "virtio17" of the PF's or VF's device. */
void fake_place_virtio_name(const struct fake_pf *pf, const struct fake_vf *vf,
			    char name[16]);

/* What a read gives: the length, or -EMSGSIZE. */
int fake_sysfs_put(char *buffer, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
bool fake_sysfs_must_fail(const struct fake_kernel *fake, const char *path);

/* The other files: one of them, or NULL; the names in a directory of them, each once, or
 * -ENOENT; the text of one. */
const struct fake_file *fake_files_find(const struct fake_kernel *fake, const char *path);
int fake_files_list(const struct fake_kernel *fake, const char *path,
		    int (*visit)(void *data, const char *name), void *data);
int fake_files_read(const char *path, const char *text, char *buffer, size_t size);

/* A file of class/net/NAME; what is in the net/ folder of a PF. */
int fake_netdevs_read(struct fake_kernel *fake, const struct place *place,
		      const char *path, char *buffer, size_t size);
int fake_netdevs_list_pf(const struct fake_pf *pf,
			 int (*visit)(void *data, const char *name), void *data);

/* What is read below /proc and /run; false where the path is none that it knows. */
bool fake_proc_read(struct fake_kernel *fake, const char *path, char *buffer, size_t size,
		    int *ret_length);
/* Beside those of the other files, whose list gave `r`. */
int fake_proc_list(const struct fake_kernel *fake, int r,
		   int (*visit)(void *data, const char *name), void *data);

/* dev/char, or the descriptors of process 900; where dev/char/226:N leads, false where
 * the path is none of those. */
int fake_devices_list(struct fake_kernel *fake, bool is_fd,
		      int (*visit)(void *data, const char *name), void *data);
bool fake_devices_link(struct fake_kernel *fake, const char *path, char *buffer,
		       size_t size, int *ret_result);

/* sriov_numvfs_store and the driver's sriov_configure. 0 or -errno. */
int fake_set_numvfs(struct fake_kernel *fake, struct fake_pf *pf, int wanted);

/* Whether the VF drivers' modules are there (FAULT_LOADS), and their load: driver_attach
 * offers them every VF that has no driver. */
bool fake_binding_is_loaded(const struct fake_kernel *fake);
void fake_binding_load(struct fake_kernel *fake);

/* device_initial_probe of a VF; nothing where no driver may have it. */
void fake_binding_probe(struct fake_kernel *fake, struct fake_pf *pf, struct fake_vf *vf);
/* Writes to drivers_probe, and to a file of a VF. 0 or -errno. */
int fake_binding_write_probe(struct fake_kernel *fake, const char *text);
int fake_binding_write_vf(struct fake_kernel *fake, const struct place *place,
			  const char *text);

/* Whether udev is done with the netdev. */
bool fake_netdev_is_settled(const struct fake_kernel *fake, const char *name);
