/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "apply/apply-internal.h"
#include "apply/refusal.h"
#include "observe/observe.h"
#include "run-state/saved-vfs.h"

/* s390 and hotplug controllers add VFs some time after the write (no_vf_scan,
 * drivers/pci/iov.c). */
enum {
	VF_LINKS_TIMEOUT_MS = 10 * 1000
};

/* Whether the PF still has the number of VFs that the plan was made for, and all are
 * idle, right before VFs are removed or created. Otherwise settles the change. */
static bool is_as_planned(struct apply_context *context, struct apply_pf *pf,
			  size_t change)
{
	const struct change *planned = &pf->plan->changes[change];
	struct observed_pf *now = arena_alloc(context->arena, sizeof(*now));
	int r = observe_pf_again(context->kernel, context->arena, &context->unheard,
				 context->run, pf->live, now);

	if (r < 0) {
		apply_fail(context, pf, change, r, "the PF cannot be read any more",
			   NULL);
		pf->outcomes[change].is_unwritten = true;
		return false;
	}
	if (observed_pf_numvfs(now) != planned->from.value.number) {
		apply_fail(context, pf, change, -EBUSY,
			   arena_printf(context->arena, "there are %u VFs now",
					observed_pf_numvfs(now)),
			   "does another tool set sriov_numvfs on this host?");
		pf->outcomes[change].is_unwritten = true;
		return false;
	}
	pf->numvfs.before = now;
	return apply_is_idle(context, pf, change, now);
}

/* Notes the values of the VFs that are removed, and the step reached, for the next run in
 * case this one is killed. 0 or -errno. */
static int note_vfs(struct apply_context *context, const struct apply_pf *pf,
		    enum saved_vfs_step step, uint32_t numvfs)
{
	return context->run && pf->plan->saves
		       ? saved_vfs_write(context->kernel, context->arena, context->run,
					 pf->live->pci, pf->plan->saves, step,
					 (int)numvfs)
		       : 0;
}

/* How many VFs there were before this run, or an interrupted one, changed the number. */
static uint32_t former_number(const struct apply_pf *pf)
{
	const struct saved_vfs *saves = pf->plan->saves;

	if (observed_pf_numvfs(pf->numvfs.before) > 0)
		return observed_pf_numvfs(pf->numvfs.before);
	return saves ? (uint32_t)saves->numvfs : 0;
}

static const char *former_vfs(struct apply_context *context, const struct apply_pf *pf)
{
	uint32_t n = former_number(pf);

	return n == 1 ? "the former VF"
		      : arena_printf(context->arena, "the former %u VFs", n);
}

static bool has_vf_links(const struct observed_pf *pf)
{
	for (size_t i = 0; i < pf->n_vfs; i++) {
		if (!pf->vfs[i].has_pci)
			return false;
	}
	return true;
}

/* Skips the changes for new VFs that were not created. */
static void settle_new_vfs(struct apply_context *context, struct apply_pf *pf,
			   bool created)
{
	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		const struct change *change = &pf->plan->changes[i];

		if (!change->is_new_vf || !apply_is_open(pf, i))
			continue;
		if (!created || (size_t)change->vf >= pf->live->n_vfs)
			apply_skip(context, pf, i, "the VF was not created");
	}
}

/* A successful write proves nothing: bnxt_sriov_configure returns 0 with the PF down,
 * be_pci_sriov_configure after a failure. */
static void settle_numvfs(struct apply_context *context, struct apply_pf *pf)
{
	size_t change = pf->numvfs.change;
	uint32_t wanted = pf->plan->changes[change].to.number;

	if (observed_pf_numvfs(pf->live) != wanted)
		apply_fail(context, pf, change, -EIO,
			   arena_printf(context->arena, "the kernel reports %u VFs",
					observed_pf_numvfs(pf->live)),
			   observed_pf_is_up(pf->live)
				   ? "the kernel's log may say why: dmesg"
				   : "some drivers want the PF up first: link: up");
	else if (pf->live->has_pci && !has_vf_links(pf->live))
		apply_fail(context, pf, change, -ETIMEDOUT,
			   "not all VFs have a PCI device", NULL);
	else
		apply_done(context, pf, change, NULL);
	settle_new_vfs(context, pf, wanted > 0);
}

/* Fails the change of numvfs. The changes for the VFs that were recreated stay open, so
 * they get their former and configured values. */
static void settle_gone_back(struct apply_context *context, struct apply_pf *pf)
{
	size_t change = pf->numvfs.change;
	const struct refusal *refusal =
		refusal_find(&pf->plan->changes[change], pf->live, pf->numvfs.refusal);
	bool is_back = observed_pf_numvfs(pf->live) == former_number(pf);

	apply_fail(context, pf, change, pf->numvfs.refusal,
		   arena_printf(context->arena, "%s%s%s", refusal ? refusal->reason : "",
				refusal ? "; " : "",
				is_back ? arena_printf(context->arena, "created %s again",
						       former_vfs(context, pf))
					: arena_printf(context->arena,
						       "%u of %s could be created again",
						       observed_pf_numvfs(pf->live),
						       former_vfs(context, pf))),
		   refusal ? refusal->hint : NULL);
	settle_new_vfs(context, pf, true);
}

