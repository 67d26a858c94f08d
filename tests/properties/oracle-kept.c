/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a run leaves alone: the VFs, and what recreated VFs had. */
#include "oracles.h"

#include <stdlib.h>

/* Trust waits for the MAC that the VF had, or is to have. */
static bool lost_mac(const struct fake_pf *pf, const struct fake_pf *before,
		     const struct desired_vf *desired, int vf)
{
	if (desired->attrs[VF_ATTR_MAC].set && pf->refuses[VF_ATTR_MAC])
		return true;
	return !mac_address_is_zero(before->vfs[vf].mac) &&
	       !mac_address_is_equal(before->vfs[vf].mac, pf->vfs[vf].mac);
}

/* Where a run was cut short nothing is known of VFs without PCI, nor that fewer VFs than
 * it wanted are those that it has made. */
static bool is_forgotten(const struct fake_pf *pf)
{
	return pf->personality->no_pci || pf->gives_vfs >= 0;
}

/* What of a VF nobody configured, and its driver takes, is as it was where the VF was
 * recreated, or is left and so was told. */
bool oracle_kept_values(const struct run *run, const struct world *world, bool was_cut,
			char *failure)
{
	for (size_t i = 0; i < run->plan->n_pfs; i++) {
		const struct plan_pf *plan_pf = &run->plan->pfs[i];
		const struct fake_pf *pf = fake_pf_of(run, plan_pf);
		const struct fake_pf *before = &world->fake.pfs[pf - run->fake->pfs];
		int n = pf->numvfs < before->numvfs ? pf->numvfs : before->numvfs;

		if (pf->generation == before->generation || !pf->netdev[0] ||
		    pf->personality->reports_no_vfs || run_is_unfinished(run, plan_pf) ||
		    fake_is_switchdev(pf) || fake_is_switchdev(before) ||
		    (was_cut && is_forgotten(pf)))
			continue;
		for (int v = 0; v < n; v++) {
			const struct desired_vf *desired =
				desired_pf_vf(plan_pf->desired, (unsigned int)v);

			for (int attr = VF_ATTR_VLAN; attr < VF_ATTR_COUNT; attr++) {
				struct value was = fake_vf_value(&before->vfs[v],
								 (enum vf_attr)attr);
				bool sticks;

				if (desired->attrs[attr].set ||
				    pf->personality->attrs[attr].unreported ||
				    (attr == VF_ATTR_TRUST &&
				     lost_mac(pf, before, desired, v)) ||
				    run_find_left(run, plan_pf->desired, v,
						  (enum vf_attr)attr) ||
				    value_is_equal(vf_attr_info[attr].kind, was,
						   fake_vf_value(&pf->vfs[v],
								 (enum vf_attr)attr)) ||
				    fake_vf_would_take(run->fake, pf, v,
						       (enum vf_attr)attr, was,
						       &sticks) < 0 ||
				    !sticks)
					continue;
				return run_fails_value(
					failure, plan_pf->desired->name, v,
					(enum vf_attr)attr,
					fake_vf_value(&pf->vfs[v], (enum vf_attr)attr),
					was);
			}
		}
	}
	return true;
}

static bool wants_eswitch(const struct desired_pf *desired)
{
	for (int attr = PF_ATTR_ESWITCH_FIRST; attr < PF_ATTR_ESWITCH_END; attr++) {
		if (desired->attrs[attr].set)
			return true;
	}
	return false;
}

/* More VFs are wanted, the driver refuses so many, and there are fewer than before. */
static bool has_lost_vfs(const struct run *run, size_t index,
			 const struct fake_pf *before, bool was_cut)
{
	const struct fake_pf *pf = &run->fake->pfs[index];

	if (was_cut && is_forgotten(pf))
		return false;

	for (size_t i = 0; i < run->plan->n_pfs && run->fake->fault == FAULT_NONE; i++) {
		const struct plan_pf *plan_pf = &run->plan->pfs[i];

		if (fake_pf_of(run, plan_pf) == pf &&
		    plan_pf->numvfs > (unsigned int)before->numvfs &&
		    !run_is_unfinished(run, plan_pf) && pf->refuses_error &&
		    before->gives_vfs < 0 && pf->numvfs < before->numvfs)
			return true;
	}
	return false;
}

static int wanted_number(const struct fake_pf *pf, const struct desired_pf *desired)
{
	return field_is_given(&desired->attrs[PF_ATTR_NUMVFS])
		       ? (int)desired->attrs[PF_ATTR_NUMVFS].value.number
		       : pf->totalvfs;
}

/* VFs go only where the configuration wants another number of them. */
bool oracle_kept_vfs(const struct run *run, const struct world *world, bool was_cut,
		     char *failure)
{
	for (size_t i = 0; i < run->fake->n_pfs; i++) {
		const struct fake_pf *pf = &run->fake->pfs[i];
		const struct fake_pf *before = &world->fake.pfs[i];
		bool may_go = false;

		for (size_t j = 0; j < run->desired->n_pfs; j++) {
			const struct desired_pf *desired = &run->desired->pfs[j];

			may_go |= (size_t)atoi(desired->name + 1) == i &&
				  desired->attrs[PF_ATTR_NUMVFS].set &&
				  (wanted_number(pf, desired) != before->numvfs ||
				   (before->personality->eswitch.without_vfs &&
				    wants_eswitch(desired)));
		}
		if (!may_go && pf->generation != before->generation)
			return fails(
				failure,
				"p%zu lost its VFs for nothing: it had %d and has %d", i,
				before->numvfs, pf->numvfs);
		if (has_lost_vfs(run, i, before, was_cut))
			return fails(failure,
				     "p%zu has lost VFs for a number that was refused: "
				     "it had %d and has %d",
				     i, before->numvfs, pf->numvfs);
	}
	return true;
}
