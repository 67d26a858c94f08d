/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/select.h"

#include "unit.h"

static void test_any_identity(void **state)
{
	static const char *const found[] = {
		"0000:01:00.0", "01:00.0",   "enp1s0",
		"alt0",		"up0",	     "90:e2:ba:00:00:01",
		"0000:01:10.2", "enp1s0v1",  "52:54:00:00:00:01",
		"web01",	"up0/1",     "enp1s0/1",
		"alt0/1",	"01:00.0/1", "db 02",
	};
	static const char *const not_found[] = {"0000:01:10.4",
						"eth9",
						"web",
						"90:e2:ba:00:00:02",
						"up0/2",
						"up0/01",
						"up0/",
						"/1",
						"/",
						"eth9/1",
						"enp1s0v1/1",
						"qemu"};
	struct holder holders[] = {{.kind = HOLDER_PROCESS, .who = "qemu (pid 1)"},
				   {.kind = HOLDER_PROCESS, .who = "q", .vm = "db 02"}};
	const char *altnames[] = {"alt0"};
	struct observed_vf vfs[2] = {
		{.has_pci = true, .pci = {.bus = 1, .device = 0x10}},
		{.index = 1,
		 .has_pci = true,
		 .pci = {.bus = 1, .device = 0x10, .function = 2},
		 .netdev = "enp1s0v1",
		 .attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "igbvf"},
		 .vm = "web01",
		 .interface = "net0",
		 .holders = holders,
		 .n_holders = 2},
	};
	struct observed_pf pf = {
		.has_pci = true,
		.pci = {.bus = 1},
		.netdev = "enp1s0",
		.name = "up0",
		.altnames = altnames,
		.n_altnames = 1,
		.mac = UNIT_MAC(0x90, 0xe2, 0xba, 0, 0, 1),
		.vfs = vfs,
		.n_vfs = 2,
		.attrs[PF_ATTR_NUMVFS] = {.set = true, .value.number = 2},
		.totalvfs = UNIT_NUMBER(7)};
	struct observed observed = {.iommu = true, .pfs = &pf, .n_pfs = 1};
	struct unit *unit = *state;
	const struct observed *selected;

	vfs[1].attrs[VF_ATTR_MAC] =
		(struct field){.set = true, .value.mac = {{0x52, 0x54, 0, 0, 0, 1}}};
	for (size_t i = 0; i < ARRAY_SIZE(found); i++) {
		if (found[i] && !select_observed(&unit->arena, &observed, found[i]))
			fail_msg("%s is not found", found[i]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(not_found); i++)
		assert_null(select_observed(&unit->arena, &observed, not_found[i]));
	/* A PF comes with all its VFs, a VF with its PF and without its neighbours. */
	selected = select_observed(&unit->arena, &observed, "up0");
	assert_int_equal(selected->pfs[0].n_vfs, 2);
	selected = select_observed(&unit->arena, &observed, "web01");
	assert_int_equal(selected->n_pfs, 1);
	assert_int_equal(selected->pfs[0].n_vfs, 1);
	assert_int_equal(selected->pfs[0].vfs[0].index, 1);
	assert_string_equal(selected->selection, "web01");
	selected = select_observed(&unit->arena, &observed, "enp1s0/0");
	assert_int_equal(selected->pfs[0].n_vfs, 1);
	assert_int_equal(selected->pfs[0].vfs[0].index, 0);
	assert_int_equal(observed.pfs[0].n_vfs, 2);
}

UNIT_GROUP(select, UNIT_TEST(test_any_identity))
