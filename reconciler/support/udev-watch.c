/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/udev-watch.h"

#include <errno.h>
#include <libudev.h>
#include <string.h>
#include <unistd.h>

#include "support/guard.h"

enum {
	EVENT_BUFFER = 16 << 20,
	MODULE_LOAD_USEC = 10 * 1000 * 1000,
};

struct udev_handled {
	const char *name;
	bool is_there; /* added or bound, and not removed since: addresses are reused */
};

void udev_watch_init(struct udev_watch *watch)
{
	*watch = (struct udev_watch){0};
	arena_init(&watch->arena);
	/* The socket of udevd, which systemd's own udev_available checks. */
	watch->has_udevd = access("/run/udev/control", F_OK) == 0;
}

void udev_watch_done(struct udev_watch *watch)
{
	if (watch->monitor)
		udev_monitor_unref(watch->monitor);
	if (watch->udev)
		udev_unref(watch->udev);
	arena_done(&watch->arena);
	*watch = (struct udev_watch){0};
}

static int open_udev(struct udev_watch *watch)
{
	if (!watch->udev)
		watch->udev = udev_new();
	return watch->udev ? 0 : -ENOMEM;
}

int udev_watch_listen(struct udev_watch *watch)
{
	struct udev_monitor *monitor;
	int r;

	if (!watch->has_udevd || watch->monitor)
		return 0;
	r = open_udev(watch);
	if (r < 0)
		return r;
	monitor = udev_monitor_new_from_netlink(watch->udev, "udev");
	if (!monitor)
		return 0;
	udev_monitor_filter_add_match_subsystem_devtype(monitor, "net", NULL);
	udev_monitor_filter_add_match_subsystem_devtype(monitor, "pci", NULL);
	/* Hundreds of VFs cause hundreds of events at once. */
	udev_monitor_set_receive_buffer_size(monitor, EVENT_BUFFER);
	if (udev_monitor_enable_receiving(monitor) < 0)
		udev_monitor_unref(monitor);
	else
		watch->monitor = monitor;
	return 0;
}

int udev_watch_fd(const struct udev_watch *watch)
{
	return watch->monitor ? udev_monitor_get_fd(watch->monitor) : -1;
}

/* udevd passes an event on after everything is done for it, including module loads; its
 * database says "initialized" before those. */
static void take_event(struct udev_watch *watch, struct udev_device *device)
{
	const char *subsystem = udev_device_get_subsystem(device);
	const char *action = udev_device_get_action(device);
	struct udev_handled *handled;

	if (!subsystem || strcmp(subsystem, "pci") != 0)
		return;
	watch->handled = arena_grow(&watch->arena, watch->handled, watch->n_handled,
				    sizeof(*watch->handled));
	handled = &watch->handled[watch->n_handled++];
	handled->name = arena_strdup(&watch->arena, udev_device_get_sysname(device));
	handled->is_there =
		action && strcmp(action, "remove") != 0 && strcmp(action, "unbind") != 0;
}

void udev_watch_drain(struct udev_watch *watch)
{
	struct udev_device *device;

	while (watch->monitor && (device = udev_monitor_receive_device(watch->monitor))) {
		take_event(watch, device);
		udev_device_unref(device);
	}
}

static bool was_handled(const struct udev_watch *watch, const char *name)
{
	for (size_t i = watch->n_handled; i > 0; i--) {
		if (strcmp(watch->handled[i - 1].name, name) == 0)
			return watch->handled[i - 1].is_there;
	}
	return false;
}

bool udev_watch_is_settled(struct udev_watch *watch, const char *subsystem,
			   const char *name)
{
	struct udev_device *device;
	bool is_settled;

	if (!watch->has_udevd || was_handled(watch, name))
		return true;
	/* udev cannot be asked, so do not wait; a device that is not ready fails
	 * later. */
	if (open_udev(watch) < 0)
		return true;
	device = udev_device_new_from_subsystem_sysname(watch->udev, subsystem, name);
	if (!device)
		return false;
	/* No event arrives for a PCI device from before this run, so its age counts. A
	 * netdev has a database entry before it gets its name, but that entry has no time
	 * of initialization yet (rename_netif, src/udev/udev-event.c of systemd). */
	is_settled = udev_device_get_is_initialized(device) &&
		     udev_device_get_usec_since_initialized(device) >
			     (strcmp(subsystem, "pci") == 0 ? MODULE_LOAD_USEC : 0);
	udev_device_unref(device);
	return is_settled;
}
