/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <netlink/msg.h>
#include <string.h>

#include "apply/apply-internal.h"
#include "model/in-use.h"
#include "observe/devlink.h"
#include "observe/observe.h"
#include "observe/vf-netlink.h"

enum {
	BUSY_TIMEOUT_MS =
		5 * 1000,  /* i40e and ice answer EAGAIN, EBUSY while a VF resets */
	SEND_AT_ONCE = 32, /* what is looked at once more, and then sent, together */
	NO_CHANGE = -1,
};

/* One RTM_SETLINK to be: what differs on one VF. */
struct request {
	struct apply_pf *pf;
	unsigned int vf;
	int changes[VF_ATTR_COUNT]; /* index of the change, or NO_CHANGE */
	/* The highest rate alone, since both together were refused: the change of the
	 * lowest, and that refusal. NO_CHANGE otherwise. */
	int min_change;
	int pair_error;
	/* Of a MAC alone: `trust: on`, which waits for it. NO_CHANGE otherwise. */
	int trust_change;
};

struct requests {
	struct request **items;
	size_t n;
};

static bool is_rate(enum vf_attr attr)
{
	return attr == VF_ATTR_MIN_TX_RATE || attr == VF_ATTR_MAX_TX_RATE;
}

static void append(struct apply_context *context, struct requests *requests,
		   struct request *request)
{
	requests->items = arena_grow(context->arena, requests->items, requests->n,
				     sizeof(struct request *));
	requests->items[requests->n++] = request;
}

static struct request *add_request(struct apply_context *context,
				   struct requests *requests, struct apply_pf *pf,
				   unsigned int vf)
{
	struct request *request = arena_alloc(context->arena, sizeof(*request));

	append(context, requests, request);
	request->pf = pf;
	request->vf = vf;
	for (int attr = 0; attr < VF_ATTR_COUNT; attr++)
		request->changes[attr] = NO_CHANGE;
	request->min_change = request->trust_change = NO_CHANGE;
	return request;
}

static void set_attr(struct request *request, size_t change)
{
	request->changes[request->pf->plan->changes[change].attr] = (int)change;
}

/* What the request asks of one attribute; NULL: nothing. */
static const struct change *asked(const struct request *request, enum vf_attr attr)
{
	return request->changes[attr] == NO_CHANGE
		       ? NULL
		       : &request->pf->plan->changes[request->changes[attr]];
}

/* Both rates travel together, and one alone would set the other to 0: the one that is not
 * to change is sent as it is. */
static struct nl_msg *new_message(const struct request *request)
{
	const struct observed_vf *now = &request->pf->live->vfs[request->vf];
	bool has_rate = asked(request, VF_ATTR_MIN_TX_RATE) ||
			asked(request, VF_ATTR_MAX_TX_RATE);
	struct field attrs[VF_ATTR_COUNT] = {0};

	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		const struct change *change = asked(request, attr);

		if (change)
			attrs[attr] = (struct field){.set = true, .value = change->to};
		else if (has_rate && is_rate(attr))
			attrs[attr] = (struct field){.set = true,
						     .value = now->attrs[attr].value};
	}
	return vf_netlink_set_request(request->pf->live->ifindex, request->vf, attrs);
}

/* Once trusted the VF may choose its MAC, and that another one was refused would be no
 * difference any more. */
static void skip_trust(struct apply_context *context, struct apply_pf *pf, int change)
{
	apply_skip(context, pf, (size_t)change, "the VF's MAC could not be set");
}

static bool gives_trust(const struct change *change)
{
	return change && change->attr == VF_ATTR_TRUST && change->to.on;
}

/* Whether a change is to give the VF a MAC and did not. */
static bool lacks_mac(const struct apply_pf *pf, const struct change *mac, int vf)
{
	enum outcome_status status;

	if (!mac || mac->vf != vf || mac_address_is_zero(mac->to.mac) ||
	    (mac->is_again && mac->block != BLOCK_NONE))
		return false;
	status = pf->outcomes[mac - pf->plan->changes].status;
	return status == OUTCOME_FAILED || status == OUTCOME_SKIPPED;
}

/* The open changes of a PF, a request per VF, for which `is_wanted` holds. */
static void collect(struct apply_context *context, struct requests *requests,
		    struct apply_pf *pf, bool with_rates, bool with_others)
{
	struct request *request = NULL;
	const struct change *mac = NULL;

	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		const struct change *change = &pf->plan->changes[i];

		if (change->kind == CHANGE_VF_ATTR && change->attr == VF_ATTR_MAC)
			mac = change;
		if (change->kind != CHANGE_VF_ATTR || !apply_is_open(pf, i) ||
		    !(is_rate(change->attr) ? with_rates : with_others))
			continue;
		if ((size_t)change->vf >= pf->live->n_vfs) {
			apply_skip(context, pf, i, "the VF is not there");
			continue;
		}
		if (gives_trust(change) && lacks_mac(pf, mac, change->vf)) {
			skip_trust(context, pf, (int)i);
			continue;
		}
		if (!request || request->vf != (unsigned int)change->vf)
			request = add_request(context, requests, pf,
					      (unsigned int)change->vf);
		set_attr(request, i);
	}
}

