/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a run that was killed, or this one, owes the host: autoprobe's own value, and
 * drivers for VFs that were left without one. The notes of it are files of observe/. */
#include <stdio.h>
#include <string.h>

#include "apply/apply-internal.h"
#include "observe/run-record.h"
#include "observe/observe.h"
#include "observe/stale-records.h"

/* Whether every VF that a killed run may have left out was seen as it is. */
static bool is_all_seen(const struct observed_pf *pf)
{
	for (size_t i = 0; pf->autoprobe_saved >= 0 && i < pf->n_vfs; i++) {
		const struct observed_vf *vf = &pf->vfs[i];

		if (!vf->has_pci ||
		    (vf->driver && strcmp(vf->driver, OBSERVE_UNKNOWN) == 0))
			return false;
	}
	return true;
}

/* For sure: one that cannot be read may as well be none. */
static bool has_driver(struct apply_context *context, struct pci_address vf)
{
	char pci[PCI_ADDRESS_TEXT], dir[64];
	const char *driver;

	pci_address_format(vf, pci);
	snprintf(dir, sizeof(dir), "bus/pci/devices/%s", pci);
	driver = observe_driver(context->kernel, context->arena, NULL, dir);
	return driver && strcmp(driver, OBSERVE_UNKNOWN) != 0;
}

/* Whether the PF is owed nothing more: autoprobe is back, read and not believed, and
 * every driver was asked for. */
static bool is_paid(struct apply_context *context, const struct apply_pf *pf)
{
	long autoprobe, numvfs = -1;

	if (!is_all_seen(pf->plan->observed))
		return false;
	if (kernel_read_number(context->kernel, &autoprobe, "%s/sriov_drivers_autoprobe",
			       pf->dir) < 0 ||
	    autoprobe != pf->plan->autoprobe ||
	    kernel_read_number(context->kernel, &numvfs, "%s/sriov_numvfs", pf->dir) < 0)
		return false;
	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		const struct change *change = &pf->plan->changes[i];
		enum outcome_status status = pf->outcomes[i].status;

		if (change->kind == CHANGE_VF_DRIVER && status == OUTCOME_PENDING)
			return false;
		/* VFs that were made, and of which the run then knew nothing. */
		if (change->kind == CHANGE_VF_DRIVER && status == OUTCOME_SKIPPED &&
		    change->is_new_vf && change->vf < numvfs)
			return false;
		/* And that it could not look at once more. */
		if (change->kind == CHANGE_VF_DRIVER && status == OUTCOME_SKIPPED &&
		    !change->is_new_vf &&
		    !has_driver(context, pf->plan->observed->vfs[change->vf].pci))
			return false;
		if ((change->kind == CHANGE_AUTOPROBE_ON ||
		     change->kind == CHANGE_AUTOPROBE_BACK_OFF) &&
		    status != OUTCOME_DONE)
			return false;
	}
	return true;
}

void recovery_forget_vfs(struct apply_context *context, const struct observed_pf *pf)
{
	for (size_t i = 0; context->run && i < pf->n_vfs; i++) {
		if (!pf->vfs[i].has_pci)
			continue;
		run_record_remove(context->run, RUN_RECORD_DRIVER, pf->vfs[i].pci);
		run_record_remove(context->run, RUN_RECORD_RAISED, pf->vfs[i].pci);
	}
}

/* The configuration has decided anew which driver the VF has, or that it has none. */
static bool is_decided(const struct apply_pf *pf, unsigned int vf)
{
	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		const struct change *change = &pf->plan->changes[i];

		if (change->kind == CHANGE_VF_OVERRIDE && change->vf == (int)vf)
			return pf->outcomes[i].status == OUTCOME_DONE;
	}
	return false;
}

/* The VFs have their drivers back, or are to have none. */
static void remove_driver_records(struct apply_context *context,
				  const struct apply_pf *pf)
{
	const struct observed_pf *before = pf->plan->observed;

	for (size_t i = 0; i < before->n_vfs; i++) {
		if (before->vfs[i].has_pci &&
		    run_record_exists(context->run, RUN_RECORD_DRIVER,
				      before->vfs[i].pci) &&
		    (has_driver(context, before->vfs[i].pci) ||
		     is_decided(pf, before->vfs[i].index)))
			run_record_remove(context->run, RUN_RECORD_DRIVER,
					  before->vfs[i].pci);
	}
}

/* Netdevs that the run has taken from their driver, or set down, are nobody's. */
static void remove_raised_records(struct apply_context *context,
				  const struct observed_pf *pf)
{
	for (size_t i = 0; i < pf->n_vfs; i++) {
		struct pci_address vf = pf->vfs[i].pci;

		if (pf->vfs[i].has_pci &&
		    run_record_exists(context->run, RUN_RECORD_RAISED, vf) &&
		    !stale_records_is_raised(context->kernel, context->run, vf))
			run_record_remove(context->run, RUN_RECORD_RAISED, vf);
	}
}

void recovery_settle(struct apply_context *context)
{
	for (size_t i = 0; context->run && i < context->n_pfs; i++) {
		const struct apply_pf *pf = &context->pfs[i];

		if (!pf->live->has_pci)
			continue;
		remove_driver_records(context, pf);
		remove_raised_records(context, pf->plan->observed);
		if (run_record_read(context->run, RUN_RECORD_AUTOPROBE, pf->live->pci) >=
			    0 &&
		    is_paid(context, pf))
			run_record_remove(context->run, RUN_RECORD_AUTOPROBE,
					  pf->live->pci);
	}
}
