/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <netlink/msg.h>
#include <string.h>

#include "apply/apply-internal.h"
#include "apply/vf-requests.h"
#include "model/in-use.h"
#include "netlink/devlink.h"
#include "observe/observe.h"

enum {
	BUSY_TIMEOUT_MS =
		5 * 1000,  /* i40e and ice return EAGAIN or EBUSY while a VF resets */
	SEND_AT_ONCE = 32, /* requests that are rechecked and sent together */
};

/* Decides on min_tx_rate after max_tx_rate was sent alone. If the kernel took
 * max_tx_rate, it refused the pair for min_tx_rate. If not, send min_tx_rate with the old
 * max_tx_rate, which was not tried yet. */
static void continue_rates(struct apply_context *context,
			   const struct vf_request *request,
			   const struct kernel_reply *reply, struct vf_requests *again)
{
	if (request->min_change == NO_CHANGE)
		return;
	if (reply->error == 0)
		apply_refused(context, request->pf, (size_t)request->min_change,
			      request->pair_error, NULL);
	else
		vf_request_set(vf_requests_add(context, again, request->pf, request->vf),
			       (size_t)request->min_change);
}

/* The MAC that `trust: on` waits for is settled: sends trust, or skips it without the
 * MAC. */
static void continue_trust(struct apply_context *context,
			   const struct vf_request *request, struct vf_requests *again)
{
	int mac = request->changes[VF_ATTR_MAC];

	if (request->trust_change == NO_CHANGE)
		return;
	if (request->pf->outcomes[mac].status == OUTCOME_DONE)
		vf_request_set(vf_requests_add(context, again, request->pf, request->vf),
			       (size_t)request->trust_change);
	else
		vf_request_skip_trust(context, request->pf, request->trust_change);
}

static void settle_request(struct apply_context *context,
			   const struct vf_request *request,
			   const struct kernel_reply *reply)
{
	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		int change = request->changes[attr];

		if (change == NO_CHANGE)
			continue;
		if (reply->error == 0)
			apply_done(context, request->pf, (size_t)change, NULL);
		else
			apply_refused(context, request->pf, (size_t)change, reply->error,
				      reply->ext_ack);
	}
}

static void set_by_port(struct apply_context *context, const struct vf_request *request,
			enum vf_attr attr)
{
	const struct change *change = vf_request_asked(request, attr);
	const struct observed_pf *pf = request->pf->live;
	const char *ext_ack;
	int r;

	if (!change)
		return;
	r = attr == VF_ATTR_MAC
		    ? devlink_set_vf_mac(context->kernel, context->arena, pf, request->vf,
					 change->to.mac, &ext_ack)
		    : devlink_set_vf_rate(context->kernel, context->arena, pf,
					  request->vf, attr, change->to.number, &ext_ack);
	if (r < 0)
		apply_refused(context, request->pf, (size_t)request->changes[attr], r,
			      ext_ack);
	else
		apply_done(context, request->pf, (size_t)request->changes[attr], NULL);
}

/* 0 is no limit. */
static bool raises_max_rate(const struct vf_request *request)
{
	const struct change *max = vf_request_asked(request, VF_ATTR_MAX_TX_RATE);
	uint32_t now = request->pf->live->vfs[request->vf]
			       .attrs[VF_ATTR_MAX_TX_RATE]
			       .value.number;

	return max && now > 0 && (max->to.number == 0 || max->to.number > now);
}

/* In switchdev mode a PF's netdev may refuse a VF's MAC and rates: they belong to the
 * VF's devlink port then (ef100_set_mac of sfc and devlink port function;
 * nsim_set_vf_rate and devlink rate). True if the request has only a MAC or only rates,
 * and is settled. */
static bool is_of_port(struct apply_context *context, const struct vf_request *request,
		       const struct kernel_reply *reply)
{
	const struct field *mode = &request->pf->live->attrs[PF_ATTR_ESWITCH_MODE];
	bool rises;

	if (reply->error != -EOPNOTSUPP || !mode->set ||
	    strcmp(mode->value.text, PF_ESWITCH_SWITCHDEV) != 0 ||
	    !vf_request_is_of_port(request))
		return false;
	/* min_tx_rate must not exceed max_tx_rate in between either. */
	rises = raises_max_rate(request);
	set_by_port(context, request, VF_ATTR_MAC);
	set_by_port(context, request, rises ? VF_ATTR_MAX_TX_RATE : VF_ATTR_MIN_TX_RATE);
	set_by_port(context, request, rises ? VF_ATTR_MIN_TX_RATE : VF_ATTR_MAX_TX_RATE);
	return true;
}

