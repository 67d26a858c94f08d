/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "support/async-write.h"
#include "support/kernel.h"
#include "support/root.h"
#include "support/udev-watch.h"
#include "support/must-check.h"

struct nl_sock;

/* The running kernel. Sockets are opened when first needed. */
struct live_kernel {
	struct root sys;
	struct async_write
		*writes; /* writes that may take long; the last one is running */
	size_t n_writes;
	bool is_writing; /* the last one is waited for */
	struct nl_sock *sockets[KERNEL_PROTOCOL_COUNT];
	int families[KERNEL_PROTOCOL_COUNT]; /* of generic netlink */
	struct udev_watch udev;
	struct arena arena;
};

/* Opens /sys. 0 or -errno. The caller calls live_kernel_done. */
_must_check_ int live_kernel_init(struct live_kernel *live, struct kernel *ret_kernel);
void live_kernel_done(struct live_kernel *live);

/* From the first write or wait on, uevents of PCI and network devices are collected, and
 * kernel_is_settled asks udevd's database. Without this, or where no udevd runs,
 * kernel_wait just sleeps a little. */
void live_kernel_watch(struct live_kernel *live);
