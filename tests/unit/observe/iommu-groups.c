/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/iommu-groups.h"

#include "fake-kernel.h"
#include "observe/observe.h"
#include "unit.h"

/* "7:igb", "-" for no driver: the devices beside PFs and VFs. */
static const char *devices(struct unit *unit, struct fake_kernel *fake, const char *yaml)
{
	struct kernel kernel = fake_kernel_of(fake);
	const struct desired *desired = yaml ? unit_desired(unit, yaml) : NULL;
	const struct observed *observed =
		observe(&kernel, &unit->arena, &unit->diags, NULL, desired);
	const char *text = "";

	for (size_t i = 0; i < observed->n_iommu_devices; i++)
		text = arena_printf(&unit->arena, "%s%s%d:%s", text, i ? " " : "",
				    observed->iommu_devices[i].group,
				    observed->iommu_devices[i].driver
					    ? observed->iommu_devices[i].driver
					    : "-");
	return text;
}

/* The fake's VF N is in group N. */
static void test_other_members(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;

	fake_kernel_init(&fake, 1, &kernel);
	fake_kernel_add_vfs(&fake, 0, 3);
	fake_kernel_add_file(&fake, "kernel/iommu_groups/1/devices/0000:01:10.2", "");
	fake_kernel_add_file(&fake, "kernel/iommu_groups/1/devices/0000:00:1c.0", "");
	fake_kernel_add_file(&fake, "kernel/iommu_groups/1/devices/0000:07:00.0", "");
	fake_kernel_add_file(&fake, "kernel/iommu_groups/2/devices/0000:08:00.0", "");
	fake_kernel_add_file(&fake, "bus/pci/devices/0000:00:1c.0/driver",
			     "../../../bus/pci/drivers/pcieport");
	assert_string_equal(devices(unit, &fake, NULL), "1:pcieport 1:- 2:-");
	/* Of the VFs that VMs get. */
	assert_string_equal(
		devices(unit, &fake, "version: 1\npfs: {enp1s0: {numvfs: 3}}\n"), "");
	assert_string_equal(devices(unit, &fake,
				    "version: 1\npfs: {enp1s0: {numvfs: 3}}\n"
				    "vms: {v: {interfaces: {n: {vf: enp1s0/2}}}}\n"),
			    "2:-");
	assert_string_equal(unit_codes(unit), "");
}

UNIT_GROUP(iommu_groups, UNIT_TEST(test_other_members))
