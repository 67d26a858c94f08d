/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/plan-make.h"

#include <stdlib.h>
#include <string.h>

#include "plan/assign.h"
#include "plan/match-report.h"
#include "plan/plan-groups.h"
#include "plan/plan-keep.h"
#include "plan/plan-pf.h"
#include "plan/plan-vf.h"
#include "plan/plan-warn.h"
#include "plan/planner.h"

static void plan_autoprobe(struct planner *planner, enum stage stage, bool on,
			   const char *why)
{
	const struct desired_pf *desired = planner->pf->desired;
	struct change *change = planner_add(planner, stage, NO_VF, PF_ATTR_AUTOPROBE);

	change->from = (struct field){.set = true, .value.on = !on};
	change->to.on = on;
	change->why = why;
	change->at = desired->attrs[PF_ATTR_NUMVFS].set
			     ? desired->attrs[PF_ATTR_NUMVFS].at
			     : desired->at;
	change->is_pending = stage != STAGE_AUTOPROBE_OFF &&
			     planner->pf->observed->autoprobe_saved.set;
}

/* The kernel changes the number only through 0, so every existing VF is removed. */
static void plan_removal(struct planner *planner, struct change *change)
{
	unsigned int n = observed_pf_numvfs(planner->pf->observed);

	change->impact =
		change->to.number > 0 ? IMPACT_RECREATES_VFS : IMPACT_REMOVES_VFS;
	change->why = arena_printf(planner->arena, "%s %u existing VF%s %s removed%s",
				   n == 1 ? "the" : "all", n, n == 1 ? "" : "s",
				   n == 1 ? "is" : "are",
				   change->to.number > 0 ? " and recreated" : "");
	planner_block_any_in_use(planner, change);
}

/* Whether VFs are to be created or removed: another number is configured, or they are
 * recreated around an eswitch change that the driver takes only without VFs. */
static bool wants_numvfs(const struct planner *planner)
{
	const struct field *numvfs = &planner->numvfs;
	uint32_t now = observed_pf_numvfs(planner->pf->observed);

	if (!numvfs->set)
		return false;
	return !field_is_given(numvfs) || numvfs->value.number != now ||
	       (now > 0 && planner->quirks->eswitch_without_vfs &&
		plan_pf_changes_eswitch(planner));
}

static void plan_numvfs(struct planner *planner)
{
	const struct field *numvfs = &planner->numvfs;
	const struct observed_pf *observed = planner->pf->observed;
	struct change wanted;

	planner->pf->numvfs = observed_pf_numvfs(observed);
	if (!wants_numvfs(planner)) {
		plan_pf_eswitch(planner, STAGE_ESWITCH_WITHOUT_VFS);
		return;
	}
	wanted = (struct change){
		.stage = STAGE_NUMVFS, .vf = NO_VF, .pf_attr = PF_ATTR_NUMVFS};
	wanted.from =
		(struct field){.set = true, .value.number = observed_pf_numvfs(observed)};
	wanted.to = numvfs->value;
	wanted.is_again = value_is_equal(VALUE_NUMBER, wanted.from.value, wanted.to);
	wanted.is_kept = numvfs->is_kept;
	wanted.at = numvfs->at;
	wanted.reason = planner->numvfs_refusal;
	if (observed_pf_numvfs(observed) == 0)
		wanted.why =
			wanted.is_kept ? plan_keep_why : planner->quirks->doubt_numvfs;
	if (wanted.reason)
		wanted.block = BLOCK_UNSUPPORTED;
	else if (observed_pf_numvfs(observed) > 0)
		plan_removal(planner, &wanted);
	if (planner->quirks->numvfs_resets_pf == PF_RESETS ||
	    (planner->quirks->numvfs_resets_pf == PF_RESETS_AT_0 &&
	     observed_pf_numvfs(observed) > 0))
		planner_block_pf_in_use(planner, &wanted, DISRUPTION_BLINK);
	/* If the change is blocked, the existing VFs stay. */
	if (wanted.block == BLOCK_NONE) {
		planner->pf->numvfs = numvfs->value.number;
		planner->creates = numvfs->value.number > 0;
		planner->pf->creates = planner->creates;
		planner->ends_mode = observed_pf_numvfs(observed) > 0 &&
				     planner->quirks->eswitch_ends_with_vfs;
		if (planner->creates && field_is_on(&observed->attrs[PF_ATTR_AUTOPROBE]))
			plan_autoprobe(planner, STAGE_AUTOPROBE_OFF, false,
				       "while VFs are created and configured");
	}
	plan_pf_eswitch(planner, STAGE_ESWITCH_WITHOUT_VFS);
	*planner_add(planner, STAGE_NUMVFS, NO_VF, PF_ATTR_NUMVFS) = wanted;
}