/* Rates that were refused together: the highest goes alone first, with the lowest as it
 * is. */
static void split_rates(struct apply_context *context, const struct request *request,
			int error, struct requests *singles)
{
	struct request *single = add_request(context, singles, request->pf, request->vf);

	set_attr(single, (size_t)request->changes[VF_ATTR_MAX_TX_RATE]);
	single->min_change = request->changes[VF_ATTR_MIN_TX_RATE];
	single->pair_error = error;
}

/* A message that failed does not say at which attribute: each goes again by itself. True
 * where there were several. */
static bool split(struct apply_context *context, const struct request *request, int error,
		  struct requests *singles)
{
	bool has_both = request->changes[VF_ATTR_MIN_TX_RATE] != NO_CHANGE &&
			request->changes[VF_ATTR_MAX_TX_RATE] != NO_CHANGE;
	const struct change *mac_change = asked(request, VF_ATTR_MAC);
	bool trust_waits = mac_change && !mac_address_is_zero(mac_change->to.mac) &&
			   gives_trust(asked(request, VF_ATTR_TRUST));
	struct request *single = NULL, *mac = NULL;
	size_t n = 0;

	for (int attr = 0; attr < VF_ATTR_COUNT; attr++)
		n += request->changes[attr] != NO_CHANGE;
	if (n == 2 && has_both) {
		split_rates(context, request, error, singles);
		return true;
	}
	if (n < 2)
		return false;
	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		if (request->changes[attr] == NO_CHANGE)
			continue;
		if (attr == VF_ATTR_TRUST && trust_waits) {
			mac->trust_change = request->changes[attr];
			continue;
		}
		/* The rates stay together, and are neighbours in the table. */
		if (!(has_both && attr == VF_ATTR_MAX_TX_RATE))
			single = add_request(context, singles, request->pf, request->vf);
		if (attr == VF_ATTR_MAC)
			mac = single;
		set_attr(single, (size_t)request->changes[attr]);
	}
	return true;
}

/* What comes of the lowest rate, once it is known whether the highest goes alone:
 * together they were refused already, and with the old highest it was not tried. */
static void continue_rates(struct apply_context *context, const struct request *request,
			   const struct kernel_reply *reply, struct requests *again)
{
	if (request->min_change == NO_CHANGE)
		return;
	if (reply->error == 0)
		apply_refused(context, request->pf, (size_t)request->min_change,
			      request->pair_error, NULL);
	else
		set_attr(add_request(context, again, request->pf, request->vf),
			 (size_t)request->min_change);
}

/* The MAC that trust waits for is settled. */
static void continue_trust(struct apply_context *context, const struct request *request,
			   struct requests *again)
{
	int mac = request->changes[VF_ATTR_MAC];

	if (request->trust_change == NO_CHANGE)
		return;
	if (request->pf->outcomes[mac].status == OUTCOME_DONE)
		set_attr(add_request(context, again, request->pf, request->vf),
			 (size_t)request->trust_change);
	else
		skip_trust(context, request->pf, request->trust_change);
}

static void settle_request(struct apply_context *context, const struct request *request,
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

/* Where the PF's netdev does not take a VF's MAC, in switchdev mode, it belongs to the
 * function behind the VF's port (ef100_set_mac of sfc, and devlink port function). True
 * where the MAC was all that the request asks for, and is settled. */
static bool set_mac_of_port(struct apply_context *context, const struct request *request,
			    const struct kernel_reply *reply)
{
	const struct field *mode = &request->pf->live->attrs[PF_ATTR_ESWITCH_MODE];
	const struct change *mac = asked(request, VF_ATTR_MAC);
	int change = request->changes[VF_ATTR_MAC];
	const char *ext_ack;
	int r;

	if (reply->error != -EOPNOTSUPP || !mac || !mode->set ||
	    strcmp(mode->value.text, PF_ESWITCH_SWITCHDEV) != 0)
		return false;
	r = devlink_set_vf_mac(context->kernel, context->arena, request->pf->live,
			       request->vf, mac->to.mac, &ext_ack);
	if (r < 0)
		apply_refused(context, request->pf, (size_t)change, r, ext_ack);
	else
		apply_done(context, request->pf, (size_t)change, NULL);
	return true;
}

static bool lowers_min_rate(const struct request *request)
{
	const struct change *min = asked(request, VF_ATTR_MIN_TX_RATE);
	const struct field *now =
		&request->pf->live->vfs[request->vf].attrs[VF_ATTR_MIN_TX_RATE];

	return min && now->set && min->to.number < now->value.number;
}

/* What gives back guaranteed rate goes first: together they must fit the link at any time
 * (ice_min_tx_rate_oversubscribed, drivers/net/ethernet/intel/ice/ice_sriov.c). */
static struct requests lower_first(struct apply_context *context,
				   struct requests requests)
{
	struct requests sorted = {0};
	bool lowers = false;

	for (size_t i = 0; i < requests.n && !lowers; i++)
		lowers = lowers_min_rate(requests.items[i]);
	if (!lowers)
		return requests;
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < requests.n; i++) {
			if (lowers_min_rate(requests.items[i]) == (pass == 0))
				append(context, &sorted, requests.items[i]);
		}
	}
	return sorted;
}

