/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The one door to the kernel: files below /sys, netlink messages, waiting. The live
 * kernel is behind it, or the fake one of the tests. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/arena.h"
#include "support/host-id.h"
#include "support/must-check.h"

struct nl_msg;
struct nlmsghdr;

/* What the kernel answered to one request. */
struct kernel_reply {
	int error;		    /* 0, or a negative errno */
	const char *ext_ack;	    /* the kernel's own words about the error; NULL */
	struct nlmsghdr *message;   /* the answer to a get; NULL; owned by the arena */
	struct nlmsghdr **messages; /* that of a dump: all of them */
	size_t n_messages;
};

enum kernel_protocol {
	KERNEL_ROUTE,
	KERNEL_DEVLINK, /* messages are built with the type 0: whom the family's number is
			   asked of is behind the door */
	KERNEL_ETHTOOL, /* the same */
	KERNEL_SOCK_DIAG,
	KERNEL_PROTOCOL_COUNT,
};

/* The number of a device file, which is the same by any path to the device. */
struct device_number {
	bool is_block;
	unsigned int major, minor;
};

static inline bool device_number_is_equal(const struct device_number *a,
					  const struct device_number *b)
{
	return a->is_block == b->is_block && a->major == b->major && a->minor == b->minor;
}

/* Paths are relative to /sys, or absolute (/proc, /run). Results are as those of
 * support/root.h. */
struct kernel_ops {
	int (*read)(void *self, const char *path, char *buffer, size_t size);
	int (*write)(void *self, const char *path, const char *text);
	int (*begin)(void *self, const char *path, const char *text);
	bool (*ended)(void *self, int *ret_result);
	void (*leave)(void *self);
	int (*link)(void *self, const char *path, char *buffer, size_t size);
	int (*device)(void *self, const char *path, struct device_number *ret_number);
	int (*identity)(void *self, const char *path, uint64_t *ret_identity);
	int (*list)(void *self, const char *path,
		    int (*visit)(void *data, const char *name), void *data);
	int (*open)(void *self, const char *path);
	int (*claim)(void *self, const char *path, const struct device_number *number);
	int (*transact)(void *self, enum kernel_protocol protocol, struct arena *arena,
			struct nl_msg *const *requests, struct kernel_reply *replies,
			size_t n);
	int (*wait)(void *self, int timeout_ms);
	int64_t (*now_ms)(void *self);
	bool (*is_settled)(void *self, const char *subsystem, const char *name);
	int (*host_id)(void *self, char id[HOST_ID_TEXT]);
};

struct kernel {
	const struct kernel_ops *ops;
	void *self;
};

enum {
	KERNEL_PATH_MAX = 512 /* the name of an NVMe subsystem alone may have 223 */
};

/* Each takes the path as a format; -ENAMETOOLONG where it does not fit. */
_must_check_ int kernel_read(struct kernel *kernel, char *buffer, size_t size,
			     const char *path, ...) __attribute__((format(printf, 4, 5)));
int kernel_write(struct kernel *kernel, const char *text, const char *path, ...)
	__attribute__((format(printf, 3, 4)));

/* Begins a write that may take minutes: 0, or -errno where it could not be begun. One at
 * a time. Until it has ended its file cannot be read:
 * that would hang in the kernel, and gives -EWOULDBLOCK. */
_must_check_ int kernel_write_begin(struct kernel *kernel, const char *text,
				    const char *path, ...)
	__attribute__((format(printf, 3, 4)));

/* Whether it has ended, and with what: 0 or -errno. kernel_wait returns when it does. */
bool kernel_write_ended(struct kernel *kernel, int *ret_result);

/* Does not wait for it any more. */
void kernel_write_leave(struct kernel *kernel);

_must_check_ int kernel_link_name(struct kernel *kernel, char *buffer, size_t size,
				  const char *path, ...)
	__attribute__((format(printf, 4, 5)));
/* Where a link leads, whole; of kernel_link_name the last part. */
_must_check_ int kernel_link(struct kernel *kernel, char *buffer, size_t size,
			     const char *path, ...) __attribute__((format(printf, 4, 5)));
/* The number of a character or block device file, links followed: 0; -ENODEV where the
 * file is not a device, or another -errno. */
_must_check_ int kernel_device(struct kernel *kernel, struct device_number *ret_number,
			       const char *path, ...)
	__attribute__((format(printf, 3, 4)));
/* A number that the device, or whatever else the path leads to below /sys, has as long as
 * it exists, and nothing else has until the next boot (__kernfs_new_node,
 * fs/kernfs/dir.c): 0, or -errno. */
_must_check_ int kernel_identity(struct kernel *kernel, uint64_t *ret_identity,
				 const char *path, ...)
	__attribute__((format(printf, 3, 4)));
int kernel_list(struct kernel *kernel, int (*visit)(void *data, const char *name),
		void *data, const char *path, ...) __attribute__((format(printf, 4, 5)));

/* A descriptor that a netlink request can name, of a network namespace's file: the
 * caller's, or -errno. Never waits. */
_must_check_ int kernel_open(struct kernel *kernel, const char *path, ...)
	__attribute__((format(printf, 2, 3)));

/* Whether nobody has claimed the block device that the path leads to, which is asked by
 * claiming it for a moment (bd_prepare_to_claim, block/bdev.c): 0, or -errno. -EBUSY: a
 * file system, a storage target, a program that opened it with O_EXCL; but nobody who
 * only asks, as this does. -ENODEV: the path leads to something else. */
_must_check_ int kernel_claim(struct kernel *kernel, const struct device_number *number,
			      const char *path, ...)
	__attribute__((format(printf, 3, 4)));

/* A decimal or 0x number from a file: 0 and *ret_number, or -errno; -EINVAL for anything
 * else than one number. */
_must_check_ int kernel_read_number(struct kernel *kernel, long *ret_number,
				    const char *path, ...)
	__attribute__((format(printf, 3, 4)));

bool kernel_has(struct kernel *kernel, const char *path, ...)
	__attribute__((format(printf, 2, 3)));

/* Sends netlink requests and collects one reply each, several in flight at a time; an
 * error of one does not stop the others. 0, or -errno where the socket itself failed; the
 * replies that did not come by then carry that error. The messages stay the caller's. */
int kernel_transact(struct kernel *kernel, enum kernel_protocol protocol,
		    struct arena *arena, struct nl_msg *const *requests,
		    struct kernel_reply *replies, size_t n);

/* One of them: 0, or -errno of whatever failed. A dump that something changed under is
 * requested again, a few times; -EAGAIN where that does not help. */
int kernel_ask(struct kernel *kernel, enum kernel_protocol protocol, struct arena *arena,
	       struct nl_msg *request, struct kernel_reply *ret_reply);

/* Waits until something appears or changes (a uevent), or the time is over. 1 or 0. */
int kernel_wait(struct kernel *kernel, int timeout_ms);

/* A clock that only goes forward. */
int64_t kernel_now_ms(struct kernel *kernel);

/* Whether udev is done with a device: the name of a network interface ("net") is final,
 * the module of a PCI device ("pci") was loaded if there is one. True where no udevd
 * runs. */
bool kernel_is_settled(struct kernel *kernel, const char *subsystem, const char *name);

/* What stands for this machine, as host_id_read. */
_must_check_ int kernel_host_id(struct kernel *kernel, char id[HOST_ID_TEXT]);
