/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Recovery that is pending after this run or a killed one: restoring autoprobe, and
 * binding VFs that were left without a driver. run-state/ keeps it in files. */
#include <stdio.h>
#include <string.h>

#include "apply/apply-internal.h"
#include "run-state/run-state.h"
#include "observe/observe.h"
#include "apply/stale-state.h"

/* Whether the driver link was read of every VF that a killed run may have left
 * unbound. */
static bool is_all_seen(const struct observed_pf *pf)
{
	for (size_t i = 0; pf->autoprobe_saved.set && i < pf->n_vfs; i++) {
		const struct observed_vf *vf = &pf->vfs[i];

		if (!vf->has_pci || vf->driver_unread)
			return false;
	}
	return true;
}

/* False also if the driver cannot be read: there may be none. */
static bool has_driver(struct apply_context *context, struct pci_address vf)
{
	char pci[PCI_ADDRESS_TEXT], dir[64];

	pci_address_format(vf, pci);
	snprintf(dir, sizeof(dir), "bus/pci/devices/%s", pci);
	return sysfs_driver(context->kernel, context->arena, dir) != NULL;
}

/* Whether nothing is pending for the PF: autoprobe was read back as restored, and every
 * VF was offered to its driver. */
static bool is_recovered(struct apply_context *context, const struct apply_pf *pf)
{
	long autoprobe, numvfs = -1;

	if (!is_all_seen(pf->plan->observed))
		return false;
	if (kernel_read_number(context->kernel, &autoprobe, "%s/sriov_drivers_autoprobe",
			       pf->dir) < 0 ||
	    autoprobe != pf->plan->autoprobe.value.on ||
	    kernel_read_number(context->kernel, &numvfs, "%s/sriov_numvfs", pf->dir) < 0)
		return false;
	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		const struct change *change = &pf->plan->changes[i];
		enum outcome_status status = pf->outcomes[i].status;

		if (change->stage == STAGE_VF_DRIVER && status == OUTCOME_PENDING)
			return false;
		/* VFs that were created without this run seeing them. */
		if (change_is_of_vf(change, VF_ATTR_DRIVER) &&
		    status == OUTCOME_SKIPPED && change->is_new_vf && change->vf < numvfs)
			return false;
		/* Existing VFs that this run could not look at again. */
		if (change->stage == STAGE_VF_DRIVER && status == OUTCOME_SKIPPED &&
		    !change->is_new_vf &&
		    !has_driver(context, pf->plan->observed->vfs[change->vf].pci))
			return false;
		if (change_is_of_pf(change, PF_ATTR_AUTOPROBE) &&
		    change->stage != STAGE_AUTOPROBE_OFF && status != OUTCOME_DONE)
			return false;
	}
	return true;
}

void recovery_forget_vfs(struct apply_context *context, const struct observed_pf *pf)
{
	for (size_t i = 0; context->run && i < pf->n_vfs; i++) {
		if (!pf->vfs[i].has_pci)
			continue;
		run_state_remove(context->run, RUN_STATE_DRIVER, pf->vfs[i].pci);
		run_state_remove(context->run, RUN_STATE_RAISED, pf->vfs[i].pci);
	}
}

/* Whether the VF has the driver that the configuration names, or none if that is
 * configured. */
static bool is_decided(const struct apply_pf *pf, unsigned int vf)
{
	const struct change *change;
	const struct outcome *outcome = apply_find(pf, (int)vf, VF_ATTR_DRIVER, &change);

	return outcome && change->stage == STAGE_VF_OVERRIDE &&
	       outcome->status == OUTCOME_DONE;
}

/* Removes the notes of VFs that are bound again or have their configured driver. They
 * include VFs that this run created: it may have restarted one. */
static void remove_driver_state(struct apply_context *context, const struct apply_pf *pf)
{
	for (size_t i = 0; i < pf->live->n_vfs; i++) {
		const struct observed_vf *vf = &pf->live->vfs[i];

		if (vf->has_pci &&
		    run_state_exists(context->run, RUN_STATE_DRIVER, vf->pci) &&
		    (has_driver(context, vf->pci) || is_decided(pf, vf->index)))
			run_state_remove(context->run, RUN_STATE_DRIVER, vf->pci);
	}
}

/* Removes the notes of netdevs that are gone or down after this run. */
static void remove_raised_state(struct apply_context *context,
				const struct observed_pf *pf)
{
	for (size_t i = 0; i < pf->n_vfs; i++) {
		struct pci_address vf = pf->vfs[i].pci;

		if (pf->vfs[i].has_pci &&
		    run_state_exists(context->run, RUN_STATE_RAISED, vf) &&
		    !stale_state_is_raised(context->kernel, context->run, vf))
			run_state_remove(context->run, RUN_STATE_RAISED, vf);
	}
}

void recovery_settle(struct apply_context *context)
{
	for (size_t i = 0; context->run && i < context->n_pfs; i++) {
		const struct apply_pf *pf = &context->pfs[i];

		if (!pf->live->has_pci)
			continue;
		remove_driver_state(context, pf);
		remove_raised_state(context, pf->plan->observed);
		if (run_state_read(context->run, RUN_STATE_AUTOPROBE, pf->live->pci) >=
			    0 &&
		    is_recovered(context, pf))
			run_state_remove(context->run, RUN_STATE_AUTOPROBE,
					 pf->live->pci);
	}
}
