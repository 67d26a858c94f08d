/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/in-use.h"
#include "observe/observe.h"
#include "plan/plan-make.h"

#include "fake-kernel.h"
#include "unit.h"

static void test_all_pfs(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;
	const struct observed *observed;
	const struct observed_pf *pf;

	fake_kernel_init(&fake, 2, &kernel);
	fake_kernel_add_vfs(&fake, 0, 3);
	fake.pfs[0].link = true;
	observed = observe(&kernel, &unit->arena, &unit->diags, NULL, NULL);
	assert_int_equal(observed->n_pfs, 2);
	assert_true(observed->iommu);
	pf = &observed->pfs[0];
	assert_string_equal(pf->driver, "igb");
	assert_string_equal(pf->netdev, "enp1s0");
	assert_int_equal(pf->facts[PF_FACT_VENDOR].value.number, 0x8086);
	assert_int_equal(field_number(&pf->totalvfs), 7);
	assert_int_equal(observed_pf_numvfs(pf), 3);
	assert_int_equal(pf->attrs[PF_ATTR_AUTOPROBE].value.on, 1);
	assert_false(pf->autoprobe_saved.set);
	assert_int_equal(pf->attrs[PF_ATTR_MTU].value.number, 1500);
	assert_true(observed_pf_is_up(pf) && pf->carrier);
	assert_int_equal(pf->vfs[2].pci.function, 4);
	assert_string_equal(observed_vf_driver(&pf->vfs[2]), "igbvf");
	assert_null(pf->vfs[2].driver_override);
	assert_string_equal(pf->vfs[2].netdev, "enp1s0v2");
	assert_int_equal(field_number(&pf->vfs[2].enable), 1);
	assert_int_equal(field_number(&pf->vfs[2].iommu_group), 2);
	assert_true(pf->vfs[2].reported);
	assert_true(pf->vfs[2].attrs[VF_ATTR_SPOOFCHK].value.on);
	assert_false(pf->vfs[2].attrs[VF_ATTR_QUERY_RSS].set);
	assert_int_equal(observed_pf_numvfs(&observed->pfs[1]), 0);
}

static void test_vf_that_is_left_out_is_asked_for_again(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;
	const struct observed *observed;
	int64_t before;

	fake_kernel_init(&fake, 1, &kernel);
	fake_kernel_add_vfs(&fake, 0, 3);
	fake.pfs[0].vfs[1].is_hidden = true;
	before = fake.now_ms;
	observed = observe(&kernel, &unit->arena, &unit->diags, NULL, NULL);
	assert_true(fake.now_ms > before);
	assert_false(observed->pfs[0].vfs[1].reported);
	assert_false(observed->pfs[0].vfs[1].attrs[VF_ATTR_MAC].set);
	assert_true(observed->pfs[0].vfs[2].reported);
}

/* More VFs than the kernel tells of: asking again is of no use, unless another one is
 * missing too. */
static void test_list_with_an_end(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;
	const struct observed *observed;
	int64_t before;

	fake_kernel_init(&fake, 1, &kernel);
	fake_kernel_set_personality(&fake, 0, personality_find("netdevsim"));
	fake.pfs[0].totalvfs = 300;
	fake_kernel_add_vfs(&fake, 0, 300);
	fake.caps_vf_list = true;
	before = fake.now_ms;
	observed = observe(&kernel, &unit->arena, &unit->diags, NULL, NULL);
	assert_int_equal(fake.now_ms, before);
	assert_int_equal(observed->pfs[0].n_vfs, 300);
	assert_true(observed->pfs[0].vfs[255].reported);
	assert_false(observed->pfs[0].vfs[256].reported);
	assert_true(observed_pf_is_capped(&observed->pfs[0]));
	fake.pfs[0].vfs[7].is_hidden = true;
	observed = observe(&kernel, &unit->arena, &unit->diags, NULL, NULL);
	assert_true(fake.now_ms > before);
	assert_false(observed->pfs[0].vfs[7].reported);
	assert_true(observed_pf_is_capped(&observed->pfs[0]));
	/* A kernel that tells of more. */
	fake.caps_vf_list = false;
	observed = observe(&kernel, &unit->arena, &unit->diags, NULL, NULL);
	assert_false(observed_pf_is_capped(&observed->pfs[0]));
}