/* At most SEND_AT_ONCE requests. */
static int transact(struct apply_context *context, const struct vf_requests *requests,
		    struct kernel_reply *replies)
{
	struct nl_msg *msgs[SEND_AT_ONCE] = {0};
	int r = 0;

	for (size_t i = 0; i < requests->n && r == 0; i++) {
		msgs[i] = vf_request_message(requests->items[i]);
		if (!msgs[i])
			r = -ENOMEM;
	}
	if (r == 0)
		r = kernel_transact(context->kernel, KERNEL_ROUTE, context->arena, msgs,
				    replies, requests->n);
	else
		for (size_t i = 0; i < requests->n; i++)
			replies[i].error = r;
	for (size_t i = 0; i < requests->n; i++)
		nlmsg_free(msgs[i]);
	return r;
}

/* Whether the change to an existing VF might interrupt a user that it has found since the
 * plan. */
static bool needs_recheck(const struct change *change)
{
	return !change->is_new_vf &&
	       (change->impact != IMPACT_LIVE || change->attr == VF_ATTR_MAC ||
		change->attr == VF_ATTR_VLAN || change->attr == VF_ATTR_LINK_STATE);
}

/* The request's MAC was refused because the VF is in use, so `trust: on` has to wait
 * too. */
static void drop_trust(struct apply_context *context, struct vf_request *request)
{
	if (request->trust_change != NO_CHANGE)
		vf_request_skip_trust(context, request->pf, request->trust_change);
	request->trust_change = NO_CHANGE;
	if (!vf_request_gives_trust(vf_request_asked(request, VF_ATTR_TRUST)))
		return;
	vf_request_skip_trust(context, request->pf, request->changes[VF_ATTR_TRUST]);
	request->changes[VF_ATTR_TRUST] = NO_CHANGE;
}

/* Looks at the VF's users again, right before the VF is reset or gets another MAC, VLAN
 * or link state, and drops changes that would interrupt them. False if the request is
 * empty then. */
static bool recheck(struct apply_context *context, struct vf_request *request)
{
	struct observed_vf now = {.index = request->vf};
	bool has_looked = false, is_left = false;

	/* netdevsim's VFs have no device that somebody could use. */
	if (!request->pf->live->has_pci)
		return true;
	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		const struct change *change = vf_request_asked(request, attr);
		const char *by;

		if (!change)
			continue;
		is_left = true;
		if (!needs_recheck(change))
			continue;
		if (!has_looked)
			apply_look(context, request->pf, &now);
		has_looked = true;
		by = apply_user(context, request->pf, &now, change);
		if (!by)
			continue;
		apply_in_use(context, request->pf, (size_t)request->changes[attr],
			     apply_user_text(context, request->pf->live, &now, by));
		request->changes[attr] = NO_CHANGE;
		if (attr == VF_ATTR_MAC && !mac_address_is_zero(change->to.mac))
			drop_trust(context, request);
	}
	for (int attr = 0; attr < VF_ATTR_COUNT && is_left; attr++) {
		if (request->changes[attr] != NO_CHANGE)
			return true;
	}
	return false;
}

/* Sends up to SEND_AT_ONCE requests, from `first` on. Busy requests go to `busy`, the
 * parts of failed ones that can be split go to `parts`, and the rest is settled. */
static void send_batch(struct apply_context *context, const struct vf_requests *all,
		       size_t first, bool may_repeat, struct vf_requests *busy,
		       struct vf_requests *parts)
{
	struct kernel_reply replies[SEND_AT_ONCE] = {0};
	struct vf_requests batch = {0};

