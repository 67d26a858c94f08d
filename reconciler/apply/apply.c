/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply/apply.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "apply/applying.h"
#include "apply/refusal.h"
#include "model/in-use.h"
#include "observe/autoprobe-record.h"
#include "observe/driver-record.h"
#include "observe/observe.h"
#include "support/guard.h"

bool applying_is_stopped(struct applying *applying)
{
	const volatile sig_atomic_t *stop = applying->options->stop;

	if (stop && *stop)
		applying->result->is_stopped = true;
	return applying->result->is_stopped;
}

bool applying_is_open(const struct applying_pf *pf, size_t change)
{
	return pf->outcomes[change].status == OUTCOME_PENDING;
}

static void settle(struct applying *applying, struct applying_pf *pf, size_t change,
		   struct outcome outcome)
{
	const struct apply_options *options = applying->options;

	pf->outcomes[change] = outcome;
	if (options->on_outcome)
		options->on_outcome(options->data, pf->plan, &pf->plan->changes[change],
				    &pf->outcomes[change]);
}

void applying_done(struct applying *applying, struct applying_pf *pf, size_t change,
		   const char *text)
{
	applying->result->n_done++;
	settle(applying, pf, change,
	       (struct outcome){.status = OUTCOME_DONE, .text = text});
}

void applying_already(struct applying *applying, struct applying_pf *pf, size_t change)
{
	applying->result->n_already++;
	settle(applying, pf, change, (struct outcome){.status = OUTCOME_ALREADY});
}

void applying_skip(struct applying *applying, struct applying_pf *pf, size_t change,
		   const char *text)
{
	settle(applying, pf, change,
	       (struct outcome){.status = OUTCOME_SKIPPED, .text = text});
}

void applying_in_use(struct applying *applying, struct applying_pf *pf, size_t change,
		     const char *text)
{
	applying->result->n_in_use++;
	settle(applying, pf, change,
	       (struct outcome){
		       .status = OUTCOME_SKIPPED, .is_in_use = true, .text = text});
}

void applying_fail(struct applying *applying, struct applying_pf *pf, size_t change,
		   int error, const char *text, const char *hint)
{
	applying->result->n_failed++;
	settle(applying, pf, change,
	       (struct outcome){.status = OUTCOME_FAILED,
				.error = error,
				.text = text,
				.hint = hint});
}

void applying_refused(struct applying *applying, struct applying_pf *pf, size_t change,
		      int error, const char *ext_ack)
{
	const struct refusal *refusal =
		refusal_find(&pf->plan->changes[change], pf->live, error);
	const char *text = refusal ? refusal->reason : NULL;

	if (ext_ack && text)
		text = arena_printf(applying->arena, "%s (the kernel: %s)", text,
				    ext_ack);
	else if (ext_ack)
		text = ext_ack;
	applying_fail(applying, pf, change, error, text, refusal ? refusal->hint : NULL);
}

bool applying_is_idle(struct applying *applying, struct applying_pf *pf, size_t change,
		      const struct observed_pf *now)
{
	for (size_t i = 0; i < now->n_vfs; i++) {
		const char *by = in_use_by(applying->arena, now, &now->vfs[i]);

		if (!by)
			continue;
		applying_in_use(applying, pf, change,
				arena_printf(applying->arena,
					     "VF %zu is in use by now: %s", i, by));
		return false;
	}
	return true;
}

void applying_wait_for(struct applying *applying, const char *format, ...)
{
	va_list args;

	if (!applying->options->on_wait)
		return;
	va_start(args, format);
	applying->options->on_wait(applying->options->data,
				   arena_vprintf(applying->arena, format, args));
	va_end(args);
}

/* A VF that a killed run left without its driver, or took from it. */
static bool is_owed_driver(const struct applying_pf *pf, const struct change *change)
{
	const struct observed_pf *observed = pf->plan->observed;

	return change->kind == CHANGE_VF_DRIVER && !change->is_new_vf &&
	       change->impact == IMPACT_LIVE &&
	       (observed->autoprobe_saved >= 0 || observed->vfs[change->vf].driver_owed);
}

static bool has_owed_driver(const struct applying_pf *pf)
{
	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		if (is_owed_driver(pf, &pf->plan->changes[i]))
			return true;
	}
	return false;
}

/* What a killed run owes the PF is paid even where the rest has to wait: autoprobe, and
 * drivers with what they need of it. */
static bool is_owed(const struct applying_pf *pf, const struct change *change)
{
	bool is_saved = pf->plan->observed->autoprobe_saved >= 0;

	switch (change->kind) {
	case CHANGE_AUTOPROBE_ON:
	case CHANGE_AUTOPROBE_BACK_OFF:
		return is_saved || has_owed_driver(pf);
	case CHANGE_AUTOPROBE_OFF: /* of a PF whose VFs cannot be made now */
		return is_saved && pf->plan->autoprobe == 0;
	default:
		return is_owed_driver(pf, change);
	}
}

/* What the planner refused is settled before anything is written. */
static void settle_blocked(struct applying *applying, struct applying_pf *pf)
{
	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		const struct change *change = &pf->plan->changes[i];

		if (change->block == BLOCK_IN_USE)
			applying_in_use(applying, pf, i, change->reason);
		else if (change->block == BLOCK_UNSUPPORTED)
			applying_fail(applying, pf, i, -EOPNOTSUPP, change->reason, NULL);
		else if (pf->plan->block == BLOCK_IN_USE && !is_owed(pf, change))
			applying_skip(applying, pf, i,
				      "nothing is written for a PF of which a part is "
				      "refused");
	}
}

