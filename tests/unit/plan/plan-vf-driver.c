/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "one-vf.h"
#include "unit.h"

static void test_driver(void **state)
{
	struct unit *unit = *state;
	struct one_vf one;

	one_vf_init(&one);
	assert_string_equal(one_vf_plan(unit, &one, "driver: default"), "");
	one.vf.driver_override = "igbvf";
	assert_string_equal(one_vf_plan(unit, &one, "driver: default"),
			    "driver/rebinds-vf");
	one.vf.attrs[VF_ATTR_DRIVER] =
		(struct field){.set = true, .value.text = "vfio-pci"};
	one.vf.driver_override = "vfio-pci";
	one.vf.netdev = NULL;
	assert_string_equal(one_vf_plan(unit, &one, "driver: default"), "");
	one.vf.enable = UNIT_NUMBER(0);
	assert_string_equal(one_vf_plan(unit, &one, "driver: default"),
			    "driver/rebinds-vf");
	one.vf.attrs[VF_ATTR_DRIVER] = (struct field){0};
	one.vf.driver_override = NULL;
	assert_string_equal(one_vf_plan(unit, &one, "driver: default"), "driver/live");
	assert_string_equal(one_vf_plan(unit, &one, "trust: off"), "");
	/* A run that was killed before it asked for drivers. */
	one.pf.autoprobe_saved = (struct field){.set = true, .value.on = 1};
	assert_string_equal(one_vf_plan(unit, &one, "trust: off"), "driver/live");
	one.pf.attrs[PF_ATTR_AUTOPROBE] = (struct field){.set = true, .value.on = 0};
	assert_string_equal(one_vf_plan(unit, &one, "trust: off"),
			    "drivers_autoprobe/live driver/live");
}

/* What an interrupted run took from its driver gets it back, whoever overrode it. */
static void test_driver_that_is_owed(void **state)
{
	struct unit *unit = *state;
	struct one_vf one;

	one_vf_init(&one);
	one.vf.attrs[VF_ATTR_DRIVER] = (struct field){0};
	one.vf.netdev = NULL;
	one.vf.driver_override = "vfio-pci";
	assert_string_equal(one_vf_plan(unit, &one, "spoofchk: on"), "spoofchk/live");
	one.vf.driver_pending = true;
	assert_string_equal(one_vf_plan(unit, &one, "spoofchk: on"),
			    "spoofchk/live driver/live");
}

/* Drivers can be asked only while autoprobe is on; then it is as it was. */
static void test_driver_with_autoprobe_off(void **state)
{
	struct unit *unit = *state;
	struct one_vf one;

	one_vf_init(&one);
	one.pf.attrs[PF_ATTR_AUTOPROBE] = (struct field){.set = true, .value.on = 0};
	assert_string_equal(one_vf_plan(unit, &one, OTHER_MAC),
			    "mac/rebinds-vf drivers_autoprobe/live driver/rebinds-vf "
			    "drivers_autoprobe/live");
	one.vf.attrs[VF_ATTR_DRIVER] = (struct field){0};
	one.vf.netdev = NULL;
	assert_string_equal(one_vf_plan(unit, &one, "driver: default"),
			    "drivers_autoprobe/live driver/live drivers_autoprobe/live");
	assert_string_equal(one_vf_plan(unit, &one, "spoofchk: on"), "spoofchk/live");
}

