/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "world.h"

#include <errno.h>
#include <string.h>

#include "dice.h"
#include "support/guard.h"
#include "world-parts.h"

void world_init(struct world *world, uint64_t seed)
{
	static const int errors[] = {EIO, EBUSY, EAGAIN, EPERM, ENOMEM, EINVAL};
	uint64_t state = seed;
	struct kernel unused;

	memset(world, 0, sizeof(*world));
	world->seed = seed;
	fake_kernel_init(&world->fake, 1 + (size_t)dice_below(&state, 3), &unused);
	world->fake.iommu = world->fake.has_proc = true;
	for (size_t i = 0; i < world->fake.n_pfs; i++)
		world_host_make_pf(world, &state, i);
	world->fake.other_route =
		dice_chance(&state, 50)
			? FAKE_ROUTE_NONE
			: (enum fake_route)dice_below(&state, FAKE_ROUTE_TABLE + 1);
	for (size_t i = 0; i < world->fake.n_pfs; i++) {
		if (dice_chance(&state, 90))
			world_config_want_pf(world, &state, (int)i);
	}
	world->disruption = dice_chance(&state, 20) ? DISRUPTION_ALLOWED
			    : dice_chance(&state, 20)
				    ? (enum disruption)dice_below(&state, 8)
				    : DISRUPTION_REFUSED;
	world->fake.may_disturb = world->disruption & DISRUPTION_VFS;
	world->fake.permits = world->disruption;
	if (dice_chance(&state, 50)) {
		world->fault = (enum fake_fault)(1 + dice_below(&state, FAULT_DIES));
		world->fault_at = (size_t)dice_below(&state, 1 << 20);
		world->fault_error = errors[dice_below(&state, (int)ARRAY_SIZE(errors))];
		if (world->fault == FAULT_USED)
			world->fault_error = dice_below(&state, 6 * FAKE_USES);
	}
	fake_kernel_clear_log(&world->fake);
}

bool world_simplify(struct world *world, size_t step, bool *ret_changed)
{
	size_t n_vfs = world->fake.n_pfs * WORLD_VFS_MAX;
	struct fake_pf *pf;
	struct fake_vf *vf;

	*ret_changed = true;
	if (step == 0) {
		*ret_changed = world->fault != FAULT_NONE;
		world->fault = FAULT_NONE;
		return true;
	}
	step--;
	if (step < world->n_settings) {
		*ret_changed = !world->settings[step].is_dropped;
		world->settings[step].is_dropped = true;
		return true;
	}
	step -= world->n_settings;
	if (step < n_vfs) {
		pf = &world->fake.pfs[step / WORLD_VFS_MAX];
		vf = &pf->vfs[step % WORLD_VFS_MAX];
		*ret_changed = (int)(step % WORLD_VFS_MAX) < pf->numvfs &&
			       fake_vf_is_in_use(&world->fake, vf);
		vf->netdev_up = vf->in_netns = vf->has_upper = vf->has_address = false;
		vf->is_opened = vf->is_mapped = false;
		vf->disk = FAKE_NO_DISK;
		vf->has_foreign_upper = vf->has_tunnel = false;
		vf->has_xdp = vf->has_xdp_socket = false;
		vf->second_netdev[0] = '\0';
		if (vf->is_vfio)
			vf->enable = 0;
		return true;
	}
	step -= n_vfs;
	if (step >= 2 * world->fake.n_pfs)
		return false;
	pf = &world->fake.pfs[step / 2];
	if (step % 2 == 0) {
		*ret_changed = pf->numvfs > 1;
		pf->numvfs -= *ret_changed;
	} else {
		*ret_changed =
			pf->busy_times || pf->carrier_delay_ms < 0 || pf->gives_vfs >= 0;
		pf->busy_times = 0;
		pf->carrier_delay_ms = 1200;
		pf->gives_vfs = -1;
	}
	return true;
}