static void start_pf(struct applying *applying, size_t i)
{
	const struct plan_pf *plan = &applying->result->plan->pfs[i];
	struct applying_pf *pf = &applying->pfs[i];

	pf->plan = plan;
	pf->live = plan->observed;
	pf->outcomes =
		arena_calloc(applying->arena, plan->n_changes, sizeof(*pf->outcomes));
	applying->result->outcomes[i] = pf->outcomes;
	observe_pf_dir(plan->observed, pf->dir);
	settle_blocked(applying, pf);
}

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

/* Whether the PF is owed nothing more: autoprobe is back, read and not believed, and
 * every driver was asked for. */
static bool is_paid(struct applying *applying, const struct applying_pf *pf)
{
	long autoprobe, numvfs = -1;

	if (!is_all_seen(pf->plan->observed))
		return false;
	if (kernel_read_number(applying->kernel, &autoprobe, "%s/sriov_drivers_autoprobe",
			       pf->dir) < 0 ||
	    autoprobe != pf->plan->autoprobe ||
	    kernel_read_number(applying->kernel, &numvfs, "%s/sriov_numvfs", pf->dir) < 0)
		return false;
	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		const struct change *change = &pf->plan->changes[i];
		enum outcome_status status = pf->outcomes[i].status;

		if (change->kind == CHANGE_VF_DRIVER && status == OUTCOME_PENDING)
			return false;
		/* VFs that were made, and of which the run then knew nothing. */
		if (change->kind == CHANGE_VF_DRIVER && status == OUTCOME_SKIPPED &&
		    pf->plan->block == BLOCK_NONE && change->is_new_vf &&
		    change->vf < numvfs)
			return false;
		if ((change->kind == CHANGE_AUTOPROBE_ON ||
		     change->kind == CHANGE_AUTOPROBE_BACK_OFF) &&
		    status != OUTCOME_DONE)
			return false;
	}
	return true;
}

/* The VFs have their drivers back, or are others by now. */
static void remove_driver_records(struct applying *applying, const struct applying_pf *pf)
{
	const struct observed_pf *before = pf->plan->observed, *now = pf->live;
	char pci[PCI_ADDRESS_TEXT], dir[64];

	for (size_t i = 0; i < before->n_vfs; i++) {
		if (!before->vfs[i].has_pci ||
		    !driver_record_exists(applying->run, before->vfs[i].pci))
			continue;
		pci_address_format(before->vfs[i].pci, pci);
		snprintf(dir, sizeof(dir), "bus/pci/devices/%s", pci);
		if (now != before ||
		    observe_driver(applying->kernel, applying->arena, NULL, dir))
			driver_record_remove(applying->run, before->vfs[i].pci);
	}
}

/* VFs that a killed run left without a driver, and that cannot be made anew now as the
 * configuration wants: each is owed its driver by itself. */
static void owe_left_out(struct applying *applying, const struct applying_pf *pf)
{
	const struct observed_pf *observed = pf->plan->observed;
	char pci[PCI_ADDRESS_TEXT], dir[64];

	if (pf->plan->block != BLOCK_IN_USE || observed->autoprobe_saved != 1)
		return;
	for (size_t i = 0; i < observed->n_vfs; i++) {
		const struct observed_vf *vf = &observed->vfs[i];

		if (!vf->has_pci || vf->driver || vf->driver_override)
			continue;
		pci_address_format(vf->pci, pci);
		snprintf(dir, sizeof(dir), "bus/pci/devices/%s", pci);
		if (!observe_driver(applying->kernel, applying->arena, NULL, dir))
			driver_record_write(applying->run, vf->pci);
	}
}

/* The notes of what this run, or a killed one before it, owed to a PF. */
static void remove_records(struct applying *applying)
{
	for (size_t i = 0; applying->run && i < applying->n_pfs; i++) {
		const struct applying_pf *pf = &applying->pfs[i];

		if (!pf->live->has_pci)
			continue;
		remove_driver_records(applying, pf);
		owe_left_out(applying, pf);
		if (autoprobe_record_read(applying->run, pf->live->pci) >= 0 &&
		    is_paid(applying, pf))
			autoprobe_record_remove(applying->run, pf->live->pci);
	}
}

const struct result *apply_plan(struct kernel *kernel, struct arena *arena,
				const struct root *run, const struct plan *plan,
				const struct apply_options *options)
{
	static void (*const steps[])(struct applying * applying) = {
		apply_links,	    apply_numvfs,  apply_attrs,
		apply_autoprobe_on, apply_drivers, apply_autoprobe_back_off,
	};
	struct result *result = arena_alloc(arena, sizeof(*result));
	struct applying applying = {
		.kernel = kernel,
		.arena = arena,
		.run = run,
		.options = options,
		.result = result,
		.n_pfs = plan->n_pfs,
	};

	diags_init(&applying.unheard, arena);
	result->plan = plan;
	result->outcomes = arena_calloc(arena, plan->n_pfs, sizeof(*result->outcomes));
	applying.pfs = arena_calloc(arena, plan->n_pfs, sizeof(*applying.pfs));
	for (size_t i = 0; i < plan->n_pfs; i++)
		start_pf(&applying, i);
	/* Every step runs, stopped or not: autoprobe's restore is one of them. */
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
		steps[i](&applying);
	remove_records(&applying);
	applying_is_stopped(&applying);
	return result;
}
