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
	struct async_write *writes; /* writes that may take long; the last one may still
				       be waited for */
	size_t n_writes;
	bool is_writing; /* the last write is being waited for */
	struct nl_sock *sockets[KERNEL_PROTOCOL_COUNT];
	int families[KERNEL_PROTOCOL_COUNT]; /* family numbers of generic netlink */
	struct udev_watch udev;
	struct arena arena;
};

/* Opens /sys. 0 or -errno. The caller calls live_kernel_done. */
_must_check_ int live_kernel_init(struct live_kernel *live, struct kernel *ret_kernel);
void live_kernel_done(struct live_kernel *live);

/* After this call the first write or wait starts to collect uevents of PCI and network
 * devices, and kernel_is_settled asks the udev database. Without this call, or if udevd
 * does not run, kernel_wait only sleeps for a short time. */
void live_kernel_watch(struct live_kernel *live);
