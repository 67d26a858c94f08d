/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/pci-model.h"

#include <libudev.h>

static const char *find(struct udev_list_entry *entries, const char *name)
{
	struct udev_list_entry *entry = udev_list_entry_get_by_name(entries, name);

	return entry ? udev_list_entry_get_value(entry) : NULL;
}

const char *pci_model(struct arena *arena, const char *modalias)
{
	struct udev *udev = udev_new();
	struct udev_hwdb *hwdb = udev ? udev_hwdb_new(udev) : NULL;
	const char *text = NULL;

	if (hwdb) {
		struct udev_list_entry *entries =
			udev_hwdb_get_properties_list_entry(hwdb, modalias, 0);
		const char *vendor = find(entries, "ID_VENDOR_FROM_DATABASE");
		const char *model = find(entries, "ID_MODEL_FROM_DATABASE");

		if (vendor && model)
			text = arena_printf(arena, "%s %s", vendor, model);
	}
	udev_hwdb_unref(hwdb);
	udev_unref(udev);
	return text;
}
