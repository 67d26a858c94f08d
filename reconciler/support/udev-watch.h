/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What udevd has done with devices. */
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
	struct udev_handled
		*handled; /* PCI devices of which udevd has passed on an event */
	size_t n_handled;
};

/* Looks whether udevd runs. The caller calls udev_watch_done. */
void udev_watch_init(struct udev_watch *watch);
void udev_watch_done(struct udev_watch *watch);

/* From now on events of PCI and network devices are collected, where they can be: 0
 * or -ENOMEM. At the second call there is nothing to do. */
int udev_watch_listen(struct udev_watch *watch);

/* Readable when there are events; -1 where nobody listens. */
int udev_watch_fd(const struct udev_watch *watch);

/* Takes the events that are there. */
void udev_watch_drain(struct udev_watch *watch);

/* As kernel_is_settled, by udevd's events and database. */
bool udev_watch_is_settled(struct udev_watch *watch, const char *subsystem,
			   const char *name);
