/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <netlink/msg.h>

#include "apply/apply-internal.h"
#include "observe/observe.h"
#include "observe/vf-netlink.h"
#include "support/guard.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

/* Link down takes the network of every VF away, for good or for a while: who uses one now
 * is asked, not who did when it was planned. False where the change is settled. */
static bool may_go(struct apply_context *context, struct apply_pf *pf, size_t change)
{
	struct observed_pf now;
	int r;

	if (pf->plan->changes[change].impact == IMPACT_LIVE &&
	    pf->plan->changes[change].takes == DISRUPTION_REFUSED)
		return true;
	r = observe_pf_again(context->kernel, context->arena, &context->unheard,
			     context->run, pf->live, &now);
	if (r < 0) {
		apply_fail(context, pf, change, r, "the PF cannot be read any more",
			   NULL);
		return false;
	}
	return apply_is_idle(context, pf, change, &now);
}

/* What comes later asks whether the PF is up. */
static void set_live_link(struct apply_context *context, struct apply_pf *pf, bool is_up)
{
	struct observed_pf *live = arena_alloc(context->arena, sizeof(*live));

	*live = *pf->live;
	live->link = is_up;
	pf->live = live;
}

/* One message per change: there are few, and each may take its driver a while. */
static void send_change(struct apply_context *context, struct apply_pf *pf, size_t change)
{
	const struct change *planned = &pf->plan->changes[change];
	_cleanup_(guard_msg) struct nl_msg *msg =
		planned->kind == CHANGE_PF_ATTR
			? vf_netlink_mtu_request(pf->live->ifindex, planned->to.number)
			: vf_netlink_up_request(pf->live->ifindex, planned->to.on);
	struct kernel_reply reply;
	int r = kernel_ask(context->kernel, KERNEL_ROUTE, context->arena, msg, &reply);

	if (r == 0 && planned->kind != CHANGE_PF_ATTR)
		set_live_link(context, pf, planned->to.on);
	if (r < 0)
		apply_refused(context, pf, change, r, reply.ext_ack);
	else
		apply_done(context, pf, change, NULL);
}

static bool apply_kind(struct apply_context *context, struct apply_pf *pf,
		       enum change_kind kind)
{
	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		if (pf->plan->changes[i].kind == kind && apply_is_open(pf, i) &&
		    !apply_is_stopped(context) && may_go(context, pf, i))
			send_change(context, pf, i);
	}
	return true;
}

bool apply_mtu(struct apply_context *context, struct apply_pf *pf)
{
	return apply_kind(context, pf, CHANGE_PF_ATTR);
}

bool apply_link_up(struct apply_context *context, struct apply_pf *pf)
{
	return apply_kind(context, pf, CHANGE_PF_UP);
}

bool apply_link_down(struct apply_context *context, struct apply_pf *pf)
{
	return apply_kind(context, pf, CHANGE_PF_DOWN);
}
