/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/plan-make.h"

#include <stdlib.h>
#include <string.h>

#include "plan/match-report.h"
#include "plan/plan-pf.h"
#include "plan/plan-vf.h"
#include "plan/planner.h"

/* Why the device cannot have that many VFs; NULL where it can. */
static const char *refuses_numvfs(struct planner *planner, uint32_t wanted)
{
	const struct observed_pf *observed = planner->pf->observed;

	if (wanted == 0)
		return NULL;
	if (observed->has_pci && observed->totalvfs < 0)
		return "the device has no SR-IOV capability; is it off in the firmware "
		       "(BIOS) or in the NIC's own settings?";
	if (!observed->driver)
		return "no driver is bound to the PF, so nothing can enable VFs";
	if (observed->totalvfs >= 0 && wanted > (uint32_t)observed->totalvfs)
		return arena_printf(planner->arena, "%s allows at most %d VFs here",
				    observed->driver, observed->totalvfs);
	return NULL;
}

static void plan_autoprobe(struct planner *planner, enum change_kind kind, bool on,
			   const char *why)
{
	const struct desired_pf *desired = planner->pf->desired;
	struct change *change = planner_add(planner, kind, NO_VF);

	change->from = (struct field){.set = true, .value.on = !on};
	change->to.on = on;
	change->why = why;
	change->at = desired->numvfs.set ? desired->numvfs.at : desired->at;
}

/* Another number goes through 0, so every VF of now is removed. */
static void plan_removal(struct planner *planner, struct change *change)
{
	int n = planner->pf->observed->numvfs;

	change->impact = IMPACT_RECREATES_VFS;
	change->why = arena_printf(planner->arena, "%s %d VF%s of now %s removed%s",
				   n == 1 ? "the" : "all", n, n == 1 ? "" : "s",
				   n == 1 ? "is" : "are",
				   change->to.number > 0 ? ", and made anew" : "");
	planner_block_any_in_use(planner, change);
}

/* The number that is asked for; or that of now, made anew around an eswitch that can be
 * set only without VFs. False where they stay. */
static bool wants_numvfs(const struct planner *planner)
{
	const struct field *numvfs = &planner->pf->desired->numvfs;
	uint32_t now = (uint32_t)planner->pf->observed->numvfs;

	if (!numvfs->set)
		return false;
	return numvfs->value.number != now ||
	       (now > 0 && planner->quirks->eswitch_without_vfs &&
		plan_pf_changes_eswitch(planner));
}

static void plan_numvfs(struct planner *planner)
{
	const struct field *numvfs = &planner->pf->desired->numvfs;
	const struct observed_pf *observed = planner->pf->observed;
	struct change wanted;

	planner->pf->numvfs = (unsigned int)observed->numvfs;
	if (!wants_numvfs(planner)) {
		plan_pf_eswitch(planner, CHANGE_ESWITCH_WITHOUT_VFS);
		return;
	}
	wanted = (struct change){.kind = CHANGE_NUMVFS, .vf = NO_VF};
	wanted.from =
		(struct field){.set = true, .value.number = (uint32_t)observed->numvfs};
	wanted.to = numvfs->value;
	wanted.is_again = value_is_equal(VALUE_NUMBER, wanted.from.value, wanted.to);
	wanted.at = numvfs->at;
	wanted.reason = refuses_numvfs(planner, numvfs->value.number);
	if (wanted.reason)
		wanted.block = BLOCK_UNSUPPORTED;
	else if (observed->numvfs > 0)
		plan_removal(planner, &wanted);
	/* Where it cannot be done, the VFs stay those that are there. */
	if (wanted.block == BLOCK_NONE) {
		planner->pf->numvfs = numvfs->value.number;
		planner->creates = numvfs->value.number > 0;
		planner->ends_mode =
			observed->numvfs > 0 && planner->quirks->eswitch_ends_with_vfs;
		if (planner->creates && observed->autoprobe == 1)
			plan_autoprobe(planner, CHANGE_AUTOPROBE_OFF, false,
				       "while VFs are created and configured");
	}
	plan_pf_eswitch(planner, CHANGE_ESWITCH_WITHOUT_VFS);
	*planner_add(planner, CHANGE_NUMVFS, NO_VF) = wanted;
}

/* The state to leave it in, which the configuration asks for or the host had. */
static void plan_last_autoprobe(struct planner *planner, enum change_kind kind)
{
	const struct field *wanted = &planner->pf->desired->autoprobe;
	const struct observed_pf *observed = planner->pf->observed;

	plan_autoprobe(planner, kind, kind == CHANGE_AUTOPROBE_ON,
		       wanted->set			? NULL
		       : observed->autoprobe_saved >= 0 ? "as it was before an "
							  "interrupted run"
							: "as before");
	if (wanted->set)
		planner->pf->changes[planner->pf->n_changes - 1].at = wanted->at;
}

