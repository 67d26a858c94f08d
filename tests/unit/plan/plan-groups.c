/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/plan-groups.h"

#include "plan/plan-make.h"
#include "unit.h"

/* A PF with four VFs in group 5, on their NIC driver. */
struct one {
	struct observed_vf vfs[4];
	struct observed_pf pf;
	struct iommu_device device;
	struct observed observed;
};

static void init_one(struct one *one)
{
	*one = (struct one){0};
	for (unsigned int i = 0; i < 4; i++)
		one->vfs[i] = (struct observed_vf){
			.index = i,
			.has_pci = true,
			.pci = {.bus = 1, .device = 16, .function = (uint8_t)i},
			.iommu_group = UNIT_NUMBER(5)};
	one->pf = (struct observed_pf){
		.has_pci = true,
		.pci = {.bus = 1},
		.driver = "igb",
		.netdev = "p0",
		.attrs[PF_ATTR_LINK] = {.set = true, .value.on = true},
		.iommu_group = UNIT_NUMBER(1),
		.totalvfs = UNIT_NUMBER(7),
		.attrs[PF_ATTR_NUMVFS] = {.set = true, .value.number = 4},
		.attrs[PF_ATTR_AUTOPROBE] = {.set = true, .value.on = 1},
		.vfs = one->vfs,
		.n_vfs = 4};
	one->observed = (struct observed){.host_id = "0123456789abcdef0123456789abcdef",
					  .iommu = true,
					  .pfs = &one->pf,
					  .n_pfs = 1,
					  .iommu_devices = &one->device};
}

/* The error, or "". */
static const char *error_of(struct unit *unit, const struct one *one, const char *pf,
			    const char *vms)
{
	diags_init(&unit->diags, &unit->arena);
	plan_make(&unit->arena, &unit->diags,
		  unit_desired(unit, arena_printf(&unit->arena,
						  "version: 1\npfs: {p0: {%s}}\n"
						  "vms: {%s}\n",
						  pf, vms)),
		  &one->observed, DISRUPTION_REFUSED);
	diags_foreach (diag, &unit->diags) {
		if (strcmp(diag->code, "iommu-group") == 0)
			return diag->text;
	}
	assert_int_equal(unit->diags.n_errors, 0);
	return "";
}

#define V_HAS_0 "v: {interfaces: {n: {vf: p0/0}}}"

static void test_who_shares_a_group(void **state)
{
	struct unit *unit = *state;
	struct one one;

	init_one(&one);
	/* Nobody has the others: the group is the VM's. */
	assert_string_equal(error_of(unit, &one, "numvfs: 4", V_HAS_0), "");
	/* The host has one. */
	one.vfs[2].attrs[VF_ATTR_DRIVER] =
		(struct field){.set = true, .value.text = "igbvf"};
	assert_string_equal(
		error_of(unit, &one, "numvfs: 4", V_HAS_0),
		"VM v cannot get p0/0 alone: IOMMU group 5 also has "
		"0000:01:10.1 (VF 1 of p0), 0000:01:10.2 (VF 2 of p0, igbvf), "
		"0000:01:10.3 (VF 3 of p0)");
	assert_string_equal(
		error_of(unit, &one, "numvfs: 4, vf_defaults: {driver: none}", V_HAS_0),
		"");
	assert_string_equal(error_of(unit, &one,
				     "numvfs: 4, vf_defaults: {driver: vfio-pci}",
				     V_HAS_0),
			    "");
	/* The same VM, or another one. */
	assert_string_equal(error_of(unit, &one, "numvfs: 4",
				     "v: {interfaces: {n: {vf: p0/0}, m: {vf: p0/2}}}"),
			    "");
	one.vfs[2].attrs[VF_ATTR_DRIVER] = (struct field){0};
	assert_non_null(strstr(error_of(unit, &one, "numvfs: 4",
					V_HAS_0 ", w: {interfaces: {n: {vf: p0/2}}}"),
			       "(VF 2, VM w)"));
	/* VFs that are to be created again may get other groups. */
	assert_string_equal(error_of(unit, &one, "numvfs: 5",
				     V_HAS_0 ", w: {interfaces: {n: {vf: p0/2}}}"),
			    "");
	for (int i = 0; i < 4; i++)
		one.vfs[i].iommu_group = UNIT_NUMBER(i);
	assert_string_equal(error_of(unit, &one, "numvfs: 4",
				     V_HAS_0 ", w: {interfaces: {n: {vf: p0/2}}}"),
			    "");
}

static void test_pf_and_other_devices(void **state)
{
	struct unit *unit = *state;
	struct one one;

	init_one(&one);
	one.pf.iommu_group = UNIT_NUMBER(5);
	assert_non_null(strstr(error_of(unit, &one, "numvfs: 4", V_HAS_0), "PF p0, igb"));
	one.pf.iommu_group = UNIT_NUMBER(1);
	one.device = (struct iommu_device){.group = 5, .driver = "pcieport"};
	one.observed.n_iommu_devices = 1;
	assert_string_equal(error_of(unit, &one, "numvfs: 4", V_HAS_0), "");
	one.device.driver = "ahci";
	assert_non_null(strstr(error_of(unit, &one, "numvfs: 4", V_HAS_0), "ahci"));
	one.device.driver = NULL;
	assert_string_equal(error_of(unit, &one, "numvfs: 4", V_HAS_0), "");
	one.device.driver_unread = true;
	assert_non_null(strstr(error_of(unit, &one, "numvfs: 4", V_HAS_0), "group 5"));
	one.device.group = 6;
	assert_string_equal(error_of(unit, &one, "numvfs: 4", V_HAS_0), "");
	one.vfs[2].driver_unread = true;
	assert_non_null(strstr(error_of(unit, &one, "numvfs: 4", V_HAS_0), "group 5"));
}

UNIT_GROUP(plan_groups, UNIT_TEST(test_pf_and_other_devices),
	   UNIT_TEST(test_who_shares_a_group))
