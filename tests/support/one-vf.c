/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "one-vf.h"

#include "plan/plan-make.h"

void one_vf_init(struct one_vf *one)
{
	*one = (struct one_vf){0};
	one->vf = (struct observed_vf){
		.has_pci = true,
		.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = "igbvf"},
		.netdev = "v0",
		.enable = UNIT_NUMBER(1),
		.iommu_group = UNIT_NUMBER(0),
		.device_files = UNIT_NUMBER(0),
		.reported = true};
	one->vf.attrs[VF_ATTR_MAC] =
		(struct field){.set = true, .value.mac = {{0x52, 0x54, 0, 0, 0, 1}}};
	one->vf.attrs[VF_ATTR_TRUST] = (struct field){.set = true, .value.on = false};
	one->vf.attrs[VF_ATTR_VLAN] = (struct field){.set = true};
	one->vf.netdev_mac = one->vf.attrs[VF_ATTR_MAC];
	one->pf = (struct observed_pf){
		.has_pci = true,
		.pci = {.bus = 1},
		.driver = "igb",
		.netdev = "p0",
		.attrs[PF_ATTR_LINK] = {.set = true, .value.on = true},
		.totalvfs = UNIT_NUMBER(7),
		.attrs[PF_ATTR_NUMVFS] = {.set = true, .value.number = 1},
		.attrs[PF_ATTR_AUTOPROBE] = {.set = true, .value.on = 1},
		.n_vfs = 1};
	one->observed = (struct observed){.iommu = true, .n_pfs = 1};
}

const char *one_vf_words(struct unit *unit, const struct plan_pf *pf)
{
	const char *words = "";

	for (size_t i = 0; i < pf->n_changes; i++) {
		const struct change *change = &pf->changes[i];

		words = arena_printf(&unit->arena, "%s%s%s/%s%s", words,
				     words[0] ? " " : "", change_name(change),
				     impact_name(change->impact),
				     change->block == BLOCK_IN_USE	  ? "!"
				     : change->block == BLOCK_UNSUPPORTED ? "?"
									  : "");
	}
	return words;
}

const char *one_vf_plan_with(struct unit *unit, struct one_vf *one, const char *vf,
			     const char *vms)
{
	const char *text = arena_printf(
		&unit->arena, "version: 1\npfs: {p0: {vfs: {0: {%s}}}}\n%s", vf, vms);
	const struct plan *plan;

	one->pf.vfs = &one->vf;
	one->observed.pfs = &one->pf;
	plan = plan_make(&unit->arena, &unit->diags, unit_desired(unit, text),
			 &one->observed, DISRUPTION_REFUSED);
	return one_vf_words(unit, &plan->pfs[0]);
}

const char *one_vf_plan(struct unit *unit, struct one_vf *one, const char *vf)
{
	return one_vf_plan_with(unit, one, vf, "");
}