/* netdevsim has none, nor has a device without SR-IOV. */
static void refuse_autoprobe(struct planner *planner)
{
	const struct field *wanted = &planner->pf->desired->autoprobe;
	struct change *change;

	if (!wanted->set || planner->pf->observed->autoprobe >= 0)
		return;
	change = planner_add(planner,
			     wanted->value.on ? CHANGE_AUTOPROBE_ON
					      : CHANGE_AUTOPROBE_BACK_OFF,
			     NO_VF);
	change->to = wanted->value;
	change->at = wanted->at;
	change->block = BLOCK_UNSUPPORTED;
	change->reason = "the PF has no drivers_autoprobe";
}

/* The VFs' drivers. They can be asked to probe only while autoprobe is on
 * (pci_device_can_probe, drivers/pci/pci-driver.c); then it goes to what it was before
 * this plan, or before the run that was killed. */
static void plan_drivers(struct planner *planner)
{
	const struct observed_pf *observed = planner->pf->observed;
	bool is_on = observed->autoprobe == 1 && !planner->creates;
	bool wanted = planner_autoprobe(planner), needed = wanted;

	/* Before autoprobe lets the kernel bind what it likes. An override works without
	 * (pci_device_can_probe). */
	for (unsigned int i = 0; i < planner->pf->numvfs; i++)
		plan_vf_override(planner, i);
	for (unsigned int i = 0; i < planner->pf->numvfs && !needed; i++)
		needed = plan_vf_needs_driver(planner, i);
	if (observed->autoprobe >= 0 && !is_on && needed && !wanted)
		plan_autoprobe(planner, CHANGE_AUTOPROBE_ON, true,
			       "while drivers are asked to probe");
	else if (observed->autoprobe >= 0 && !is_on && needed)
		plan_last_autoprobe(planner, CHANGE_AUTOPROBE_ON);
	for (unsigned int i = 0; i < planner->pf->numvfs; i++)
		plan_vf_driver(planner, i);
	if (observed->autoprobe >= 0 && (is_on || needed) && !wanted)
		plan_last_autoprobe(planner, CHANGE_AUTOPROBE_BACK_OFF);
	refuse_autoprobe(planner);
}

/* Entries of `vfs` beyond what the PF will have; config/ has checked those it could. */
static void refuse_absent_vfs(struct planner *planner)
{
	const struct desired_pf *desired = planner->pf->desired;

	for (size_t i = 0; i < desired->n_vfs; i++) {
		struct diag *diag;

		if (desired->vfs[i].index < planner->pf->numvfs || desired->numvfs.set)
			continue;
		diag = diag_error(planner->diags, desired->vfs[i].at, "vf-absent",
				  "VF %u is configured, and '%s' has %u VFs",
				  desired->vfs[i].index, desired->name,
				  planner->pf->numvfs);
		diag_hint(planner->diags, diag, "say how many it should have: numvfs: %u",
			  desired->vfs[desired->n_vfs - 1].index + 1);
		return;
	}
}

/* mlx5 cleared what VFs have with a change of the mode, before it did not any more
 * (mlx5_eswitch_disable, drivers/net/ethernet/mellanox/mlx5/core/eswitch.c). */
static bool may_clear(const struct planner *planner)
{
	for (size_t i = 0; i < planner->pf->n_changes; i++) {
		if (planner->pf->changes[i].kind == CHANGE_ESWITCH &&
		    planner->pf->changes[i].pf_attr == PF_ATTR_ESWITCH_MODE &&
		    planner->pf->changes[i].block == BLOCK_NONE)
			return true;
	}
	return false;
}

static void plan_pf(struct planner *planner)
{
	plan_pf_mtu(planner);
	plan_pf_link(planner, true);
	plan_numvfs(planner);
	planner_settle_mode(planner);
	plan_pf_eswitch(planner, CHANGE_ESWITCH);
	planner->may_clear = !planner->creates && may_clear(planner);
	planner->restarts =
		arena_calloc(planner->arena, planner->pf->numvfs, sizeof(bool));
	for (unsigned int i = 0; i < planner->pf->numvfs; i++)
		planner->restarts[i] = plan_vf_msix_restarts(planner, i);
	for (unsigned int i = 0; i < planner->pf->numvfs; i++)
		plan_vf_attrs(planner, i);
	for (unsigned int i = 0; i < planner->pf->numvfs; i++)
		plan_vf_msix(planner, i);
	plan_drivers(planner);
	for (unsigned int i = 0; i < planner->pf->numvfs; i++)
		plan_vf_netdev(planner, i);
	plan_pf_link(planner, false);
	refuse_absent_vfs(planner);
}

static void refuse_absent_binding(struct diags *diags, const struct plan *plan,
				  const struct desired_binding *binding)
{
	for (size_t i = 0; i < plan->n_pfs; i++) {
		const struct plan_pf *pf = &plan->pfs[i];

		if (pf->desired == binding->pf && binding->vf >= pf->numvfs &&
		    !pf->desired->numvfs.set)
			diag_error(diags, binding->vf_at, "vf-absent",
				   "%s/%s is to get VF %u, and '%s' has %u VFs",
				   binding->vm, binding->interface, binding->vf,
				   pf->desired->name, pf->numvfs);
	}
}