static void test_link_that_cannot_be_read(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;

	fake_kernel_init(&fake, 1, &kernel);
	fake.pfs[0].fails_get_link = ENOBUFS;
	observe(&kernel, &unit->arena, &unit->diags, NULL, NULL);
	assert_string_equal(unit_codes(unit), "observe");
}

static void test_again(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;
	struct observed_pf key = {.has_pci = true, .pci = {.bus = 1}}, now;

	fake_kernel_init(&fake, 1, &kernel);
	assert_int_equal(
		observe_pf_again(&kernel, &unit->arena, &unit->diags, NULL, &key, &now),
		0);
	assert_int_equal(observed_pf_numvfs(&now), 0);
	fake_kernel_add_vfs(&fake, 0, 2);
	assert_int_equal(
		observe_pf_again(&kernel, &unit->arena, &unit->diags, NULL, &key, &now),
		0);
	assert_int_equal(now.n_vfs, 2);
	key.pci.bus = 9;
	assert_int_equal(
		observe_pf_again(&kernel, &unit->arena, &unit->diags, NULL, &key, &now),
		-ENODEV);
}

/* In switchdev mode the netdevs of VFs' ports are in the PF's own folder. */
static void test_representors_are_not_the_pf(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;
	struct observed *observed;

	fake_kernel_init(&fake, 1, &kernel);
	fake.pfs[0].n_representors = 2;
	observed = observe(&kernel, &unit->arena, &unit->diags, NULL, NULL);
	assert_int_equal(observed->n_pfs, 1);
	assert_string_equal(observed->pfs[0].netdev, "enp1s0");
}

/* What a decision hangs on and cannot be read is an error, and no answer. */
static void test_what_cannot_be_read_is_an_error(void **state)
{
	static const char *const vital[] = {
		"link bus/pci/devices/0000:01:00.0/driver",
		"list bus/pci/devices/0000:01:00.0/net",
		"read bus/pci/devices/0000:01:00.0/sriov_totalvfs",
		"read bus/pci/devices/0000:01:00.0/sriov_numvfs",
		"read bus/pci/devices/0000:01:00.0/sriov_drivers_autoprobe",
		"read class/net/enp1s0/ifindex",
		"getlink enp1s0",
		"link bus/pci/devices/0000:01:00.0/virtfn1",
		"link bus/pci/devices/0000:01:10.2/driver",
		"read bus/pci/devices/0000:01:10.2/driver_override",
		"read bus/pci/devices/0000:01:10.2/enable",
		"list bus/pci/devices/0000:01:10.2/net",
		"read class/net/enp1s0v1/flags",
		"read class/net/enp1s0v1/address",
		"link class/net/enp1s0/device",
		"link class/net/enp1s0/device/subsystem",
	};
	struct unit *unit = *state;
	const struct desired *desired =
		unit_desired(unit, "version: 1\npfs: {enp1s0: {numvfs: 2}}\n");
	struct fake_kernel fake;
	struct kernel kernel;

	fake_kernel_init(&fake, 1, &kernel);
	fake_kernel_add_vfs(&fake, 0, 2);
	observe(&kernel, &unit->arena, &unit->diags, NULL, desired);
	assert_string_equal(unit_codes(unit), "");
	fake.fault = FAULT_ALWAYS;
	fake.fault_error = EIO;
	for (size_t i = 0; i < ARRAY_SIZE(vital); i++) {
		snprintf(fake.fault_like, sizeof(fake.fault_like), "%s", vital[i]);
		diags_init(&unit->diags, &unit->arena);
		observe(&kernel, &unit->arena, &unit->diags, NULL, desired);
		if (unit->diags.n_errors == 0 ||
		    strcmp(unit->diags.first->code, "observe") != 0)
			fail_msg("%s: '%s'", vital[i], unit_codes(unit));
	}
}

/* A driver that cannot be read may be there: its VF counts as used, and of a PF nothing
 * can be planned. */