/* At most SEND_AT_ONCE requests. */
static int transact(struct apply_context *context, const struct requests *requests,
		    struct kernel_reply *replies)
{
	struct nl_msg *msgs[SEND_AT_ONCE] = {0};
	int r = 0;

	for (size_t i = 0; i < requests->n && r == 0; i++) {
		msgs[i] = new_message(requests->items[i]);
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

/* Whether a change to a VF that was there before would interrupt whoever has it by now.
 */
static bool needs_recheck(const struct change *change)
{
	return !change->is_new_vf &&
	       (change->impact != IMPACT_LIVE || change->attr == VF_ATTR_MAC ||
		change->attr == VF_ATTR_VLAN || change->attr == VF_ATTR_LINK_STATE);
}

/* The request's MAC has to wait, and `trust: on` with it. */
static void drop_trust(struct apply_context *context, struct request *request)
{
	if (request->trust_change != NO_CHANGE)
		skip_trust(context, request->pf, request->trust_change);
	request->trust_change = NO_CHANGE;
	if (!gives_trust(asked(request, VF_ATTR_TRUST)))
		return;
	skip_trust(context, request->pf, request->changes[VF_ATTR_TRUST]);
	request->changes[VF_ATTR_TRUST] = NO_CHANGE;
}

/* Looks once more at who uses the VF, right before it is reset or gets another MAC, VLAN
 * or link state, and takes out what has to wait. False where nothing is left of the
 * request. */
static bool recheck(struct apply_context *context, struct request *request)
{
	struct observed_vf now = {.index = request->vf};
	bool has_looked = false, is_left = false;

	/* netdevsim's VFs have no device that somebody could have. */
	if (!request->pf->live->has_pci)
		return true;
	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		const struct change *change = asked(request, attr);
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

/* A few requests at once. What is busy goes to `busy`, what failed together and may go in
 * parts to `parts`, and the rest is settled. */
static void send_batch(struct apply_context *context, const struct requests *all,
		       size_t first, bool may_repeat, struct requests *busy,
		       struct requests *parts)
{
	struct kernel_reply replies[SEND_AT_ONCE] = {0};
	struct requests batch = {0};

	apply_look_anew(context, SEND_AT_ONCE);
	for (size_t i = first; i < all->n && i < first + SEND_AT_ONCE; i++) {
		if (recheck(context, all->items[i]))
			append(context, &batch, all->items[i]);
	}
	transact(context, &batch, replies);
	for (size_t i = 0; i < batch.n; i++) {
		struct request *request = batch.items[i];
		int error = replies[i].error;

		/* EINTR: the kernel acknowledges nothing then (netlink_rcv_skb). */
		if ((error == -EAGAIN || error == -EBUSY || error == -EINTR) &&
		    may_repeat) {
			append(context, busy, request);
		} else if (error == 0 || !split(context, request, error, parts)) {
			if (!set_mac_of_port(context, request, &replies[i]))
				settle_request(context, request, &replies[i]);
			continue_rates(context, request, &replies[i], parts);
			continue_trust(context, request, parts);
		}
	}
}

/* Sends the PF's requests; splits what fails, settles the rest, and leaves what is busy
 * for the next turn. True where nothing is left. */
static bool send_requests(struct apply_context *context, struct apply_pf *pf)
{
	bool may_repeat = kernel_now_ms(context->kernel) < pf->deadline;
	struct requests requests = lower_first(context, *pf->requests), busy = {0};

	while (requests.n > 0) {
		struct requests parts = {0};

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

/* No carrier comes while the PF is administratively down. */
static bool may_get_carrier(const struct apply_pf *pf)
{
	return pf->live->link;
}

static bool has_open_rates(const struct apply_pf *pf)
{
	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		if (pf->plan->changes[i].kind == CHANGE_VF_ATTR &&
		    is_rate(pf->plan->changes[i].attr) && apply_is_open(pf, i))
			return true;
	}
	return false;
}

static void begin(struct apply_context *context, struct apply_pf *pf, bool with_rates,
		  bool with_others)
{
	pf->requests = arena_alloc(context->arena, sizeof(*pf->requests));
	collect(context, pf->requests, pf, with_rates, with_others);
}

/* A rate that cannot be taken without carrier would stop the rest of its message
 * (do_setvfinfo stops at the first error), so it may have to wait for the next stage. */
bool apply_attrs(struct apply_context *context, struct apply_pf *pf)
{
	if (apply_begins(context, pf, BUSY_TIMEOUT_MS))
		begin(context, pf,
		      pf->plan->rate_any_link ||
			      (has_open_rates(pf) && has_carrier(context, pf)),
		      true);
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
