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

/* A descriptor to read from, which the caller closes; or -errno. Never waits. */
_must_check_ int root_open_file(const struct root *root, const char *path);

/* Reads a whole file of at most size - 1 bytes into `buffer`, ends it with NUL and drops
 * one trailing newline, as sysfs attributes have it. Returns the length without it, or
 * -errno; -EMSGSIZE where the file is longer. */
_must_check_ int root_read(const struct root *root, const char *path, char *buffer,
			   size_t size);

/* One write(2) of the whole string to an existing file, as sysfs wants it: 0, or -errno
 * of the write. Never creates, truncates or appends. */
_must_check_ int root_write(const struct root *root, const char *path, const char *text);

/* Where a symbolic link leads. 0, or -errno; -ENOENT where there is no link, -EMSGSIZE
 * where `buffer` is too small. */
_must_check_ int root_link(const struct root *root, const char *path, char *buffer,
			   size_t size);

/* The number of the device that a path leads to, links followed: 0, or -errno; -ENODEV
 * where it is not a device. A file system that does not answer holds nobody up: the type
 * and the number of an inode never change, so they are taken as they are known. */
_must_check_ int root_device(const struct root *root, const char *path,
			     bool *ret_is_block, unsigned int *ret_major,
			     unsigned int *ret_minor);

/* Opens the block device of that number with O_EXCL, read only, and closes it again: 0;
 * -EBUSY where somebody has it so already, and another -errno of open(2); -ENODEV where
 * the path does not lead to that device. Neither the open nor the close has an effect on
 * the device, or sends a uevent; but who wants it with O_EXCL meanwhile gets EBUSY. */
_must_check_ int root_claim(const struct root *root, const char *path, unsigned int major,
			    unsigned int minor);

/* What distinguishes a file or directory from any other that its file system has or had:
 * the number of its inode. 0, or -errno. */
_must_check_ int root_identity(const struct root *root, const char *path,
			       uint64_t *ret_identity);

/* Calls `visit` for each name in a directory, without "." and "..", in the order of the
 * directory; stops at the first result other than 0 and returns it. -errno where the
 * directory cannot be read. */
int root_list(const struct root *root, const char *path,
	      int (*visit)(void *data, const char *name), void *data);