/* A driver by its name, or none. */
static void test_driver_by_name(void **state)
{
	static const char *const vfio_drivers[] = {"vfio-pci"};
	struct unit *unit = *state;
	struct one_vf one;

	one_vf_init(&one);
	assert_string_equal(one_vf_plan(unit, &one, "driver: igbvf"), "");
	assert_string_equal(one_vf_plan(unit, &one, "driver: vfio-pci"),
			    "driver/rebinds-vf");
	assert_string_equal(one_vf_plan(unit, &one, "driver: none"), "driver/rebinds-vf");
	assert_string_equal(
		one_vf_plan(unit, &one, "driver: igbvf, mac: '52:54:00:00:00:09'"),
		"mac/rebinds-vf driver/rebinds-vf");
	one.vf.netdev_mac.value.mac.bytes[5] = 7;
	assert_string_equal(
		one_vf_plan(unit, &one, "driver: igbvf, mac: '52:54:00:00:00:01'"),
		"driver/rebinds-vf");
	one.vf.attrs[VF_ATTR_LINK] = (struct field){.set = true, .value.on = true};
	assert_string_equal(one_vf_plan(unit, &one, "driver: vfio-pci"),
			    "driver/rebinds-vf!");
	/* libvirt has bound it for its VM. */
	one.vf.driver_override = "vfio-pci";
	one.vf.attrs[VF_ATTR_DRIVER] =
		(struct field){.set = true, .value.text = "vfio-pci"};
	one.vf.netdev = NULL;
	assert_string_equal(one_vf_plan(unit, &one, "driver: none"), "");
	assert_string_equal(one_vf_plan(unit, &one, "driver: igbvf"), "");
	one.vf.enable = UNIT_NUMBER(0);
	assert_string_equal(one_vf_plan(unit, &one, "driver: igbvf"),
			    "driver/rebinds-vf");
	assert_string_equal(one_vf_plan(unit, &one, "driver: vfio-pci"), "");
	/* Without a driver it stays so only where no driver can take it. */
	one.vf.driver_override = NULL;
	one.vf.attrs[VF_ATTR_DRIVER] = (struct field){0};
	assert_string_equal(one_vf_plan(unit, &one, "driver: none"), "driver/live");
	one.vf.driver_override = "none";
	assert_string_equal(one_vf_plan(unit, &one, "driver: none"), "");
	/* vfio needs an IOMMU group, and its module. */
	one.vf.iommu_group.set = false;
	assert_string_equal(one_vf_plan(unit, &one, "driver: vfio-pci"), "driver/live?");
	one.vf.iommu_group = UNIT_NUMBER(0);
	one.observed.knows_vfio_drivers = true;
	assert_string_equal(one_vf_plan(unit, &one, "driver: vfio-pci"), "driver/live?");
	one.observed.vfio_drivers = (const char **)vfio_drivers;
	one.observed.n_vfio_drivers = 1;
	assert_string_equal(one_vf_plan(unit, &one, "driver: vfio-pci"), "driver/live");
	one.pf.has_pci = one.vf.has_pci = false;
	assert_string_equal(one_vf_plan(unit, &one, "driver: vfio-pci"), "driver/live?");
}

/* A driver that cannot be read may be there: nothing says that it is missing, and what
 * would interrupt it is refused. */
static void test_unread_driver(void **state)
{
	struct unit *unit = *state;
	struct one_vf one;

	one_vf_init(&one);
	one.vf.attrs[VF_ATTR_DRIVER] = (struct field){0};
	one.vf.driver_unread = true;
	one.vf.netdev = NULL;
	one.pf.msix_vectors = UNIT_NUMBER(16);
	assert_string_equal(one_vf_plan(unit, &one, "driver: default"), "");
	one.vf.driver_pending = true;
	assert_string_equal(one_vf_plan(unit, &one, "driver: default"), "");
	assert_string_equal(one_vf_plan(unit, &one, "driver: none"),
			    "driver/rebinds-vf!");
	assert_string_equal(one_vf_plan(unit, &one, "msix_vectors: 4"),
			    "msix_vectors/rebinds-vf!");
	assert_string_equal(one_vf_plan(unit, &one, "mtu: 9000"), "");
	assert_string_equal(one_vf_plan(unit, &one, "vlan: 7"), "vlan/live!");
	/* Nobody is known to have chosen that MAC. */
	one.vf.attrs[VF_ATTR_TRUST].value.on = true;
	assert_string_equal(one_vf_plan(unit, &one, "mac: '52:54:00:00:00:09'"),
			    "mac/rebinds-vf! driver/rebinds-vf!");
}

UNIT_GROUP(plan_vf_driver, UNIT_TEST(test_unread_driver), UNIT_TEST(test_driver),
	   UNIT_TEST(test_driver_that_is_owed), UNIT_TEST(test_driver_with_autoprobe_off),
	   UNIT_TEST(test_driver_by_name))
