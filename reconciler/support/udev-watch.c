/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/udev-watch.h"

#include <errno.h>
#include <libudev.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "support/guard.h"
#include "support/library.h"

enum {
	EVENT_BUFFER = 16 << 20,
	MODULE_LOAD_USEC = 10 * 1000 * 1000,
};

struct udev_handled {
	const char *name;
	bool is_there; /* added or bound, and not removed: an address is used again */
};

struct udev_library {
	typeof(udev_new) *new;
	typeof(udev_unref) *unref;
	typeof(udev_monitor_new_from_netlink) *monitor_new;
	typeof(udev_monitor_filter_add_match_subsystem_devtype) *monitor_match;
	typeof(udev_monitor_set_receive_buffer_size) *monitor_set_buffer;
	typeof(udev_monitor_enable_receiving) *monitor_enable;
	typeof(udev_monitor_get_fd) *monitor_fd;
	typeof(udev_monitor_receive_device) *monitor_receive;
	typeof(udev_monitor_unref) *monitor_unref;
	typeof(udev_device_new_from_subsystem_sysname) *device_new;
	typeof(udev_device_get_subsystem) *device_subsystem;
	typeof(udev_device_get_sysname) *device_sysname;
	typeof(udev_device_get_action) *device_action;
	typeof(udev_device_get_is_initialized) *device_is_initialized;
	typeof(udev_device_get_usec_since_initialized) *device_usec;
	typeof(udev_device_unref) *device_unref;
};

#define SYMBOL(name, member) {#name, offsetof(struct udev_library, member)}

static const struct library_symbol symbols[] = {
	SYMBOL(udev_new, new),
	SYMBOL(udev_unref, unref),
	SYMBOL(udev_monitor_new_from_netlink, monitor_new),
	SYMBOL(udev_monitor_filter_add_match_subsystem_devtype, monitor_match),
	SYMBOL(udev_monitor_set_receive_buffer_size, monitor_set_buffer),
	SYMBOL(udev_monitor_enable_receiving, monitor_enable),
	SYMBOL(udev_monitor_get_fd, monitor_fd),
	SYMBOL(udev_monitor_receive_device, monitor_receive),
	SYMBOL(udev_monitor_unref, monitor_unref),
	SYMBOL(udev_device_new_from_subsystem_sysname, device_new),
	SYMBOL(udev_device_get_subsystem, device_subsystem),
	SYMBOL(udev_device_get_sysname, device_sysname),
	SYMBOL(udev_device_get_action, device_action),
	SYMBOL(udev_device_get_is_initialized, device_is_initialized),
	SYMBOL(udev_device_get_usec_since_initialized, device_usec),
	SYMBOL(udev_device_unref, device_unref),
};

void udev_watch_init(struct udev_watch *watch)
{
	*watch = (struct udev_watch){0};
	arena_init(&watch->arena);
	/* The socket of udevd, as systemd's own udev_available looks for it. */
	watch->has_udevd = access("/run/udev/control", F_OK) == 0;
}

void udev_watch_done(struct udev_watch *watch)
{
	if (watch->monitor)
		watch->library->monitor_unref(watch->monitor);
	if (watch->udev)
		watch->library->unref(watch->udev);
	arena_done(&watch->arena);
	*watch = (struct udev_watch){0};
}

static int open_udev(struct udev_watch *watch)
{
	static struct udev_library library;

	if (watch->udev)
		return 0;
	if (!watch->library &&
	    library_load(UDEV_SONAME, symbols, ARRAY_SIZE(symbols), &library))
		return -ELIBACC;
	watch->library = &library;
	watch->udev = library.new();
	return watch->udev ? 0 : -ENOMEM;
}

int udev_watch_listen(struct udev_watch *watch)
{
	const struct udev_library *library;
	struct udev_monitor *monitor;
	int r;

	if (!watch->has_udevd || watch->monitor)
		return 0;
	r = open_udev(watch);
	if (r < 0)
		return r;
	library = watch->library;
	monitor = library->monitor_new(watch->udev, "udev");
	if (!monitor)
		return 0;
	library->monitor_match(monitor, "net", NULL);
	library->monitor_match(monitor, "pci", NULL);
	/* Hundreds of VFs are hundreds of events at once. */
	library->monitor_set_buffer(monitor, EVENT_BUFFER);
	if (library->monitor_enable(monitor) < 0)
		library->monitor_unref(monitor);
	else
		watch->monitor = monitor;
	return 0;
}

int udev_watch_fd(const struct udev_watch *watch)
{
	return watch->monitor ? watch->library->monitor_fd(watch->monitor) : -1;
}

/* udevd passes an event on when it has done everything for it, module loads included; its
 * database says "initialized" before those. */
static void take_event(struct udev_watch *watch, struct udev_device *device)
{
	const struct udev_library *library = watch->library;
	const char *subsystem = library->device_subsystem(device);
	const char *action = library->device_action(device);
	struct udev_handled *handled;

	if (!subsystem || strcmp(subsystem, "pci") != 0)
		return;
	watch->handled = arena_grow(&watch->arena, watch->handled, watch->n_handled,
				    sizeof(*watch->handled));
	handled = &watch->handled[watch->n_handled++];
	handled->name = arena_strdup(&watch->arena, library->device_sysname(device));
	handled->is_there =
		action && strcmp(action, "remove") != 0 && strcmp(action, "unbind") != 0;
}

void udev_watch_drain(struct udev_watch *watch)
{
	struct udev_device *device;

	while (watch->monitor &&
	       (device = watch->library->monitor_receive(watch->monitor))) {
		take_event(watch, device);
		watch->library->device_unref(device);
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
	/* Nobody can be asked, and what needs an answer fails by itself. */
	if (open_udev(watch) < 0)
		return true;
	device = watch->library->device_new(watch->udev, subsystem, name);
	if (!device)
		return false;
	/* A PCI device from before this run has no event in it. */
	is_settled = watch->library->device_is_initialized(device) &&
		     (strcmp(subsystem, "pci") != 0 ||
		      watch->library->device_usec(device) > MODULE_LOAD_USEC);
	watch->library->device_unref(device);
	return is_settled;
}
