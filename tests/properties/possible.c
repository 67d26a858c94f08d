/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "possible.h"

#include <string.h>

struct fake_pf possible_pf_in_wanted_mode(const struct run *run,
					  const struct plan_pf *plan_pf)
{
	struct fake_pf pf = *fake_pf_of(run, plan_pf);
	const struct field *mode = &plan_pf->desired->attrs[PF_ATTR_ESWITCH_MODE];

	if (mode->set && pf.personality->eswitch.has_mode)
		pf.eswitch[PF_ATTR_ESWITCH_MODE] =
			strcmp(mode->value.text, PF_ESWITCH_SWITCHDEV) == 0;
	return pf;
}

/* Whether the driver would have taken it: then it should be there. */
static bool attr_is_possible(const struct run *run, const struct plan_pf *plan_pf,
			     const struct change *change)
{
	struct fake_pf pf = possible_pf_in_wanted_mode(run, plan_pf);
	const struct change *max =
		run_find_change(plan_pf, change->vf, VF_ATTR_MAX_TX_RATE);
	bool sticks;

	if (!pf.netdev[0] ||
	    (pf.eswitch[PF_ATTR_ESWITCH_MODE] !=
		     fake_pf_of(run, plan_pf)->eswitch[PF_ATTR_ESWITCH_MODE] &&
	     fake_vf_would_take(run->fake, fake_pf_of(run, plan_pf), change->vf,
				change->attr, change->to, &sticks) < 0))
		return false;
	if (fake_vf_would_take(run->fake, &pf, change->vf, change->attr, change->to,
			       &sticks) == 0 &&
	    sticks)
		return true;
	/* The lowest rate may need the highest one that is to come with it. */
	if (change->attr != VF_ATTR_MIN_TX_RATE || !max ||
	    fake_vf_would_take(run->fake, &pf, change->vf, VF_ATTR_MAX_TX_RATE, max->to,
			       &sticks) < 0 ||
	    !sticks)
		return false;
	pf.vfs[change->vf].max_tx_rate = max->to.number;
	return fake_vf_would_take(run->fake, &pf, change->vf, change->attr, change->to,
				  &sticks) == 0 &&
	       sticks;
}

static bool numvfs_is_possible(const struct fake_pf *pf, int wanted)
{
	return pf->driver && wanted <= pf->totalvfs &&
	       (pf->gives_vfs < 0 || wanted <= pf->gives_vfs) &&
	       (!pf->refuses_error || wanted <= pf->refuses_above) &&
	       (!pf->personality->numvfs_needs_up || pf->link);
}

/* Whether the PF had VFs when its switches had their turn, which is before numvfs. */
static bool has_had_vfs(const struct run *run, const struct plan_pf *plan_pf)
{
	for (size_t i = 0; i < run->plan->n_pfs; i++) {
		if (run->plan->pfs[i].desired == plan_pf->desired)
			return run->plan->pfs[i].observed->n_vfs > 0;
	}
	return false;
}

static bool flag_is_possible(const struct run *run, const struct plan_pf *plan_pf,
			     const struct change *change)
{
	const struct fake_pf *pf = fake_pf_of(run, plan_pf);
	const char *const *names = change->pf_attr == PF_ATTR_FEATURES
					   ? fake_features
					   : pf->personality->private_flags;
	const char *name = change->to.flags->items[0].name;

	for (uint32_t i = 0; names && names[i]; i++) {
		if (strcmp(names[i], name) == 0)
			return change->pf_attr == PF_ATTR_FEATURES ||
			       !(pf->personality->flags_without_vfs & 1u << i) ||
			       (pf->numvfs == 0 && !has_had_vfs(run, plan_pf));
	}
	return false;
}

static bool pf_attr_is_possible(const struct run *run, const struct plan_pf *plan_pf,
				const struct change *change)
{
	const struct fake_pf *pf = fake_pf_of(run, plan_pf);

	if (!pf->netdev[0])
		return false;
	return pf_attr_info[change->pf_attr].kind == VALUE_FLAGS
		       ? flag_is_possible(run, plan_pf, change)
		       : change->to.number <= FAKE_MTU_MAX;
}

bool possible_change(const struct run *run, const struct plan_pf *plan_pf,
		     const struct change *change)
{
	const struct fake_pf *pf = fake_pf_of(run, plan_pf);

	switch (change->stage) {
	case STAGE_ESWITCH:
	case STAGE_ESWITCH_WITHOUT_VFS:
		return fake_eswitch_would_take(run->fake, pf, change->pf_attr) == 0;
	case STAGE_VF_MSIX:
		return !(pf->vfs[change->vf].is_vfio && pf->vfs[change->vf].enable > 0) &&
		       change->to.number <= (uint32_t)pf->personality->msix_vectors;
	case STAGE_VF_NETDEV:
		return fake_vf_has_netdev(run->fake, &pf->vfs[change->vf]) &&
		       (change->attr != VF_ATTR_MTU || change->to.number <= FAKE_MTU_MAX);
	case STAGE_PF_ATTR:
		return pf_attr_is_possible(run, plan_pf, change);
	case STAGE_PF_UP:
	case STAGE_PF_DOWN:
		return pf->netdev[0];
	case STAGE_NUMVFS:
		if (change->to.source == VALUE_MAX)
			return !pf->personality->no_pci;
		return numvfs_is_possible(pf, (int)change->to.number);
	case STAGE_VF_ATTR:
		return attr_is_possible(run, plan_pf, change);
	case STAGE_VF_OVERRIDE:
		if (pf->personality->no_pci)
			return false;
		if (strcmp(change->to.text, "none") == 0 ||
		    strcmp(change->to.text, "vfio-pci") == 0)
			return true;
		return !pf->no_vf_driver &&
		       !(pf->vfs[change->vf].is_bound &&
			 (run_find_change(plan_pf, change->vf, VF_ATTR_MAC) ||
			  run_find_change(plan_pf, change->vf, VF_ATTR_NODE_GUID) ||
			  run_find_change(plan_pf, change->vf, VF_ATTR_PORT_GUID)));
	case STAGE_VF_DRIVER:
		/* It cannot start with a MAC or a GUID that the VF does not have. */
		return !pf->no_vf_driver &&
		       !run_find_change(plan_pf, change->vf, VF_ATTR_MAC) &&
		       !run_find_change(plan_pf, change->vf, VF_ATTR_NODE_GUID) &&
		       !run_find_change(plan_pf, change->vf, VF_ATTR_PORT_GUID);
	default:
		return !pf->personality->no_pci; /* autoprobe */
	}
}
