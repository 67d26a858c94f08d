/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "support/aside.h"
#include "support/kernel.h"
#include "support/root.h"

struct udev;
struct udev_monitor;
struct nl_sock;

struct handled {
	const char *name;
	bool is_there; /* added or bound, and not removed: an address is used again */
};

/* The running kernel. Sockets are opened when first needed. */
struct live_kernel {
	struct root sys;
	struct aside *asides; /* writes that may take long; the last is the one of now */
	size_t n_asides;
	bool is_writing; /* the last one is waited for */
	struct nl_sock *sockets[KERNEL_PROTOCOL_COUNT];
	int devlink_family;
	struct udev *udev;
	struct udev_monitor *monitor;
	bool has_udevd;
	struct arena arena;
	struct handled *handled; /* PCI devices of which udevd has passed on an event */
	size_t n_handled;
};

/* Opens /sys. 0 or -errno. The caller calls live_kernel_done. */
int live_kernel_init(struct live_kernel *live, struct kernel *ret_kernel);
void live_kernel_done(struct live_kernel *live);

/* From the first write or wait on, uevents of PCI and network devices are collected, and
 * kernel_is_settled asks udevd's database. Where no udevd runs, kernel_wait just sleeps a
 * little. 0 or -ENOMEM. */
int live_kernel_watch(struct live_kernel *live);
