/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "model/driver-quirks.h"
#include "report/json.h"
#include "report/printing.h"
#include "support/guard.h"

enum {
	LABEL_WIDTH = 18
};

static const struct {
	const char *label, *name;
	size_t offset;
} attr_sets[] = {
	{"cannot set:", "refuses", offsetof(struct driver_quirks, refuses)},
	{"cannot clear:", "refuses_clear", offsetof(struct driver_quirks, refuses_clear)},
	{"does not clear:", "ignores_clear",
	 offsetof(struct driver_quirks, ignores_clear)},
	{"resets the VF:", "resets_vf", offsetof(struct driver_quirks, resets_vf)},
	{"not in switchdev:", "switchdev_refuses",
	 offsetof(struct driver_quirks, switchdev_refuses)},
};

static const struct {
	const char *text, *name;
	size_t offset;
} facts[] = {
	{"the number of VFs can change only while the PF is up", "numvfs_needs_up",
	 offsetof(struct driver_quirks, numvfs_needs_up)},
	{"enables all of its VFs or none", "numvfs_all_or_none",
	 offsetof(struct driver_quirks, numvfs_all_or_none)},
	{"VLANs are 802.1Q only", "no_8021ad", offsetof(struct driver_quirks, no_8021ad)},
	{"refuses a VLAN priority", "refuses_qos",
	 offsetof(struct driver_quirks, refuses_qos)},
	{"accepts a VLAN priority without any effect", "ignores_qos",
	 offsetof(struct driver_quirks, ignores_qos)},
	{"accepts link_state: enable without any effect", "ignores_link_enable",
	 offsetof(struct driver_quirks, ignores_link_enable)},
	{"accepts rates without carrier", "rate_any_link",
	 offsetof(struct driver_quirks, rate_any_link)},
	{"the only eswitch mode is legacy", "no_eswitch",
	 offsetof(struct driver_quirks, no_eswitch)},
	{"the eswitch mode can be set only while there are no VFs", "eswitch_without_vfs",
	 offsetof(struct driver_quirks, eswitch_without_vfs)},
	{"the eswitch mode is legacy again when the VFs are removed",
	 "eswitch_ends_with_vfs", offsetof(struct driver_quirks, eswitch_ends_with_vfs)},
};

static uint32_t attrs_of(const struct driver_quirks *driver, size_t i)
{
	return *(const uint32_t *)((const char *)driver + attr_sets[i].offset);
}

static bool fact_of(const struct driver_quirks *driver, size_t i)
{
	return *(const bool *)((const char *)driver + facts[i].offset);
}

static void print_driver(const struct report *report, const struct driver_quirks *driver)
{
	fprintf(report->out, "%s%s%s\n", printing_color(report, COLOR_BOLD),
		driver->driver ? driver->driver : "any other",
		printing_color(report, COLOR_END));
	for (size_t i = 0; i < ARRAY_SIZE(attr_sets); i++) {
		uint32_t attrs = attrs_of(driver, i);

		if (!attrs)
			continue;
		fprintf(report->out, "  %-*s", LABEL_WIDTH, attr_sets[i].label);
		for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
			if (attrs & 1u << attr)
				fprintf(report->out, " %s", vf_attr_info[attr].name);
		}
		fputc('\n', report->out);
	}
	if (driver->numvfs_resets_pf != PF_STAYS)
		fprintf(report->out, "  the PF's link blinks when %s\n",
			driver->numvfs_resets_pf == PF_RESETS
				? "VFs are created or removed"
				: "VFs are removed");
	if (driver->no_numvfs)
		fprintf(report->out, "  %s\n", driver->no_numvfs);
	if (driver->doubt_numvfs)
		fprintf(report->out, "  %s\n", driver->doubt_numvfs);
	if (driver->sriov_setting)
		fprintf(report->out, "  SR-IOV is turned on by %s=N\n",
			driver->sriov_setting);
	for (size_t i = 0; i < ARRAY_SIZE(facts); i++) {
		if (fact_of(driver, i))
			fprintf(report->out, "  %s\n", facts[i].text);
	}
}

static json_t *driver_json(const struct driver_quirks *driver)
{
	json_t *object = json_object();

	json_put_text(object, "driver", driver->driver);
	json_put_text(object, "numvfs_resets_pf",
		      driver->numvfs_resets_pf == PF_RESETS	   ? "always"
		      : driver->numvfs_resets_pf == PF_RESETS_AT_0 ? "at-0"
								   : NULL);
	json_put_text(object, "no_numvfs", driver->no_numvfs);
	json_put_text(object, "doubt_numvfs", driver->doubt_numvfs);
	json_put_text(object, "sriov_setting", driver->sriov_setting);
	for (size_t i = 0; i < ARRAY_SIZE(attr_sets); i++) {
		uint32_t attrs = attrs_of(driver, i);
		json_t *names = json_array();

		for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
			if (attrs & 1u << attr)
				json_array_append_new(
					names, json_string(vf_attr_info[attr].name));
		}
		json_put(object, attr_sets[i].name, names);
	}
	for (size_t i = 0; i < ARRAY_SIZE(facts); i++)
		json_put(object, facts[i].name, json_boolean(fact_of(driver, i)));
	return object;
}

/* "any other" is the last one. */
static int compare_names(const void *a, const void *b)
{
	const struct driver_quirks *const *x = a, *const *y = b;

	if (!(*x)->driver || !(*y)->driver)
		return !(*x)->driver - !(*y)->driver;
	return strcmp((*x)->driver, (*y)->driver);
}

void report_drivers(const struct report *report, const struct driver_quirks *drivers,
		    size_t n)
{
	const struct driver_quirks *sorted[n + 1];
	json_t *document, *array;

	for (size_t i = 0; i < n; i++)
		sorted[i] = &drivers[i];
	qsort(sorted, n, sizeof(*sorted), compare_names);
	if (!report->json) {
		for (size_t i = 0; i < n; i++)
			print_driver(report, sorted[i]);
		return;
	}
	document = json_object();
	array = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(array, driver_json(sorted[i]));
	json_put(document, "version", json_integer(REPORT_JSON_VERSION));
	json_put(document, "drivers", array);
	json_print(report->out, document);
}
