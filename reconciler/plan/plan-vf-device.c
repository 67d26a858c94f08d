/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Attributes of the VF's own device beside its driver: interrupt vectors, and MTU and
 * link of its netdev. */
#include <string.h>

#include "plan/plan-keep.h"
#include "plan/plan-vf.h"

static struct change new_change(const struct planner *planner, enum stage stage,
				unsigned int index, enum vf_attr attr,
				const struct field *wanted)
{
	return (struct change){.stage = stage,
			       .is_kept = wanted->is_kept,
			       .vf = (int)index,
			       .attr = attr,
			       .to = wanted->value,
			       .why = wanted->is_kept && plan_vf_live(planner, index)
					      ? plan_keep_why
					      : NULL,
			       .at = wanted->at,
			       .is_new_vf = !plan_vf_live(planner, index)};
}

static void add(struct planner *planner, const struct change *change)
{
	*planner_add(planner, change->stage, change->vf, (int)change->attr) = *change;
}

/* sriov_vf_msix_count_store, drivers/pci/iov.c */
static const char *msix_refusal(struct planner *planner, uint32_t wanted)
{
	const struct observed_pf *pf = planner->pf->observed;

	if (!pf->has_pci)
		return "the VFs of this PF are not PCI devices";
	if (!pf->msix_vectors.set)
		return NULL;
	if (pf->msix_vectors.value.number == 0)
		return arena_printf(planner->arena,
				    "the driver %s does not share out interrupt vectors",
				    pf->driver ? pf->driver : "(none)");
	if (wanted > pf->msix_vectors.value.number)
		return arena_printf(planner->arena, "the PF has %u for all of its VFs",
				    pf->msix_vectors.value.number);
	return NULL;
}

/* Makes the change of a VF's interrupt vectors. False if the VF has the wanted number, or
 * if a number to carry over cannot be set. */
static bool make_msix(struct planner *planner, unsigned int index,
		      struct change *ret_change)
{
	const struct desired_vf *desired = planner_vf(planner, index);
	const struct field *wanted = &desired->attrs[VF_ATTR_MSIX_VECTORS];
	const struct observed_vf *vf = plan_vf_live(planner, index);
	struct change change;

	if (!wanted->set ||
	    (vf && observed_vf_has(vf, VF_ATTR_MSIX_VECTORS, wanted->value)))
		return false;
	change = new_change(planner, STAGE_VF_MSIX, index, VF_ATTR_MSIX_VECTORS, wanted);
	if (vf)
		change.from = vf->attrs[VF_ATTR_MSIX_VECTORS];
	if (vf && observed_vf_may_have_driver(vf))
		change.impact = IMPACT_REBINDS_VF;
	if (!planner->pf->observed->msix_vectors.set)
		change.why = "unknown whether the PF has any to share: its "
			     "sriov_vf_total_msix is not known";
	change.reason = msix_refusal(planner, wanted->value.number);
	if (wanted->is_kept && change.reason)
		return false;
	if (change.reason)
		change.block = BLOCK_UNSUPPORTED;
	else if (vf)
		planner_block_in_use(planner, &change, vf);
	*ret_change = change;
	return true;
}

bool plan_vf_msix_restarts(struct planner *planner, unsigned int index)
{
	struct change change;

	return make_msix(planner, index, &change) && change.block == BLOCK_NONE &&
	       change.impact == IMPACT_REBINDS_VF;
}

void plan_vf_msix(struct planner *planner, unsigned int index)
{
	struct change change;

	if (make_msix(planner, index, &change))
		add(planner, &change);
}

/* Why the VF has no netdev on this host; NULL if it has or gets one. */
static const char *netdev_refusal(const struct planner *planner,
				  const struct desired_vf *desired,
				  const struct observed_vf *vf)
{
	const char *driver = plan_vf_named_driver(desired);

	if (!planner->pf->observed->has_pci)
		return "the VFs of this PF are not PCI devices, and have no network "
		       "interface of their own";
	if (!planner->pf->observed->netdev)
		return "the PF has no netdev, and neither have its VFs";
	if (driver && (vf_attr_is_no_driver(driver) || in_use_is_vfio(driver)))
		return arena_printf(planner->arena,
				    "a VF with driver: %s has no network interface here",
				    driver);
	if ((vf ? !vf->netdev : true) && !planner->restarts[desired->index])
		return "no driver is bound to the VF, so it has no network interface; "
		       "driver: default binds one";
	return NULL;
}

static void plan_netdev_attr(struct planner *planner, const struct desired_vf *desired,
			     enum vf_attr attr)
{
	const struct field *wanted = &desired->attrs[attr];
	const struct observed_vf *vf = plan_vf_live(planner, desired->index);
	bool restarts = planner->restarts[desired->index];
	bool has_it = vf && observed_vf_has(vf, attr, wanted->value);
	struct change change;

	if (!wanted->set || (has_it && !restarts))
		return;
	/* A VM or a container has the netdev, and sets these values itself. */
	if (vf && !restarts && planner->pf->observed->netdev &&
	    (in_use_by_vfio(vf) || (plan_vf_has_nic_driver(vf) && !vf->netdev)))
		return;
	change = new_change(planner, STAGE_VF_NETDEV, desired->index, attr, wanted);
	if (vf)
		change.from = vf->attrs[attr];
	change.reason = netdev_refusal(planner, desired, vf);
	if (plan_keep_gives_up(planner, wanted, desired->index, attr, change.reason))
		return;
	change.is_again = has_it;
	if (has_it)
		change.why = "the driver of the VF is restarted";
	if (change.reason) {
		change.block = BLOCK_UNSUPPORTED;
	} else if (vf && !restarts && !(attr == VF_ATTR_LINK && wanted->value.on) &&
		   plan_vf_user(planner, vf)) {
		/* Drivers stop the VF for another MTU (igbvf_change_mtu, ...). */
		change.impact = IMPACT_RESETS_VF;
		planner_block_in_use(planner, &change, vf);
	}
	add(planner, &change);
}

void plan_vf_netdev(struct planner *planner, unsigned int index)
{
	const struct desired_vf *desired = planner_vf(planner, index);

	/* The MTU comes first: a netdev that is still down takes it without an
	 * interruption. */
	plan_netdev_attr(planner, desired, VF_ATTR_MTU);
	plan_netdev_attr(planner, desired, VF_ATTR_LINK);
}
