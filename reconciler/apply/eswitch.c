/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply/apply-internal.h"
#include "netlink/devlink.h"

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

void eswitch_without_vfs(struct apply_context *context, struct apply_pf *pf)
{
	APPLY_FOR_EACH_OPEN(i, pf, APPLY_STAGE(STAGE_ESWITCH_WITHOUT_VFS))
	{
		if (!apply_is_stopped(context))
			set_eswitch(context, pf, i);
	}
}

/* Whether the change may be made. Looks at the VFs again, since they may have users that
 * the plan does not know. Otherwise settles the change. */
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

bool apply_eswitch(struct apply_context *context, struct apply_pf *pf)
{
	bool has_set = false;

	APPLY_FOR_EACH_OPEN(i, pf, APPLY_STAGE(STAGE_ESWITCH_WITHOUT_VFS))
	{
		if (!apply_is_stopped(context))
			apply_skip(context, pf, i, "the VFs were not removed");
	}
	APPLY_FOR_EACH_OPEN(i, pf, APPLY_STAGE(STAGE_ESWITCH))
	{
		if (apply_is_stopped(context) || !may_set(context, pf, i))
			continue;
		set_eswitch(context, pf, i);
		has_set = true;
	}
	/* Another mode may have changed the VFs' attributes. */
	if (has_set)
		(void)apply_read_again(context, pf);
	return true;
}
