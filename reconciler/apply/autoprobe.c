/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply/apply-internal.h"
#include "observe/run-record.h"

bool apply_restores_autoprobe(const struct apply_pf *pf, const struct change *change)
{
	return (change->kind == CHANGE_AUTOPROBE_ON ||
		change->kind == CHANGE_AUTOPROBE_BACK_OFF) &&
	       change->to.on == (pf->plan->autoprobe == 1);
}

void apply_autoprobe(struct apply_context *context, struct apply_pf *pf, size_t change)
{
	bool on = pf->plan->changes[change].to.on;
	int r = 0;

	/* The note first: killed between the two, nothing is wrong yet. */
	if (context->run)
		r = run_record_write(context->run, RUN_RECORD_AUTOPROBE, pf->live->pci,
				     pf->plan->autoprobe);
	if (r == 0)
		r = kernel_write(context->kernel, on ? "1" : "0",
				 "%s/sriov_drivers_autoprobe", pf->dir);
	if (r < 0)
		apply_refused(context, pf, change, r, NULL);
	else
		apply_done(context, pf, change, NULL);
}

static bool apply_kind(struct apply_context *context, struct apply_pf *pf,
		       enum change_kind kind)
{
	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		const struct change *change = &pf->plan->changes[i];

		if (change->kind != kind || !apply_is_open(pf, i))
			continue;
		/* A stopped run still puts back what it, or one before it, changed. */
		if (!apply_is_stopped(context) || apply_restores_autoprobe(pf, change))
			apply_autoprobe(context, pf, i);
	}
	return true;
}

bool apply_autoprobe_on(struct apply_context *context, struct apply_pf *pf)
{
	return apply_kind(context, pf, CHANGE_AUTOPROBE_ON);
}

bool apply_autoprobe_back_off(struct apply_context *context, struct apply_pf *pf)
{
	return apply_kind(context, pf, CHANGE_AUTOPROBE_BACK_OFF);
}
