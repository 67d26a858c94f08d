/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tracks which devices udevd has handled. */
#pragma once

#include <stdbool.h>

#include "support/arena.h"

struct udev;
struct udev_monitor;
struct udev_handled;

/* All zero: no udevd runs. */
struct udev_watch {
	bool has_udevd;
	struct udev *udev;
	struct udev_monitor *monitor;
	struct arena arena;
	struct udev_handled *handled; /* PCI devices for which udevd passed on an event */
	size_t n_handled;
};

/* Checks whether udevd runs. The caller calls udev_watch_done. */
void udev_watch_init(struct udev_watch *watch);
void udev_watch_done(struct udev_watch *watch);

/* Starts to collect events of PCI and network devices, if udevd runs and a monitor can be
 * opened: 0 or -ENOMEM. A second call does nothing. */
int udev_watch_listen(struct udev_watch *watch);

/* Readable when there are events; -1 if nothing is collected. */
int udev_watch_fd(const struct udev_watch *watch);

/* Processes the pending events. */
void udev_watch_drain(struct udev_watch *watch);

/* See kernel_is_settled; uses udevd's events and database. */
bool udev_watch_is_settled(struct udev_watch *watch, const char *subsystem,
			   const char *name);