	apply_look_anew(context, SEND_AT_ONCE);
	for (size_t i = first; i < all->n && i < first + SEND_AT_ONCE; i++) {
		if (recheck(context, all->items[i]))
			vf_requests_append(context, &batch, all->items[i]);
	}
	transact(context, &batch, replies);
	for (size_t i = 0; i < batch.n; i++) {
		struct vf_request *request = batch.items[i];
		int error = replies[i].error;
		bool is_settled;

		/* EINTR: the kernel acknowledges nothing then (netlink_rcv_skb). */
		if ((error == -EAGAIN || error == -EBUSY || error == -EINTR) &&
		    may_repeat) {
			vf_requests_append(context, busy, request);
			continue;
		}
		is_settled = is_of_port(context, request, &replies[i]);
		if (is_settled || error == 0 ||
		    !vf_request_split(context, request, error, parts)) {
			if (!is_settled)
				settle_request(context, request, &replies[i]);
			continue_rates(context, request, &replies[i], parts);
			continue_trust(context, request, parts);
		}
	}
}

/* Sends the PF's requests: splits those that fail, settles the rest, and leaves busy ones
 * for the next turn. True if none is left or the run was stopped. */
static bool send_requests(struct apply_context *context, struct apply_pf *pf)
{
	bool may_repeat = kernel_now_ms(context->kernel) < pf->deadline;
	struct vf_requests requests = vf_requests_lower_first(context, *pf->requests),
			   busy = {0};

	while (requests.n > 0) {
		struct vf_requests parts = {0};

		for (size_t i = 0; i < requests.n; i += SEND_AT_ONCE) {
			if (apply_is_stopped(context))
				return true;
			send_batch(context, &requests, i, may_repeat, &busy, &parts);
			apply_pause(context);
		}
		requests = parts;
	}
	*pf->requests = busy;
	return busy.n == 0;
}

static bool has_carrier(struct apply_context *context, const struct apply_pf *pf)
{
	long carrier = 0;

	/* EINVAL while the interface is down (carrier_show, net/core/net-sysfs.c). */
	return kernel_read_number(context->kernel, &carrier, "class/net/%s/carrier",
				  pf->live->netdev) == 0 &&
	       carrier == 1;
}

/* A PF that is administratively down gets no carrier. */
static bool may_get_carrier(const struct apply_pf *pf)
{
	return observed_pf_is_up(pf->live);
}

static bool has_open_rates(const struct apply_pf *pf)
{
	APPLY_FOR_EACH_OPEN(i, pf, APPLY_STAGE(STAGE_VF_ATTR))
	{
		if (vf_request_is_rate(pf->plan->changes[i].attr))
			return true;
	}
	return false;
}

static void begin(struct apply_context *context, struct apply_pf *pf, bool with_rates,
		  bool with_others)
{
	pf->requests = arena_alloc(context->arena, sizeof(*pf->requests));
	vf_requests_collect(context, pf->requests, pf, with_rates, with_others);
}

/* A VF that was created, or whose eswitch mode changed, may already have a wanted
 * value. */
static void settle_already(struct apply_context *context, struct apply_pf *pf)
{
	APPLY_FOR_EACH_OPEN(i, pf, APPLY_STAGE(STAGE_VF_ATTR))
	{
		const struct change *change = &pf->plan->changes[i];

		if ((size_t)change->vf < pf->live->n_vfs &&
		    observed_vf_has(&pf->live->vfs[change->vf], change->attr, change->to))
			apply_already(context, pf, i);
	}
}

/* Leaves rates to apply_rates if the driver may need carrier for them: a refused rate
 * would stop the rest of its message (do_setvfinfo stops at the first error). */
bool apply_attrs(struct apply_context *context, struct apply_pf *pf)
{
	if (apply_begins(context, pf, BUSY_TIMEOUT_MS)) {
		settle_already(context, pf);
		begin(context, pf,
		      pf->plan->rate_any_link ||
			      (has_open_rates(pf) && has_carrier(context, pf)),
		      true);
	}
	return send_requests(context, pf);
}

/* Rates that waited for carrier. */
bool apply_rates(struct apply_context *context, struct apply_pf *pf)
{
	if (apply_begins(context, pf, context->options->carrier_timeout_ms)) {
		pf->requests = NULL;
		if (!has_open_rates(pf))
			return true;
		if (may_get_carrier(pf) && !has_carrier(context, pf))
			apply_wait_for(context, "%s: waiting for carrier, to set rates",
				       pf->plan->desired->name);
	}
	if (!pf->requests) {
		if (may_get_carrier(pf) && !has_carrier(context, pf) &&
		    !apply_is_over(context, pf))
			return false;
		begin(context, pf, true, false);
		pf->deadline = kernel_now_ms(context->kernel) + BUSY_TIMEOUT_MS;
	}
	return send_requests(context, pf);
}
