/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <stdio.h>

#include "apply/applying.h"
#include "observe/observe.h"

/* s390 and hotplug controllers add VFs some time after the write (no_vf_scan,
 * drivers/pci/iov.c). */
enum {
	VF_LINKS_TIMEOUT_MS = 10 * 1000,
	VF_LINKS_POLL_MS = 50
};

/* Whether the host is as it was planned for, and every VF idle, now that VFs are about to
 * go or come; otherwise the change is settled. */
static bool is_as_planned(struct applying *applying, struct applying_pf *pf,
			  size_t change)
{
	const struct change *planned = &pf->plan->changes[change];
	struct observed_pf now;
	int r = observe_pf_again(applying->kernel, applying->arena, &applying->unheard,
				 applying->run, pf->live, &now);

	if (r < 0) {
		applying_fail(applying, pf, change, r, "the PF cannot be read any more",
			      NULL);
		return false;
	}
	if ((uint32_t)now.numvfs != planned->from.value.number) {
		applying_fail(applying, pf, change, -EBUSY,
			      arena_printf(applying->arena, "there are %d VFs by now",
					   now.numvfs),
			      "does another tool set sriov_numvfs on this host?");
		return false;
	}
	return applying_is_idle(applying, pf, change, &now);
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
					 &applying->unheard, applying->run, pf->live,
					 now);

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
		applying_done(applying, pf, change, NULL);
}

/* A driver may refuse to remove its VFs and still let the write succeed
 * (hns3_pci_sriov_configure). */
static int remove_vfs(struct applying *applying, struct applying_pf *pf)
{
	long left = 0;
	int r;

	applying_wait_for(applying, "%s: removing %d VFs", pf->plan->desired->name,
			  pf->live->numvfs);
	r = write_numvfs(applying, pf, 0);
	if (r == 0)
		r = kernel_read_number(applying->kernel, &left, "%s/sriov_numvfs",
				       pf->dir);
	return r == 0 && left != 0 ? -EBUSY : r;
}

/* True where the VFs that are there now were made by this very write. */
static bool apply_change(struct applying *applying, struct applying_pf *pf, size_t change)
{
	uint32_t wanted = pf->plan->changes[change].to.number;
	bool is_made = false;
	int r = 0;

	if (!is_as_planned(applying, pf, change))
		return false;
	/* N to M goes through 0 (sriov_numvfs_store answers EBUSY otherwise). */
	if (pf->live->numvfs > 0)
		r = remove_vfs(applying, pf);
	if (r == 0 && wanted > 0) {
		applying_wait_for(applying, "%s: creating %u VFs",
				  pf->plan->desired->name, wanted);
		r = write_numvfs(applying, pf, wanted);
		is_made = r == 0;
	}
	if (r == 0) {
		check_created(applying, pf, change);
		return is_made;
	}
	applying_refused(applying, pf, change, r, NULL);
	/* What is left is what the rest can be applied to. */
	read_created(applying, pf);
	return false;
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
	bool is_ready = true;

	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		enum change_kind kind = pf->plan->changes[i].kind;

		if (!applying_is_open(pf, i) || applying_is_stopped(applying))
			continue;
		if (kind == CHANGE_AUTOPROBE_OFF) {
			applying_autoprobe(applying, pf, i);
			is_ready = pf->outcomes[i].status == OUTCOME_DONE;
		} else if (kind == CHANGE_NUMVFS && is_ready) {
			settle_new_vfs(applying, pf, apply_change(applying, pf, i));
		} else if (kind == CHANGE_NUMVFS) {
			applying_skip(applying, pf, i,
				      "drivers_autoprobe could not be turned off");
			settle_new_vfs(applying, pf, false);
		}
	}
}

void apply_numvfs(struct applying *applying)
{
	/* One PF after the other: the kernel serialises them anyway
	 * (pci_lock_rescan_remove, drivers/pci/iov.c). */
	for (size_t i = 0; i < applying->n_pfs; i++)
		apply_pf(applying, &applying->pfs[i]);
}
