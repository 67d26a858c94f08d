/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "assign-world.h"

void assign_world_init(struct assign_world *world, size_t n_pfs, unsigned int n_vfs)
{
	*world = (struct assign_world){.host = {.pfs = world->pfs, .n_pfs = n_pfs}};
	for (size_t i = 0; i < n_pfs; i++) {
		struct observed_pf *pf = &world->pfs[i];

		*pf = (struct observed_pf){
			.has_pci = true,
			.pci = {.bus = (uint8_t)(i + 1)},
			.permanent_mac = UNIT_MAC(2, 0, 0, 0, 0, (uint8_t)i),
			.driver = "igb",
			.netdev = "up",
			.attrs[PF_ATTR_NUMVFS] = UNIT_NUMBER(n_vfs),
			.totalvfs = UNIT_NUMBER(ASSIGN_VFS_MAX),
			.vfs = world->vfs[i],
			.n_vfs = n_vfs,
		};
		for (unsigned int j = 0; j < n_vfs; j++)
			world->vfs[i][j] =
				(struct observed_vf){.index = j,
						     .has_pci = true,
						     .pci = {.bus = (uint8_t)(i + 1),
							     .device = (uint8_t)(j + 1)}};
	}
}

void assign_world_add_device(struct assign_world *world, size_t pf, unsigned int vf,
			     const char *vm, const char *alias)
{
	world->devices[world->host.n_vm_devices++] = (struct vm_device){
		.pci = world->vfs[pf][vf].pci, .vm = vm, .alias = alias};
	world->host.vm_devices = world->devices;
	qsort(world->devices, world->host.n_vm_devices, sizeof(world->devices[0]),
	      vm_device_compare);
}

void assign_world_plan(struct unit *unit, struct assign_world *world, const char *text,
		       struct plan *plan)
{
	const struct desired *desired = unit_desired(unit, text);

	assert_string_equal(unit_codes(unit), "");
	*plan = (struct plan){.host = &world->host};
	assign_vfs(&unit->arena, &unit->diags, desired, plan);
}

const char *assign_world_words(struct unit *unit, const struct plan *plan)
{
	const char *text = "";

	for (size_t i = 0; i < plan->desired->n_bindings; i++) {
		const struct desired_binding *binding = &plan->desired->bindings[i];

		text = arena_printf(&unit->arena, "%s%s%s/%s=%s", text, i ? " " : "",
				    binding->vm, binding->interface,
				    binding->pf
					    ? arena_printf(&unit->arena, "%s/%u",
							   binding->pf->name, binding->vf)
					    : "-");
	}
	return text;
}

void assign_world_record(struct assign_world *world, const struct plan *plan)
{
	world->host.assignments = plan->assignments;
	world->host.n_assignments = plan->n_assignments;
}
