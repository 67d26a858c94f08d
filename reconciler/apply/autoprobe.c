/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply/applying.h"
#include "observe/run-record.h"

bool applying_restores_autoprobe(const struct applying_pf *pf,
				 const struct change *change)
{
	return (change->kind == CHANGE_AUTOPROBE_ON ||
		change->kind == CHANGE_AUTOPROBE_BACK_OFF) &&
	       change->to.on == (pf->plan->autoprobe == 1);
}

void applying_autoprobe(struct applying *applying, struct applying_pf *pf, size_t change)
{
	bool on = pf->plan->changes[change].to.on;
	int r = 0;

	/* The note first: killed between the two, nothing is wrong yet. */
	if (applying->run)
		r = run_record_write(applying->run, RUN_RECORD_AUTOPROBE, pf->live->pci,
				     pf->plan->autoprobe);
	if (r == 0)
		r = kernel_write(applying->kernel, on ? "1" : "0",
				 "%s/sriov_drivers_autoprobe", pf->dir);
	if (r < 0)
		applying_refused(applying, pf, change, r, NULL);
	else
		applying_done(applying, pf, change, NULL);
}

static bool apply_kind(struct applying *applying, struct applying_pf *pf,
		       enum change_kind kind)
{
	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		const struct change *change = &pf->plan->changes[i];

		if (change->kind != kind || !applying_is_open(pf, i))
			continue;
		/* A stopped run still puts back what it, or one before it, changed. */
		if (!applying_is_stopped(applying) ||
		    applying_restores_autoprobe(pf, change))
			applying_autoprobe(applying, pf, i);
	}
	return true;
}

bool apply_autoprobe_on(struct applying *applying, struct applying_pf *pf)
{
	return apply_kind(applying, pf, CHANGE_AUTOPROBE_ON);
}

bool apply_autoprobe_back_off(struct applying *applying, struct applying_pf *pf)
{
	return apply_kind(applying, pf, CHANGE_AUTOPROBE_BACK_OFF);
}