/* Plans the final state of drivers_autoprobe: the configured one, or that from before the
 * run. */
static void plan_last_autoprobe(struct planner *planner, enum stage stage)
{
	const struct field *wanted = &planner->pf->desired->attrs[PF_ATTR_AUTOPROBE];
	const struct observed_pf *observed = planner->pf->observed;

	plan_autoprobe(planner, stage, stage == STAGE_AUTOPROBE_ON,
		       wanted->set		       ? NULL
		       : observed->autoprobe_saved.set ? "as it was before an "
							 "interrupted run"
						       : "as before");
	if (wanted->set)
		planner->pf->changes[planner->pf->n_changes - 1].at = wanted->at;
}

/* Neither netdevsim nor a device without SR-IOV has drivers_autoprobe. */
static void refuse_autoprobe(struct planner *planner)
{
	const struct field *wanted = &planner->pf->desired->attrs[PF_ATTR_AUTOPROBE];
	struct change *change;

	if (!wanted->set || planner->pf->observed->attrs[PF_ATTR_AUTOPROBE].set)
		return;
	change = planner_add(
		planner, wanted->value.on ? STAGE_AUTOPROBE_ON : STAGE_AUTOPROBE_BACK_OFF,
		NO_VF, PF_ATTR_AUTOPROBE);
	change->to = wanted->value;
	change->at = wanted->at;
	change->block = BLOCK_UNSUPPORTED;
	change->reason = "the PF has no drivers_autoprobe";
}

/* Plans the VFs' drivers. A driver probes only while autoprobe is on
 * (pci_device_can_probe, drivers/pci/pci-driver.c). Afterwards autoprobe gets its
 * configured state, or that from before this plan or before a killed run. */
static void plan_drivers(struct planner *planner)
{
	const struct observed_pf *observed = planner->pf->observed;
	bool is_on =
		field_is_on(&observed->attrs[PF_ATTR_AUTOPROBE]) && !planner->creates;
	bool wanted = planner_autoprobe(planner), needed = wanted;

	/* Set overrides before autoprobe lets the kernel choose a driver. They work
	 * without autoprobe (pci_device_can_probe). */
	for (unsigned int i = 0; i < planner->pf->numvfs; i++)
		plan_vf_override(planner, i);
	for (unsigned int i = 0; i < planner->pf->numvfs && !needed; i++)
		needed = plan_vf_needs_driver(planner, i);
	if (observed->attrs[PF_ATTR_AUTOPROBE].set && !is_on && needed && !wanted)
		plan_autoprobe(planner, STAGE_AUTOPROBE_ON, true,
			       "while drivers are asked to probe");
	else if (observed->attrs[PF_ATTR_AUTOPROBE].set && !is_on && needed)
		plan_last_autoprobe(planner, STAGE_AUTOPROBE_ON);
	for (unsigned int i = 0; i < planner->pf->numvfs; i++)
		plan_vf_driver(planner, i);
	if (observed->attrs[PF_ATTR_AUTOPROBE].set && (is_on || needed) && !wanted)
		plan_last_autoprobe(planner, STAGE_AUTOPROBE_BACK_OFF);
	refuse_autoprobe(planner);
}

