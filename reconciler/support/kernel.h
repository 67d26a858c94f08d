/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The only way to the kernel: files below /sys, netlink messages, waiting. Behind it is
 * either the live kernel or the fake kernel of the tests. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/arena.h"
#include "support/host-id.h"
#include "support/must-check.h"

struct nl_msg;
struct nlmsghdr;

/* The answer of the kernel to one request. */
struct kernel_reply {
	int error;		    /* 0, or a negative errno */
	const char *ext_ack;	    /* the kernel's message about the error; NULL: none */
	struct nlmsghdr *message;   /* the first answer; NULL: none; owned by the arena */
	struct nlmsghdr **messages; /* all messages of the answer to a dump */
	size_t n_messages;
};

enum kernel_protocol {
	KERNEL_ROUTE,
	KERNEL_DEVLINK, /* messages are built with type 0; the backend fills in the family
			   number */
	KERNEL_ETHTOOL, /* the same */
	KERNEL_SOCK_DIAG,
	KERNEL_PROTOCOL_COUNT,
};

/* The number of a device file; the same by any path to the device. */
struct device_number {
	bool is_block;
	unsigned int major, minor;
};

static inline bool device_number_is_equal(const struct device_number *a,
					  const struct device_number *b)
{
	return a->is_block == b->is_block && a->major == b->major && a->minor == b->minor;
}

/* Paths are relative to /sys, or absolute (/proc, /run). Results are those of
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
	KERNEL_PATH_MAX = 512 /* an NVMe subsystem name alone may have 223 bytes */
};

/* Each takes the path as a format; -ENAMETOOLONG if it does not fit. */
_must_check_ int kernel_read(struct kernel *kernel, char *buffer, size_t size,
			     const char *path, ...) __attribute__((format(printf, 4, 5)));
int kernel_write(struct kernel *kernel, const char *text, const char *path, ...)
	__attribute__((format(printf, 3, 4)));

/* Begins a write that may take minutes: 0, or -errno if it could not be started. One at a
 * time. Reading the file would hang in the kernel until the write has ended, so
 * kernel_read returns -EWOULDBLOCK for it. */
_must_check_ int kernel_write_begin(struct kernel *kernel, const char *text,
				    const char *path, ...)
	__attribute__((format(printf, 3, 4)));

/* Whether the write has ended; *ret_result is then 0 or -errno. kernel_wait returns when
 * it ends. */
bool kernel_write_ended(struct kernel *kernel, int *ret_result);

/* Stops waiting for the write, which continues. */
void kernel_write_leave(struct kernel *kernel);

_must_check_ int kernel_link_name(struct kernel *kernel, char *buffer, size_t size,
				  const char *path, ...)
	__attribute__((format(printf, 4, 5)));
/* The target of a symbolic link: all of it, or with kernel_link_name its last
 * component. */
_must_check_ int kernel_link(struct kernel *kernel, char *buffer, size_t size,
			     const char *path, ...) __attribute__((format(printf, 4, 5)));
/* The number of a character or block device file; follows links. 0; -ENODEV if the file
 * is not a device, or another -errno. */
_must_check_ int kernel_device(struct kernel *kernel, struct device_number *ret_number,
			       const char *path, ...)
	__attribute__((format(printf, 3, 4)));
/* The inode number of the device, or of whatever else the path leads to below /sys. It
 * never changes while the device exists, and no other device gets it before the next boot
 * (__kernfs_new_node, fs/kernfs/dir.c). 0, or -errno. */
_must_check_ int kernel_identity(struct kernel *kernel, uint64_t *ret_identity,
				 const char *path, ...)
	__attribute__((format(printf, 3, 4)));
int kernel_list(struct kernel *kernel, int (*visit)(void *data, const char *name),
		void *data, const char *path, ...) __attribute__((format(printf, 4, 5)));

/* Opens the file of a network namespace for use in a netlink request: a descriptor that
 * the caller closes, or -errno. Never waits. */
_must_check_ int kernel_open(struct kernel *kernel, const char *path, ...)
	__attribute__((format(printf, 2, 3)));

/* Checks that nobody has claimed the block device at the path, by claiming it for a
 * moment (bd_prepare_to_claim, block/bdev.c). 0, or -errno. -EBUSY: claimed by a file
 * system, a storage target or a program that opened it with O_EXCL; a short claim, as of
 * another check like this one, is waited out. -ENODEV: the path leads to something
 * else. */
_must_check_ int kernel_claim(struct kernel *kernel, const struct device_number *number,
			      const char *path, ...)
	__attribute__((format(printf, 3, 4)));

/* Reads a decimal or 0x number from a file: 0 and *ret_number, or -errno; -EINVAL if the
 * file holds anything but one number. */
_must_check_ int kernel_read_number(struct kernel *kernel, long *ret_number,
				    const char *path, ...)
	__attribute__((format(printf, 3, 4)));

bool kernel_has(struct kernel *kernel, const char *path, ...)
	__attribute__((format(printf, 2, 3)));

/* Sends netlink requests, several in flight at a time, and collects one reply for each;
 * an error of one does not stop the others. Returns 0, or -errno if the socket failed, in
 * which case the missing replies carry that error too. The caller keeps the messages. */
int kernel_transact(struct kernel *kernel, enum kernel_protocol protocol,
		    struct arena *arena, struct nl_msg *const *requests,
		    struct kernel_reply *replies, size_t n);

/* Sends one request: 0, or -errno of whatever failed. A dump that was interrupted by a
 * change is requested again, a few times, then fails with -EAGAIN. */
int kernel_ask(struct kernel *kernel, enum kernel_protocol protocol, struct arena *arena,
	       struct nl_msg *request, struct kernel_reply *ret_reply);

/* Waits until something appears or changes (a uevent), or a write ends: 1. Returns 0
 * after the timeout at the latest. */
int kernel_wait(struct kernel *kernel, int timeout_ms);

/* A monotonic clock. */
int64_t kernel_now_ms(struct kernel *kernel);

/* Whether udev is done with a device: the name of a network interface ("net") is final,
 * the module for a PCI device ("pci"), if any, is loaded. True if no udevd runs. */
bool kernel_is_settled(struct kernel *kernel, const char *subsystem, const char *name);

/* A stable id of this machine, see host_id_read. */
_must_check_ int kernel_host_id(struct kernel *kernel, char id[HOST_ID_TEXT]);
