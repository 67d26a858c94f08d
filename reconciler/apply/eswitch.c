/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply/apply-internal.h"
#include "observe/devlink.h"

static void set_eswitch(struct apply_context *context, struct apply_pf *pf, size_t change)
{
	const struct change *planned = &pf->plan->changes[change];
	const char *ext_ack;
	int r = devlink_set_eswitch(context->kernel, context->arena, pf->live,
				    planned->pf_attr, planned->to.text, &ext_ack);

	if (r < 0)
		apply_refused(context, pf, change, r, ext_ack);
	else
		apply_done(context, pf, change, NULL);
}

static bool is_open(const struct apply_pf *pf, size_t change, enum change_kind kind)
{
	return pf->plan->changes[change].kind == kind && apply_is_open(pf, change);
}

void eswitch_without_vfs(struct apply_context *context, struct apply_pf *pf)
{
	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		if (is_open(pf, i, CHANGE_ESWITCH_WITHOUT_VFS) &&
		    !apply_is_stopped(context))
			set_eswitch(context, pf, i);
	}
}

/* Who uses a VF now is asked, not who did when it was planned. */
static bool may_set(struct apply_context *context, struct apply_pf *pf, size_t change)
{
	int r = apply_read_again(context, pf);

	if (r < 0) {
		apply_fail(context, pf, change, r, "the PF cannot be read any more",
			   NULL);
		return false;
	}
	return (pf->plan->changes[change].impact == IMPACT_LIVE &&
		pf->plan->changes[change].takes == DISRUPTION_REFUSED) ||
	       apply_is_idle(context, pf, change, pf->live);
}

/* A VF that was made, or that went through another eswitch mode, may have a value that is
 * wanted already. */
static void settle_already(struct apply_context *context, struct apply_pf *pf,
			   bool has_set_mode)
{
	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		const struct change *change = &pf->plan->changes[i];

		if (change->kind != CHANGE_VF_ATTR ||
		    !(change->is_new_vf || change->is_again || has_set_mode))
			continue;
		if (!apply_is_open(pf, i) || (size_t)change->vf >= pf->live->n_vfs)
			continue;
		if (observed_vf_has(&pf->live->vfs[change->vf], change->attr, change->to))
			apply_already(context, pf, i);
	}
}

bool apply_eswitch(struct apply_context *context, struct apply_pf *pf)
{
	bool has_set = false;

	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		if (is_open(pf, i, CHANGE_ESWITCH_WITHOUT_VFS) &&
		    !apply_is_stopped(context))
			apply_skip(context, pf, i, "the VFs were not removed");
		if (!is_open(pf, i, CHANGE_ESWITCH) || apply_is_stopped(context))
			continue;
		if (!may_set(context, pf, i))
			continue;
		set_eswitch(context, pf, i);
		has_set = true;
	}
	/* What the VFs have by now. */
	if (has_set)
		apply_read_again(context, pf);
	settle_already(context, pf, has_set);
	return true;
}