/* Whether the plan changes the eswitch mode. Older mlx5 drivers then clear the VFs'
 * attributes (mlx5_eswitch_disable,
 * drivers/net/ethernet/mellanox/mlx5/core/eswitch.c). */
static bool may_clear(const struct planner *planner)
{
	for (size_t i = 0; i < planner->pf->n_changes; i++) {
		if (planner->pf->changes[i].stage == STAGE_ESWITCH &&
		    planner->pf->changes[i].pf_attr == PF_ATTR_ESWITCH_MODE &&
		    planner->pf->changes[i].block == BLOCK_NONE)
			return true;
	}
	return false;
}

/* If users block the mode change, recreated VFs get what they can have in the present
 * mode. */
static void settle_refused_mode(struct planner *planner)
{
	for (size_t i = 0; i < planner->pf->n_changes; i++) {
		const struct change *change = &planner->pf->changes[i];

		planner->keeps_mode |= change->stage == STAGE_ESWITCH &&
				       change->pf_attr == PF_ATTR_ESWITCH_MODE &&
				       change->block == BLOCK_IN_USE;
	}
	if (planner->keeps_mode)
		planner_settle_mode(planner);
}

static void plan_pf(struct planner *planner)
{
	if (wants_numvfs(planner))
		planner->numvfs_refusal = plan_numvfs_refusal(planner);
	plan_pf_mtu(planner);
	plan_pf_flags(planner);
	plan_pf_link(planner, true);
	plan_numvfs(planner);
	planner_settle_mode(planner);
	plan_keep_begin(planner);
	plan_pf_eswitch(planner, STAGE_ESWITCH);
	settle_refused_mode(planner);
	planner_settle_vfs(planner);
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
	plan_keep_end(planner);
	plan_warn_absent_vfs(planner);
	plan_warn_offline_vfs(planner);
	plan_warn_macs(planner);
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

/* Two entries may name the same PF in different ways, which only shows on the host. */
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

/* A PF that cannot be read is not missing; observe/ has reported the error. */
static bool is_unread(const struct observed *observed, const struct desired_pf *desired)
{
	struct observed unread = {.pfs = observed->unread, .n_pfs = observed->n_unread};
	size_t n;

	pf_match_find(&desired->match, &unread, &n);
	return n > 0;
}

/* Observed PFs are sorted by PCI address. */
static int compare_pfs(const void *a, const void *b)
{
	const struct plan_pf *x = a, *y = b;

	return (x->observed > y->observed) - (x->observed < y->observed);
}

const struct plan *plan_make(struct arena *arena, struct diags *diags,
			     const struct desired *desired,
			     const struct observed *observed, enum disruption disruption)
{
	struct plan *plan = arena_alloc(arena, sizeof(*plan));

	plan->disruption = disruption;
	plan->host = observed;
	assign_vfs(arena, diags, desired, plan);
	desired = plan->desired;
	plan->pfs = arena_calloc(arena, desired->n_pfs, sizeof(*plan->pfs));
	plan->unread = arena_calloc(arena, desired->n_pfs, sizeof(struct desired_pf *));
	for (size_t i = 0; i < desired->n_pfs; i++) {
		size_t n;
		const struct observed_pf *live =
			pf_match_find(&desired->pfs[i].match, observed, &n);
		struct planner planner = {.arena = arena,
					  .diags = diags,
					  .permits = disruption,
					  .desired = desired,
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
	/* The plan does not depend on the order of files and keys. */
	if (plan->n_pfs > 0)
		qsort(plan->pfs, plan->n_pfs, sizeof(*plan->pfs), compare_pfs);
	plan_warn_host(diags, plan, desired);
	plan_groups(arena, diags, plan, desired);
	count_changes(plan);
	return plan;
}
