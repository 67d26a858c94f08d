/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "users.h"

#include "run-state/run-state.h"

/* A VF without a netdev, of a PF without one: who uses it has its device file open. */
static bool has_device_file_only(const struct fake_kernel *fake, const struct fake_vf *vf)
{
	for (size_t i = 0; i < fake->n_pfs; i++) {
		const struct fake_pf *pf = &fake->pfs[i];

		if (vf >= pf->vfs && vf < pf->vfs + FAKE_VFS_MAX)
			return fake->has_proc && !pf->netdev[0] &&
			       (pf->personality->has_device_files || vf->disk);
	}
	return false;
}

/* Up since vfstate set it up, of which there is no note. */
static bool is_not_noted(const struct fake_kernel *fake, const struct fake_vf *vf)
{
	for (size_t i = 0; i < fake->n_pfs && vf->netdev_up && vf->is_ours; i++) {
		const struct fake_pf *pf = &fake->pfs[i];

		if (vf >= pf->vfs && vf < pf->vfs + FAKE_VFS_MAX)
			return run_state_read(&run_dir, RUN_STATE_RAISED, vf->pci) !=
			       fake_vf_ifindex(pf, vf);
	}
	return false;
}

bool users_may_have_vf(const struct fake_kernel *fake, const struct fake_vf *vf)
{
	return fake_vf_is_in_use(fake, vf) || is_not_noted(fake, vf) ||
	       (vf->is_bound && !vf->is_vfio && !fake_vf_has_netdev(fake, vf) &&
		!has_device_file_only(fake, vf));
}

bool users_may_have_any_vf(const struct run *run, const struct fake_pf *pf)
{
	for (int v = 0; v < pf->numvfs; v++) {
		if (users_may_have_vf(run->fake, &pf->vfs[v]))
			return true;
	}
	return false;
}

bool users_need_pf(const struct run *run, const struct fake_pf *pf, enum disruption takes)
{
	struct fake_pf now = *pf;

	now.was_raised = false;
	return takes && !(run->disruption & takes) &&
	       fake_pf_is_in_use(run->fake, &now, takes);
}

bool users_prevent_change(const struct run *run, const struct plan_pf *plan_pf,
			  const struct change *change)
{
	const struct fake_pf *pf = fake_pf_of(run, plan_pf);

	if (users_need_pf(run, pf, change->takes))
		return true;
	if (run->disruption & DISRUPTION_VFS)
		return false;
	if (change->vf != NO_VF)
		return users_may_have_vf(run->fake, &pf->vfs[change->vf]);
	for (int i = 0; i < pf->numvfs; i++) {
		if (users_may_have_vf(run->fake, &pf->vfs[i]))
			return true;
	}
	return false;
}

bool users_are_undisturbed(const struct fake_kernel *fake, char *failure)
{
	return !fake->violation[0] || fails(failure, "disturbed: %s", fake->violation);
}
