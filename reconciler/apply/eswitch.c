/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply/applying.h"
#include "observe/devlink.h"

static void set_eswitch(struct applying *applying, struct applying_pf *pf, size_t change)
{
	const struct change *planned = &pf->plan->changes[change];
	const char *ext_ack;
	int r = devlink_set_eswitch(applying->kernel, applying->arena, pf->live,
				    planned->pf_attr, planned->to.text, &ext_ack);

	if (r < 0)
		applying_refused(applying, pf, change, r, ext_ack);
	else
		applying_done(applying, pf, change, NULL);
}

static bool is_open(const struct applying_pf *pf, size_t change, enum change_kind kind)
{
	return pf->plan->changes[change].kind == kind && applying_is_open(pf, change);
}

void eswitch_without_vfs(struct applying *applying, struct applying_pf *pf)
{
	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		if (is_open(pf, i, CHANGE_ESWITCH_WITHOUT_VFS) &&
		    !applying_is_stopped(applying))
			set_eswitch(applying, pf, i);
	}
}

/* Who uses a VF now is asked, not who did when it was planned. */
static bool may_set(struct applying *applying, struct applying_pf *pf, size_t change)
{
	int r = applying_read_again(applying, pf);

	if (r < 0) {
		applying_fail(applying, pf, change, r, "the PF cannot be read any more",
			      NULL);
		return false;
	}
	return (pf->plan->changes[change].impact == IMPACT_LIVE &&
		pf->plan->changes[change].takes == DISRUPTION_REFUSED) ||
	       applying_is_idle(applying, pf, change, pf->live);
}

/* A VF that was made, or that went through another eswitch mode, may have a value that is
 * wanted already. */
static void settle_already(struct applying *applying, struct applying_pf *pf,
			   bool has_set_mode)
{
	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		const struct change *change = &pf->plan->changes[i];

		if (change->kind != CHANGE_VF_ATTR ||
		    !(change->is_new_vf || change->is_again || has_set_mode))
			continue;
		if (!applying_is_open(pf, i) || (size_t)change->vf >= pf->live->n_vfs)
			continue;
		if (observed_vf_has(&pf->live->vfs[change->vf], change->attr, change->to))
			applying_already(applying, pf, i);
	}
}

bool apply_eswitch(struct applying *applying, struct applying_pf *pf)
{
	bool has_set = false;

	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		if (is_open(pf, i, CHANGE_ESWITCH_WITHOUT_VFS) &&
		    !applying_is_stopped(applying))
			applying_skip(applying, pf, i, "the VFs were not removed");
		if (!is_open(pf, i, CHANGE_ESWITCH) || applying_is_stopped(applying))
			continue;
		if (!may_set(applying, pf, i))
			continue;
		set_eswitch(applying, pf, i);
		has_set = true;
	}
	/* What the VFs have by now. */
	if (has_set)
		applying_read_again(applying, pf);
	settle_already(applying, pf, has_set);
	return true;
}
