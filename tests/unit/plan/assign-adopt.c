/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/assign.h"

#include "assign-world.h"

/* Without the record, what libvirt's XML has is not changed; a record that cannot be read
 * is another case. */
static void test_lost_record(void **state)
{
	static const char *const vms = ASSIGN_CONFIG
		"vms: {web: {interfaces: {a: {pool: fast}, b: {pool: fast, alias: "
		"ua-b}}}}\n";
	struct unit *unit = *state;
	struct assign_world world;
	struct plan plan;

	assign_world_init(&world, 2, 4);
	assign_world_add_device(&world, 1, 3, "web", "ua-vfstate-a");
	assign_world_add_device(&world, 1, 2, "web", "ua-b");
	assign_world_plan(unit, &world, vms, &plan);
	assert_string_equal(assign_world_words(unit, &plan), "web/a=pf1/3 web/b=pf1/2");
	assert_int_equal(plan.assigns[0].kind, ASSIGN_ADOPTED);
	world.host.assignments_unread = "assignments.json: Permission denied";
	assign_world_plan(unit, &world, vms, &plan);
	assert_string_equal(assign_world_words(unit, &plan), "web/a=- web/b=-");
	assert_string_equal(unit_codes(unit), "assignments-record");
}

/* VFs that do not exist yet, as at boot, are in libvirt's XML too. */
static void test_before_vfs_exist(void **state)
{
	static const char *const vms =
		"version: 1\npfs: {pf0: {match: {mac: '02:00:00:00:00:00'}, numvfs: 4}}\n"
		"pools: {fast: {vfs: pf0}}\n"
		"vms: {v1: {interfaces: {a: {pool: fast}}}, v2: {interfaces: {a: {pool: "
		"fast}}}}\n";
	struct unit *unit = *state;
	struct assign_world world;
	struct plan plan;

	assign_world_init(&world, 1, 0);
	world.pfs[0].vf_offset = UNIT_NUMBER(0x80);
	world.pfs[0].vf_stride = UNIT_NUMBER(2);
	world.vfs[0][0].pci = (struct pci_address){.bus = 1, .device = 0x10};
	world.vfs[0][3].pci =
		(struct pci_address){.bus = 1, .device = 0x10, .function = 6};
	assign_world_add_device(&world, 0, 0, "byhand", NULL);
	assign_world_add_device(&world, 0, 3, "v1", "ua-vfstate-a");
	assign_world_plan(unit, &world, vms, &plan);
	assert_string_equal(assign_world_words(unit, &plan), "v1/a=pf0/3 v2/a=pf0/1");
	/* Without an offset any VF may be libvirt's. */
	world.pfs[0].vf_offset = UNIT_NUMBER(0);
	assign_world_plan(unit, &world, vms, &plan);
	assert_string_equal(assign_world_words(unit, &plan), "v1/a=- v2/a=-");
	assert_string_equal(unit_codes(unit), "pool-empty pool-empty");
	diags_init(&unit->diags, &unit->arena);
	world.pfs[0].vf_offset = UNIT_NUMBER(0x80);
	/* Any VF may be that of a VM that cannot be read. */
	world.host.domains_unread = "/etc/libvirt/qemu/x.xml: Permission denied";
	assign_world_plan(unit, &world, vms, &plan);
	assert_string_equal(assign_world_words(unit, &plan), "v1/a=pf0/3 v2/a=-");
	assert_string_equal(unit_codes(unit), "not-assigned");
}

/* A running VM with two interfaces whose record is lost: the MAC addresses say which VF
 * is which; without them nothing is chosen. */
static void test_running(void **state)
{
	static const char *const vms =
		"version: 1\npfs: {pf0: {match: {mac: '02:00:00:00:00:00'}}}\n"
		"pools: {fast: {vfs: pf0}}\n"
		"vms: {db: {interfaces: {a: {pool: fast, mac: '52:54:00:00:00:0a'}, b: "
		"{pool: fast}}}}\n";
	struct unit *unit = *state;
	struct assign_world world;
	struct plan plan;

	assign_world_init(&world, 1, 4);
	for (size_t i = 2; i < 4; i++)
		observed_vf_add_holder(&unit->arena, &world.vfs[0][i], HOLDER_LIBVIRT,
				       "db")
			->vm = "db";
	assign_world_plan(unit, &world, vms, &plan);
	assert_string_equal(assign_world_words(unit, &plan), "db/a=- db/b=-");
	assert_string_equal(unit_codes(unit), "not-assigned not-assigned");
	diags_init(&unit->diags, &unit->arena);
	world.vfs[0][3].attrs[VF_ATTR_MAC] = UNIT_MAC(0x52, 0x54, 0, 0, 0, 0x0a);
	assign_world_plan(unit, &world, vms, &plan);
	/* The other one is the only one that is left. */
	assert_string_equal(assign_world_words(unit, &plan), "db/a=pf0/3 db/b=pf0/2");
	assert_string_equal(unit_codes(unit), "");
}

UNIT_GROUP(assign_adopt, UNIT_TEST(test_lost_record), UNIT_TEST(test_before_vfs_exist),
	   UNIT_TEST(test_running))
