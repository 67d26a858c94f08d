/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <netlink/msg.h>

#include "apply/apply-internal.h"
#include "netlink/ethtool.h"
#include "observe/observe.h"
#include "netlink/vf-netlink.h"
#include "support/guard.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

/* Whether the change may be made: taking the link down interrupts every VF, for good or
 * for a while. Looks at the VFs again, since they may have users that the plan does not
 * know. False if the change was settled. */
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

/* Later steps check whether the PF is up. */
static void set_live_link(struct apply_context *context, struct apply_pf *pf, bool is_up)
{
	struct observed_pf *live = arena_alloc(context->arena, sizeof(*live));

	*live = *pf->live;
	live->attrs[PF_ATTR_LINK] = (struct field){.set = true, .value.on = is_up};
	pf->live = live;
}

/* 0 or -errno; *ret_ext_ack is the kernel's message for the error, or NULL. */
typedef int set_attr(struct apply_context *context, struct apply_pf *pf,
		     const struct change *change, const char **ret_ext_ack);

static int ask(struct apply_context *context, struct nl_msg *msg,
	       const char **ret_ext_ack)
{
	struct kernel_reply reply;
	int r = kernel_ask(context->kernel, KERNEL_ROUTE, context->arena, msg, &reply);

	*ret_ext_ack = reply.ext_ack;
	return r;
}

static set_attr set_mtu;
static int set_mtu(struct apply_context *context, struct apply_pf *pf,
		   const struct change *change, const char **ret_ext_ack)
{
	_cleanup_(guard_msg) struct nl_msg *msg =
		vf_netlink_mtu_request(pf->live->ifindex, change->to.number);

	return ask(context, msg, ret_ext_ack);
}

static set_attr set_link;
static int set_link(struct apply_context *context, struct apply_pf *pf,
		    const struct change *change, const char **ret_ext_ack)
{
	_cleanup_(guard_msg) struct nl_msg *msg =
		vf_netlink_up_request(pf->live->ifindex, change->to.on);
	int r = ask(context, msg, ret_ext_ack);

	if (r == 0)
		set_live_link(context, pf, change->to.on);
	return r;
}

static set_attr set_flag;
static int set_flag(struct apply_context *context, struct apply_pf *pf,
		    const struct change *change, const char **ret_ext_ack)
{
	return ethtool_set(context->kernel, context->arena, pf->live, change->pf_attr,
			   change->to.flags->items, ret_ext_ack);
}

static set_attr *const setters[PF_ATTR_COUNT] = {
	[PF_ATTR_MTU] = set_mtu,
	[PF_ATTR_LINK] = set_link,
	[PF_ATTR_PRIVATE_FLAGS] = set_flag,
	[PF_ATTR_FEATURES] = set_flag,
};

/* One message per change: there are few, and each may take its driver a while. */
static void send_change(struct apply_context *context, struct apply_pf *pf, size_t change)
{
	const struct change *planned = &pf->plan->changes[change];
	const char *ext_ack;
	int r = setters[planned->pf_attr](context, pf, planned, &ext_ack);

	if (r < 0)
		apply_refused(context, pf, change, r, ext_ack);
	else
		apply_done(context, pf, change, NULL);
}

static bool apply_stage(struct apply_context *context, struct apply_pf *pf,
			enum stage stage)
{
	APPLY_FOR_EACH_OPEN(i, pf, APPLY_STAGE(stage))
	{
		if (!apply_is_stopped(context) && may_go(context, pf, i))
			send_change(context, pf, i);
	}
	return true;
}

bool apply_pf_attrs(struct apply_context *context, struct apply_pf *pf)
{
	return apply_stage(context, pf, STAGE_PF_ATTR);
}

bool apply_link_up(struct apply_context *context, struct apply_pf *pf)
{
	return apply_stage(context, pf, STAGE_PF_UP);
}

bool apply_link_down(struct apply_context *context, struct apply_pf *pf)
{
	return apply_stage(context, pf, STAGE_PF_DOWN);
}
