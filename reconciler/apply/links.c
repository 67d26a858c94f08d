/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <netlink/msg.h>

#include "apply/applying.h"
#include "observe/observe.h"
#include "observe/vf-netlink.h"
#include "support/guard.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

/* Link down takes the network of every VF away, for good or for a while: who uses one now
 * is asked, not who did when it was planned. False where the change is settled. */
static bool may_go(struct applying *applying, struct applying_pf *pf, size_t change)
{
	struct observed_pf now;
	int r;

	if (pf->plan->changes[change].impact == IMPACT_LIVE &&
	    pf->plan->changes[change].takes == DISRUPTION_REFUSED)
		return true;
	r = observe_pf_again(applying->kernel, applying->arena, &applying->unheard,
			     applying->run, pf->live, &now);
	if (r < 0) {
		applying_fail(applying, pf, change, r, "the PF cannot be read any more",
			      NULL);
		return false;
	}
	return applying_is_idle(applying, pf, change, &now);
}

/* What comes later asks whether the PF is up. */
static void set_live_link(struct applying *applying, struct applying_pf *pf, bool is_up)
{
	struct observed_pf *live = arena_alloc(applying->arena, sizeof(*live));

	*live = *pf->live;
	live->link = is_up;
	pf->live = live;
}

/* One message per change: there are few, and each may take its driver a while. */
static void send_change(struct applying *applying, struct applying_pf *pf, size_t change)
{
	const struct change *planned = &pf->plan->changes[change];
	_cleanup_(guard_msg) struct nl_msg *msg =
		planned->kind == CHANGE_PF_ATTR
			? vf_netlink_mtu_request(pf->live->ifindex, planned->to.number)
			: vf_netlink_up_request(pf->live->ifindex, planned->to.on);
	struct kernel_reply reply;
	int r = kernel_ask(applying->kernel, KERNEL_ROUTE, applying->arena, msg, &reply);

	if (r == 0 && planned->kind != CHANGE_PF_ATTR)
		set_live_link(applying, pf, planned->to.on);
	if (r < 0)
		applying_refused(applying, pf, change, r, reply.ext_ack);
	else
		applying_done(applying, pf, change, NULL);
}

static bool apply_kind(struct applying *applying, struct applying_pf *pf,
		       enum change_kind kind)
{
	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		if (pf->plan->changes[i].kind == kind && applying_is_open(pf, i) &&
		    !applying_is_stopped(applying) && may_go(applying, pf, i))
			send_change(applying, pf, i);
	}
	return true;
}

bool apply_mtu(struct applying *applying, struct applying_pf *pf)
{
	return apply_kind(applying, pf, CHANGE_PF_ATTR);
}

bool apply_link_up(struct applying *applying, struct applying_pf *pf)
{
	return apply_kind(applying, pf, CHANGE_PF_UP);
}

bool apply_link_down(struct applying *applying, struct applying_pf *pf)
{
	return apply_kind(applying, pf, CHANGE_PF_DOWN);
}
