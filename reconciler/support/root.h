/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files below one directory, through its descriptor: /sys of the live kernel, the run
 * directory, or a tree that a test made. Paths are relative and never start with '/'. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/must-check.h"

struct root {
	int fd;
};

/* 0, or -errno of open(2). The caller calls root_done. */
_must_check_ int root_open(const char *path, struct root *ret_root);
void root_done(struct root *root);

/* Opens a file for reading: a descriptor that the caller closes, or -errno. Never
 * waits. */
_must_check_ int root_open_file(const struct root *root, const char *path);

/* Reads a whole file of at most size - 1 bytes into `buffer`, terminates it with NUL and
 * drops one trailing newline, which sysfs attributes have. Returns the length without the
 * newline, or -errno; -EMSGSIZE if the file is longer. */
_must_check_ int root_read(const struct root *root, const char *path, char *buffer,
			   size_t size);

/* One write(2) of the whole string to an existing file, as sysfs wants it: 0, or -errno
 * of the write. Never creates, truncates or appends. */
_must_check_ int root_write(const struct root *root, const char *path, const char *text);

/* Reads the target of a symbolic link. 0, or -errno; -ENOENT if the link does not exist,
 * -EMSGSIZE if `buffer` is too small. */
_must_check_ int root_link(const struct root *root, const char *path, char *buffer,
			   size_t size);

/* The number of the device at a path; follows links. 0, or -errno; -ENODEV if it is not a
 * device. Never blocks on a file system that does not answer: type and number of an inode
 * never change, so cached values are good. */
_must_check_ int root_device(const struct root *root, const char *path,
			     bool *ret_is_block, unsigned int *ret_major,
			     unsigned int *ret_minor);

/* Opens the block device of that number with O_EXCL, read-only, and closes it again: 0;
 * -EBUSY if it is already open with O_EXCL; -ENODEV if the path does not lead to that
 * device; or another -errno of open(2). Neither open nor close affects the device or
 * sends a uevent, but another open with O_EXCL in between fails with EBUSY. */
_must_check_ int root_claim(const struct root *root, const char *path, unsigned int major,
			    unsigned int minor);

/* The inode number of a file or directory. In sysfs no other file has or had the same
 * (see kernel_identity). 0, or -errno. */
_must_check_ int root_identity(const struct root *root, const char *path,
			       uint64_t *ret_identity);

/* Calls `visit` for each name in a directory, without "." and "..", in directory order;
 * stops at the first result other than 0 and returns it. -errno if the directory cannot
 * be read. */
int root_list(const struct root *root, const char *path,
	      int (*visit)(void *data, const char *name), void *data);