/* The writes are done; reads the PF again until its VFs have their PCI addresses. */
static enum numvfs_step await_links(struct apply_context *context, struct apply_pf *pf)
{
	int r = apply_read_again(context, pf);

	if (r < 0) {
		apply_fail(context, pf, pf->numvfs.change, r,
			   "the PF is gone after the write", NULL);
		settle_new_vfs(context, pf, false);
		return NUMVFS_DONE;
	}
	if (pf->live->has_pci && !has_vf_links(pf->live) && !apply_is_over(context, pf))
		return NUMVFS_LINKS;
	if (pf->live->n_vfs > 0)
		(void)note_vfs(context, pf, SAVED_VFS_CREATED, 0);
	if (pf->numvfs.refusal)
		settle_gone_back(context, pf);
	else
		settle_numvfs(context, pf);
	return NUMVFS_DONE;
}

/* Ends a refused change: the PF has no VFs, or those that could not be removed. */
static enum numvfs_step end_refused(struct apply_context *context, struct apply_pf *pf)
{
	(void)apply_read_again(context, pf);
	settle_new_vfs(context, pf, false);
	return NUMVFS_DONE;
}

static enum numvfs_step refuse(struct apply_context *context, struct apply_pf *pf,
			       int error)
{
	apply_refused(context, pf, pf->numvfs.change, error, NULL);
	return end_refused(context, pf);
}

/* A driver may refuse to remove its VFs and still let the write succeed
 * (hns3_pci_sriov_configure). */
static int check_removed(struct apply_context *context, const struct apply_pf *pf)
{
	long left = 0;
	int r = kernel_read_number(context->kernel, &left, "%s/sriov_numvfs", pf->dir);

	return r == 0 && left != 0 ? -EBUSY : r;
}

static uint32_t wanted_number(const struct apply_pf *pf)
{
	return pf->plan->changes[pf->numvfs.change].to.number;
}

static uint32_t no_vfs(const struct apply_pf *pf)
{
	(void)pf;
	return 0;
}

static void tell_removing(struct apply_context *context, const struct apply_pf *pf)
{
	apply_wait_for(context, "%s: removing %u VFs", pf->plan->desired->name,
		       observed_pf_numvfs(pf->numvfs.before));
}

static void tell_creating(struct apply_context *context, const struct apply_pf *pf)
{
	if (wanted_number(pf) > 0)
		apply_wait_for(context, "%s: creating %u VFs", pf->plan->desired->name,
			       wanted_number(pf));
}

static void tell_going_back(struct apply_context *context, const struct apply_pf *pf)
{
	apply_wait_for(context, "%s: %s; recreating %s", pf->plan->desired->name,
		       strerror(-pf->numvfs.refusal), former_vfs(context, pf));
}

static enum numvfs_step go_on_without_vfs(struct apply_context *context,
					  struct apply_pf *pf)
{
	int r = check_removed(context, pf);

	if (r < 0)
		return refuse(context, pf, r);
	recovery_forget_vfs(context, pf->numvfs.before);
	eswitch_without_vfs(context, pf);
	return wanted_number(pf) > 0 ? NUMVFS_CREATES : NUMVFS_LINKS;
}

/* Recreates the VFs that were removed for the refused number, in a stopped run too. */
static enum numvfs_step refuse_creation(struct apply_context *context,
					struct apply_pf *pf, int error)
{
	uint32_t former = former_number(pf);

	if (former == 0 || (pf->numvfs.before->n_vfs == 0 && former == wanted_number(pf)))
		return refuse(context, pf, error);
	pf->numvfs.refusal = error;
	return NUMVFS_GOES_BACK;
}

static enum numvfs_step refuse_twice(struct apply_context *context, struct apply_pf *pf,
				     int error)
{
	apply_fail(context, pf, pf->numvfs.change, pf->numvfs.refusal,
		   arena_printf(context->arena, "and %s could not be created again: %s",
				former_vfs(context, pf), strerror(-error)),
		   "look for 'SR-IOV' in dmesg, and run vfstate apply again");
	return end_refused(context, pf);
}

/* The steps that write: the number, and the next step after a success (`done`; NULL:
 * NUMVFS_LINKS) and after a refusal. */
static const struct {
	uint32_t (*number)(const struct apply_pf *pf);
	void (*tell)(struct apply_context *context, const struct apply_pf *pf);
	enum numvfs_step (*done)(struct apply_context *context, struct apply_pf *pf);
	enum numvfs_step (*refused)(struct apply_context *context, struct apply_pf *pf,
				    int error);
} writes[] = {
	[NUMVFS_REMOVES] = {no_vfs, tell_removing, go_on_without_vfs, refuse},
	[NUMVFS_CREATES] = {wanted_number, tell_creating, NULL, refuse_creation},
	[NUMVFS_GOES_BACK] = {former_number, tell_going_back, NULL, refuse_twice},
};