static void count_changes(struct plan *plan)
{
	for (size_t i = 0; i < plan->n_pfs; i++) {
		const struct plan_pf *pf = &plan->pfs[i];

		plan->n_changes += pf->n_changes;
		for (size_t j = 0; j < pf->n_changes; j++) {
			plan->n_in_use += pf->changes[j].block == BLOCK_IN_USE;
			plan->n_unsupported += pf->changes[j].block == BLOCK_UNSUPPORTED;
		}
	}
}

static void warn_without_iommu(struct diags *diags, const struct desired *desired,
			       const struct observed *observed)
{
	struct diag *diag;

	if (observed->iommu || desired->n_bindings == 0)
		return;
	diag = diag_warning(diags, desired->bindings[0].at, "no-iommu",
			    "this host has no IOMMU on, so no VF can be passed to a VM");
	diag_hint(diags, diag,
		  "turn on VT-d, AMD-Vi or the SMMU in the firmware; on Intel boot with "
		  "intel_iommu=on");
}

/* Two entries may name one PF in two ways, which shows only on the machine. */
static bool refuse_same_pf(struct diags *diags, const struct plan *plan,
			   const struct desired_pf *desired,
			   const struct observed_pf *live)
{
	for (size_t i = 0; i < plan->n_pfs; i++) {
		struct diag *diag;

		if (plan->pfs[i].observed != live)
			continue;
		diag = diag_error(diags, desired->match_at, "given-twice",
				  "'%s' is the same PF as '%s'", desired->name,
				  plan->pfs[i].desired->name);
		diag_note(diags, diag, plan->pfs[i].desired->match_at,
			  "the other one, which is taken");
		return true;
	}
	return false;
}

/* What cannot be read is not missing: observe/ has said what is wrong with it. */
static bool is_unread(const struct observed *observed, const struct desired_pf *desired)
{
	struct observed unread = {.pfs = observed->unread, .n_pfs = observed->n_unread};
	size_t n;

	pf_match_find(&desired->match, &unread, &n);
	return n > 0;
}

/* By PCI address, as they were observed. */
static int compare_pfs(const void *a, const void *b)
{
	const struct plan_pf *x = a, *y = b;

	return (x->observed > y->observed) - (x->observed < y->observed);
}

void plan_warn_of_owners(struct diags *diags, const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_pfs; i++) {
		const struct desired_pf *desired = plan->pfs[i].desired;
		const struct observed_pf *observed = plan->pfs[i].observed;

		for (size_t j = 0; j < observed->n_owners; j++) {
			struct diag *diag =
				diag_warning(diags, desired->at, "other-owner",
					     "%s sets SR-IOV of %s too, as %s tells it",
					     observed->owners[j].tool, observed->netdev,
					     observed->owners[j].path);

			diag_hint(diags, diag,
				  "each undoes what the other has done: take it out "
				  "there, or '%s' out of here",
				  desired->name);
		}
	}
}

const struct plan *plan_make(struct arena *arena, struct diags *diags,
			     const struct desired *desired,
			     const struct observed *observed, enum disruption disruption)
{
	struct plan *plan = arena_alloc(arena, sizeof(*plan));

	plan->disruption = disruption;
	plan->pfs = arena_calloc(arena, desired->n_pfs, sizeof(*plan->pfs));
	plan->unread = arena_calloc(arena, desired->n_pfs, sizeof(struct desired_pf *));
	for (size_t i = 0; i < desired->n_pfs; i++) {
		size_t n;
		const struct observed_pf *live =
			pf_match_find(&desired->pfs[i].match, observed, &n);
		struct planner planner = {.arena = arena,
					  .diags = diags,
					  .disruption = disruption,
					  .host = observed};

		if (is_unread(observed, &desired->pfs[i])) {
			plan->unread[plan->n_unread++] = &desired->pfs[i];
			continue;
		}
		if (n > 1)
			match_report_ambiguous(arena, diags, &desired->pfs[i], observed,
					       n);
		else if (n == 0 && !desired->pfs[i].optional)
			match_report_missing(arena, diags, &desired->pfs[i], observed);
		plan->n_missing += n == 0;
		plan->n_missing_optional += n == 0 && desired->pfs[i].optional;
		if (n != 1)
			continue;
		if (refuse_same_pf(diags, plan, &desired->pfs[i], live))
			continue;
		planner_start(&planner, &plan->pfs[plan->n_pfs++], &desired->pfs[i],
			      live);
		plan_pf(&planner);
	}
	/* The order of files and keys is no part of the plan. */
	if (plan->n_pfs > 0)
		qsort(plan->pfs, plan->n_pfs, sizeof(*plan->pfs), compare_pfs);
	for (size_t i = 0; i < desired->n_bindings; i++)
		refuse_absent_binding(diags, plan, &desired->bindings[i]);
	warn_without_iommu(diags, desired, observed);
	count_changes(plan);
	return plan;
}
