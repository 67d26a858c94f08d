/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "publish/arguments.h"

#include <string.h>

#include "support/guard.h"

static const struct {
	const char *hypervisor;
	const struct publisher *publisher;
} rows[] = {
	{"qemu", &qemu_publisher},
	{"qm", &qm_publisher},
	{"cloud-hypervisor", &cloud_hypervisor_publisher},
};

const char *arguments_build(struct arena *arena, const char *hypervisor,
			    const struct published *published, const char **ret_text)
{
	const struct publisher *publisher = NULL;
	const char *lines;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (strcmp(rows[i].hypervisor, hypervisor) == 0)
			publisher = rows[i].publisher;
	}
	if (publisher->wants && !publisher->wants(published)) {
		*ret_text = "the VF has no VFIO driver in the configuration: use driver: "
			    "vfio-pci";
		return NULL;
	}
	return publisher->build(arena, published, &lines, ret_text) < 0 ? NULL : lines;
}
