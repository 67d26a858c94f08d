/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <stdio.h>

#include "apply/applying.h"
#include "model/in-use.h"
#include "observe/autoprobe-record.h"
#include "observe/observe.h"

/* s390 and hotplug controllers add VFs some time after the write (no_vf_scan,
 * drivers/pci/iov.c). */
enum {
	VF_LINKS_TIMEOUT_MS = 10 * 1000,
	VF_LINKS_POLL_MS = 50
};

static void apply_autoprobe_off(struct applying *applying, struct applying_pf *pf,
				size_t change)
{
	int r = 0;

	/* The note first: killed between the two, there is nothing wrong. */
	if (applying->run)
		r = autoprobe_record_write(applying->run, pf->live->pci, 1);
	if (r == 0)
		r = kernel_write(applying->kernel, "0", "%s/sriov_drivers_autoprobe",
				 pf->dir);
	if (r < 0)
		applying_refused(applying, pf, change, r, NULL);
	else
		applying_done(applying, pf, change);
}

/* Whether the VFs are all still idle, now that they are about to go. */
static const char *find_user(struct applying *applying, struct applying_pf *pf)
{
	struct observed_pf now;
	int r = observe_pf_again(applying->kernel, applying->arena, applying->diags,
				 applying->run, pf->live, &now);

	if (r < 0)
		return "the PF is gone";
	for (size_t i = 0; i < now.n_vfs; i++) {
		const char *by = in_use_by(applying->arena, &now.vfs[i]);

		if (by)
			return arena_printf(applying->arena,
					    "VF %zu is in use by now: %s", i, by);
	}
	return NULL;
}

static int write_numvfs(struct applying *applying, struct applying_pf *pf,
			uint32_t numvfs)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", numvfs);
	return kernel_write(applying->kernel, text, "%s/sriov_numvfs", pf->dir);
}

static bool has_vf_links(const struct observed_pf *pf)
{
	for (size_t i = 0; i < pf->n_vfs; i++) {
		if (!pf->vfs[i].has_pci)
			return false;
	}
	return true;
}

/* Reads the PF anew until its VFs have their PCI addresses. */
static int read_created(struct applying *applying, struct applying_pf *pf)
{
	int64_t deadline = kernel_now_ms(applying->kernel) + VF_LINKS_TIMEOUT_MS;
	struct observed_pf *now = arena_alloc(applying->arena, sizeof(*now));

	for (;;) {
		int r = observe_pf_again(applying->kernel, applying->arena,
					 applying->diags, applying->run, pf->live, now);

		if (r < 0)
			return r;
		if (!now->has_pci || has_vf_links(now) ||
		    kernel_now_ms(applying->kernel) >= deadline)
			break;
		kernel_wait(applying->kernel, VF_LINKS_POLL_MS);
	}
	pf->live = now;
	return 0;
}

/* A write that succeeds proves nothing: bnxt_sriov_configure returns 0 with the PF down,
 * be_pci_sriov_configure when it failed. */
static void check_created(struct applying *applying, struct applying_pf *pf,
			  size_t change)
{
	uint32_t wanted = pf->plan->changes[change].to.number;
	int r = read_created(applying, pf);

	if (r < 0)
		applying_fail(applying, pf, change, r, "the PF is gone after the write",
			      NULL);
	else if ((uint32_t)pf->live->numvfs != wanted)
		applying_fail(
			applying, pf, change, -EIO,
			arena_printf(applying->arena,
				     "the kernel took the number and there are %d VFs",
				     pf->live->numvfs),
			pf->live->link ? "the kernel's log may say why: dmesg"
				       : "some drivers want the PF up first: link: up");
	else if (pf->live->has_pci && !has_vf_links(pf->live))
		applying_fail(applying, pf, change, -ETIMEDOUT,
			      "not all VFs have a PCI device", NULL);
	else
		applying_done(applying, pf, change);
}

static void apply_change(struct applying *applying, struct applying_pf *pf, size_t change)
{
	uint32_t wanted = pf->plan->changes[change].to.number;
	const char *user = NULL;
	int r = 0;

	if (pf->live->numvfs > 0) {
		user = find_user(applying, pf);
		if (user) {
			applying_in_use(applying, pf, change, user);
			return;
		}
		applying_wait_for(applying, "%s: removing %d VFs",
				  pf->plan->desired->name, pf->live->numvfs);
		/* N to M goes through 0 (sriov_numvfs_store answers EBUSY otherwise). */
		r = write_numvfs(applying, pf, 0);
	}
	if (r == 0 && wanted > 0) {
		applying_wait_for(applying, "%s: creating %u VFs",
				  pf->plan->desired->name, wanted);
		r = write_numvfs(applying, pf, wanted);
	}
	if (r == 0) {
		check_created(applying, pf, change);
		return;
	}
	applying_refused(applying, pf, change, r, NULL);
	/* What is left is what the rest can be applied to. */
	read_created(applying, pf);
}

/* What was planned for new VFs and has none, or has a value that came with the VF. */
static void settle_new_vfs(struct applying *applying, struct applying_pf *pf,
			   bool created)
{
	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		const struct change *change = &pf->plan->changes[i];
		const struct field *now;

		if (!change->is_new_vf || !applying_is_open(pf, i))
			continue;
		if (!created || (size_t)change->vf >= pf->live->n_vfs) {
			applying_skip(applying, pf, i, "the VF was not created");
			continue;
		}
		if (change->kind != CHANGE_VF_ATTR)
			continue;
		now = &pf->live->vfs[change->vf].attrs[change->attr];
		if (now->set && value_is_equal(vf_attr_info[change->attr].kind,
					       now->value, change->to))
			applying_already(applying, pf, i);
	}
}

static void apply_pf(struct applying *applying, struct applying_pf *pf)
{
	bool is_ready = true, has_numvfs = false;

	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		enum change_kind kind = pf->plan->changes[i].kind;

		if (!applying_is_open(pf, i) || applying_is_stopped(applying))
			continue;
		if (kind == CHANGE_AUTOPROBE_OFF) {
			apply_autoprobe_off(applying, pf, i);
			is_ready = pf->outcomes[i].status == OUTCOME_DONE;
		} else if (kind == CHANGE_NUMVFS) {
			has_numvfs = true;
			if (is_ready)
				apply_change(applying, pf, i);
			else
				applying_skip(
					applying, pf, i,
					"drivers_autoprobe could not be turned off");
			is_ready &= pf->outcomes[i].status != OUTCOME_SKIPPED;
		}
	}
	if (has_numvfs)
		settle_new_vfs(applying, pf, is_ready);
}

void apply_numvfs(struct applying *applying)
{
	/* One PF after the other: the kernel serialises them anyway
	 * (pci_lock_rescan_remove, drivers/pci/iov.c). */
	for (size_t i = 0; i < applying->n_pfs; i++)
		apply_pf(applying, &applying->pfs[i]);
}

void apply_autoprobe_restore(struct applying *applying)
{
	for (size_t i = 0; i < applying->n_pfs; i++) {
		struct applying_pf *pf = &applying->pfs[i];

		for (size_t j = 0; j < pf->plan->n_changes; j++) {
			const struct change *change = &pf->plan->changes[j];
			int r;

			if (change->kind != CHANGE_AUTOPROBE_RESTORE ||
			    !applying_is_open(pf, j))
				continue;
			r = kernel_write(applying->kernel, change->to.on ? "1" : "0",
					 "%s/sriov_drivers_autoprobe", pf->dir);
			if (r < 0)
				applying_refused(applying, pf, j, r, NULL);
			else
				applying_done(applying, pf, j);
		}
	}
}