static void test_unreadable_drivers(void **state)
{
	struct unit *unit = *state;
	const struct observed *observed;
	const struct observed_vf *vf;
	struct observed_pf again;
	struct fake_kernel fake;
	struct kernel kernel;

	fake_kernel_init(&fake, 1, &kernel);
	fake_kernel_add_vfs(&fake, 0, 2);
	fake.fault = FAULT_ALWAYS;
	fake.fault_error = EIO;
	strcpy(fake.fault_like, "link bus/pci/devices/0000:01:10.2/driver");
	observed = observe(&kernel, &unit->arena, &unit->diags, NULL, NULL);
	vf = &observed->pfs[0].vfs[1];
	assert_true(vf->driver_unread && observed_vf_may_have_driver(vf));
	assert_false(observed->pfs[0].vfs[0].driver_unread);
	assert_string_equal(in_use_by(&unit->arena, &observed->pfs[0], vf),
			    "its driver cannot be read, so nothing shows it idle");
	strcpy(fake.fault_like, "link bus/pci/devices/0000:01:00.0/driver");
	observed = observe(&kernel, &unit->arena, &unit->diags, NULL, NULL);
	assert_int_equal(observed->n_pfs, 0);
	assert_int_equal(observed->n_unread, 1);
	/* Which may be the one that an entry means by its driver. */
	assert_int_equal(
		plan_make(&unit->arena, &unit->diags,
			  unit_desired(unit,
				       "version: 1\npfs: {p: {match: {driver: igb}, "
				       "optional: on}}\n"),
			  observed, DISRUPTION_REFUSED)
			->n_unread,
		1);
	/* Of one that was read before, the driver is not in doubt. */
	assert_int_equal(observe_pf_again(&kernel, &unit->arena, &unit->diags, NULL,
					  &(struct observed_pf){.has_pci = true,
								.pci = {.bus = 1},
								.driver = "igb"},
					  &again),
			 0);
	assert_string_equal(again.driver, "igb");
}

/* Nor is one that can have VFs taken for one that has none, and asked on. */
static void test_pf_that_is_being_written(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;
	struct observed_pf key = {.has_pci = true, .pci = {.bus = 1}}, now;

	fake_kernel_init(&fake, 1, &kernel);
	fake.pfs[0].is_written = true;
	fake.fault = FAULT_ALWAYS;
	fake.fault_error = EIO;
	strcpy(fake.fault_like, "read bus/pci/devices/0000:01:00.0/sriov_totalvfs");
	assert_int_equal(
		observe_pf_again(&kernel, &unit->arena, &unit->diags, NULL, &key, &now),
		-EIO);
	assert_string_equal(fake.violation, "");
}

/* libsystemd is needed for a snapshot, and for a VM's interface without a MAC. */
static void test_without_libsystemd(void **state)
{
	struct unit *unit = *state;
	const struct desired *desired =
		unit_desired(unit, "version: 1\npfs: {enp1s0: {vfs: {0: {vlan: 7}}}}\n");
	struct fake_kernel fake;
	struct kernel kernel;

	fake_kernel_init(&fake, 1, &kernel);
	fake.host_id_error = -ENOENT;
	assert_null(observe(&kernel, &unit->arena, &unit->diags, NULL, NULL)->host_id);
	assert_string_equal(unit_codes(unit), "");
	fake.host_id_error = -ELIBACC;
	observe(&kernel, &unit->arena, &unit->diags, NULL, desired);
	assert_string_equal(unit_codes(unit), "");
	observe(&kernel, &unit->arena, &unit->diags, NULL, NULL);
	assert_string_equal(unit_codes(unit), "missing-library");
}

UNIT_GROUP(observe, UNIT_TEST(test_without_libsystemd),
	   UNIT_TEST(test_pf_that_is_being_written),
	   UNIT_TEST(test_representors_are_not_the_pf),
	   UNIT_TEST(test_what_cannot_be_read_is_an_error),
	   UNIT_TEST(test_unreadable_drivers), UNIT_TEST(test_all_pfs),
	   UNIT_TEST(test_vf_that_is_left_out_is_asked_for_again),
	   UNIT_TEST(test_list_with_an_end), UNIT_TEST(test_link_that_cannot_be_read),
	   UNIT_TEST(test_again))
