/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the parts of the fake kernel share. */
#pragma once

#include <stdio.h>

#include "fake-kernel.h"

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

/* The name on its bus: netdevsim10 for the first PF. */
void fake_netdevsim_name(const struct fake_pf *pf, char name[PCI_ADDRESS_TEXT]);

/* Notes that a netdev was looked for by the name that it had here. */
void fake_miss_netdev(struct fake_kernel *fake, const char *path);

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

/* A further message of a dump's answer; frees it. */
void fake_add_reply(struct arena *arena, struct nl_msg *msg, struct kernel_reply *reply);

/* RTM_NEWNSID, RTM_GETNSID, and RTM_GETLINK of a namespace. */
int fake_sock_diag(struct fake_kernel *fake, struct arena *arena,
		   struct kernel_reply *reply);
int fake_netns(struct fake_kernel *fake, struct arena *arena, struct nlmsghdr *request,
	       struct kernel_reply *reply);
bool fake_has_other_netns(const struct fake_kernel *fake);

/* The same for devlink. */
int fake_devlink(struct fake_kernel *fake, struct arena *arena,
		 struct nl_msg *const *requests, struct kernel_reply *replies, size_t n);

/* What a path below bus/pci/devices or class/net leads to. */
struct place {
	struct fake_pf *pf;
	struct fake_vf *vf; /* NULL: the PF itself */
	const char *file;   /* the rest of the path; "" */
	bool is_net;	    /* of class/net */
};

bool fake_find_place(struct fake_kernel *fake, const char *path, struct place *place);
bool fake_is_forced_failure(const struct fake_kernel *fake, const char *path);

/* sriov_numvfs_store and the driver's sriov_configure. 0 or -errno. */
int fake_set_numvfs(struct fake_kernel *fake, struct fake_pf *pf, int wanted);

/* device_initial_probe of a VF; nothing where no driver may have it. */
void fake_probe(struct fake_kernel *fake, struct fake_pf *pf, struct fake_vf *vf);