static int begin_write(struct apply_context *context, struct apply_pf *pf)
{
	struct numvfs_write *write = &pf->numvfs;
	uint32_t numvfs = writes[write->step].number(pf);
	char text[16];
	int r;

	write->began_at = kernel_now_ms(context->kernel);
	write->deadline = write->began_at + context->options->numvfs_timeout_ms;
	write->tell_at = 0;
	writes[write->step].tell(context, pf);
	snprintf(text, sizeof(text), "%u", numvfs);
	/* There are no VFs to lose now, so an outdated note does no harm. */
	if (numvfs > 0)
		(void)note_vfs(context, pf, SAVED_VFS_CREATING, numvfs);
	r = kernel_write_begin(context->kernel, text, "%s/sriov_numvfs", pf->dir);
	if (r == 0)
		context->writer = pf;
	return r;
}

/* Begins the write of this step, or checks whether it has ended. */
static enum numvfs_step take_write(struct apply_context *context, struct apply_pf *pf)
{
	enum numvfs_step step = pf->numvfs.step;
	int result = context->writer == pf ? 0 : begin_write(context, pf);

	if (result == 0 && !kernel_write_ended(context->kernel, &result)) {
		if (!numvfs_watch(context, pf))
			return step;
		context->writer = NULL;
		return NUMVFS_DONE;
	}
	context->writer = NULL;
	if (result < 0)
		return writes[step].refused(context, pf, result);
	return writes[step].done ? writes[step].done(context, pf) : NUMVFS_LINKS;
}

static bool find_open(const struct apply_pf *pf, enum stage stage, size_t *ret_change)
{
	*ret_change = apply_next_open(pf, APPLY_STAGE(stage), 0);
	return *ret_change < pf->plan->n_changes;
}

static bool turn_autoprobe_off(struct apply_context *context, struct apply_pf *pf)
{
	size_t change;

	if (!find_open(pf, STAGE_AUTOPROBE_OFF, &change))
		return true;
	apply_autoprobe(context, pf, change);
	if (pf->outcomes[change].status == OUTCOME_DONE)
		return true;
	apply_skip(context, pf, pf->numvfs.change,
		   "drivers_autoprobe could not be turned off");
	return false;
}

/* Whether the VFs' values are noted, so that the VFs may be removed. Otherwise settles
 * the change. */
static bool note_removal(struct apply_context *context, struct apply_pf *pf,
			 size_t change)
{
	int r = note_vfs(context, pf, SAVED_VFS_REMOVING, 0);

	if (r < 0) {
		apply_fail(context, pf, change, r,
			   "what the VFs have cannot be noted in the run directory",
			   "is there space left on /run?");
		pf->outcomes[change].is_unwritten = true;
	}
	return r == 0;
}

/* N to M goes through 0 (sriov_numvfs_store answers EBUSY otherwise). */
static enum numvfs_step start(struct apply_context *context, struct apply_pf *pf)
{
	size_t change;

	if (pf->live->n_vfs == 0)
		eswitch_without_vfs(context, pf);
	if (!find_open(pf, STAGE_NUMVFS, &change) || apply_is_stopped(context))
		return NUMVFS_DONE;
	/* One PF at a time: the kernel serialises the writes anyway
	 * (pci_lock_rescan_remove, drivers/pci/iov.c). */
	if (context->writer)
		return NUMVFS_NOT_BEGUN;
	pf->numvfs.change = change;
	if (turn_autoprobe_off(context, pf)) {
		if (apply_is_stopped(context))
			return NUMVFS_DONE;
		if (is_as_planned(context, pf, change) && pf->numvfs.before->n_vfs > 0 &&
		    note_removal(context, pf, change))
			return NUMVFS_REMOVES;
		if (apply_is_open(pf, change))
			return NUMVFS_CREATES;
	}
	settle_new_vfs(context, pf, false);
	return NUMVFS_DONE;
}

static enum numvfs_step take_step(struct apply_context *context, struct apply_pf *pf)
{
	switch (pf->numvfs.step) {
	case NUMVFS_NOT_BEGUN:
		return start(context, pf);
	case NUMVFS_REMOVES:
	case NUMVFS_CREATES:
	case NUMVFS_GOES_BACK:
		return take_write(context, pf);
	case NUMVFS_LINKS:
		return await_links(context, pf);
	case NUMVFS_DONE:
		break;
	}
	return NUMVFS_DONE;
}

bool apply_numvfs(struct apply_context *context, struct apply_pf *pf)
{
	while (pf->numvfs.step != NUMVFS_DONE) {
		enum numvfs_step next = take_step(context, pf);

		/* The step waits for the kernel, or for another PF. */
		if (next == pf->numvfs.step)
			return false;
		pf->numvfs.step = next;
		if (next == NUMVFS_LINKS)
			pf->deadline =
				kernel_now_ms(context->kernel) + VF_LINKS_TIMEOUT_MS;
	}
	return true;
}
