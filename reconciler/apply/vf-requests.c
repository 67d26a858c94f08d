/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply/vf-requests.h"

#include "netlink/vf-netlink.h"

bool vf_request_is_rate(enum vf_attr attr)
{
	return attr == VF_ATTR_MIN_TX_RATE || attr == VF_ATTR_MAX_TX_RATE;
}

void vf_requests_append(struct apply_context *context, struct vf_requests *requests,
			struct vf_request *request)
{
	requests->items = arena_grow(context->arena, requests->items, requests->n,
				     sizeof(struct vf_request *));
	requests->items[requests->n++] = request;
}

struct vf_request *vf_requests_add(struct apply_context *context,
				   struct vf_requests *requests, struct apply_pf *pf,
				   unsigned int vf)
{
	struct vf_request *request = arena_alloc(context->arena, sizeof(*request));

	vf_requests_append(context, requests, request);
	request->pf = pf;
	request->vf = vf;
	for (int attr = 0; attr < VF_ATTR_COUNT; attr++)
		request->changes[attr] = NO_CHANGE;
	request->min_change = request->trust_change = NO_CHANGE;
	return request;
}

void vf_request_set(struct vf_request *request, size_t change)
{
	request->changes[request->pf->plan->changes[change].attr] = (int)change;
}

const struct change *vf_request_asked(const struct vf_request *request, enum vf_attr attr)
{
	return request->changes[attr] == NO_CHANGE
		       ? NULL
		       : &request->pf->plan->changes[request->changes[attr]];
}

bool vf_request_is_of_port(const struct vf_request *request)
{
	bool has_rate = false, has_other = false;

	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		bool is_asked = request->changes[attr] != NO_CHANGE;

		has_rate |= is_asked && vf_request_is_rate(attr);
		has_other |= is_asked && !vf_request_is_rate(attr) && attr != VF_ATTR_MAC;
	}
	return !has_other && (!has_rate || request->changes[VF_ATTR_MAC] == NO_CHANGE);
}

/* Both rates are in one netlink attribute, and a rate that is left out becomes 0. So send
 * the current value of a rate that does not change. */
struct nl_msg *vf_request_message(const struct vf_request *request)
{
	const struct observed_vf *now = &request->pf->live->vfs[request->vf];
	bool has_rate = vf_request_asked(request, VF_ATTR_MIN_TX_RATE) ||
			vf_request_asked(request, VF_ATTR_MAX_TX_RATE);
	struct field attrs[VF_ATTR_COUNT] = {0};

	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		const struct change *change = vf_request_asked(request, attr);

		if (change)
			attrs[attr] = (struct field){.set = true, .value = change->to};
		else if (has_rate && vf_request_is_rate(attr))
			attrs[attr] = (struct field){.set = true,
						     .value = now->attrs[attr].value};
	}
	return vf_netlink_set_request(request->pf->live->ifindex, request->vf, attrs);
}

/* A trusted VF may choose its MAC, so a MAC that was refused would no longer show as a
 * difference. */
void vf_request_skip_trust(struct apply_context *context, struct apply_pf *pf, int change)
{
	apply_skip(context, pf, (size_t)change, "the VF's MAC could not be set");
}

bool vf_request_gives_trust(const struct change *change)
{
	return change && change->attr == VF_ATTR_TRUST && change->to.on;
}

/* Whether the change `mac` was to set the VF's MAC and did not. */
static bool lacks_mac(const struct apply_pf *pf, const struct change *mac, int vf)
{
	enum outcome_status status;

	if (!mac || mac->vf != vf || mac_address_is_zero(mac->to.mac) ||
	    (mac->is_again && mac->block != BLOCK_NONE))
		return false;
	status = pf->outcomes[mac - pf->plan->changes].status;
	return status == OUTCOME_FAILED || status == OUTCOME_SKIPPED;
}

void vf_requests_collect(struct apply_context *context, struct vf_requests *requests,
			 struct apply_pf *pf, bool with_rates, bool with_others)
{
	struct vf_request *request = NULL;
	const struct change *mac = NULL;

	for (size_t i = 0; i < pf->plan->n_changes; i++) {
		const struct change *change = &pf->plan->changes[i];

		if (change->stage == STAGE_VF_ATTR && change->attr == VF_ATTR_MAC)
			mac = change;
		if (change->stage != STAGE_VF_ATTR || !apply_is_open(pf, i) ||
		    !(vf_request_is_rate(change->attr) ? with_rates : with_others))
			continue;
		if ((size_t)change->vf >= pf->live->n_vfs) {
			apply_skip(context, pf, i, "the VF is not there");
			continue;
		}
		if (vf_request_gives_trust(change) && lacks_mac(pf, mac, change->vf)) {
			vf_request_skip_trust(context, pf, (int)i);
			continue;
		}
		if (!request || request->vf != (unsigned int)change->vf)
			request = vf_requests_add(context, requests, pf,
						  (unsigned int)change->vf);
		vf_request_set(request, i);
	}
}

/* The pair of rates was refused: sends max_tx_rate first, with the current
 * min_tx_rate. */
static void split_rates(struct apply_context *context, const struct vf_request *request,
			int error, struct vf_requests *singles)
{
	struct vf_request *single =
		vf_requests_add(context, singles, request->pf, request->vf);

	vf_request_set(single, (size_t)request->changes[VF_ATTR_MAX_TX_RATE]);
	single->min_change = request->changes[VF_ATTR_MIN_TX_RATE];
	single->pair_error = error;
}

/* The error of a message does not say which attribute caused it, so each is sent again by
 * itself. */
bool vf_request_split(struct apply_context *context, const struct vf_request *request,
		      int error, struct vf_requests *singles)
{
	bool has_both = request->changes[VF_ATTR_MIN_TX_RATE] != NO_CHANGE &&
			request->changes[VF_ATTR_MAX_TX_RATE] != NO_CHANGE;
	const struct change *mac_change = vf_request_asked(request, VF_ATTR_MAC);
	bool trust_waits =
		mac_change && !mac_address_is_zero(mac_change->to.mac) &&
		vf_request_gives_trust(vf_request_asked(request, VF_ATTR_TRUST));
	struct vf_request *single = NULL, *mac = NULL;
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
			single = vf_requests_add(context, singles, request->pf,
						 request->vf);
		if (attr == VF_ATTR_MAC)
			mac = single;
		vf_request_set(single, (size_t)request->changes[attr]);
	}
	return true;
}

static bool lowers_min_rate(const struct vf_request *request)
{
	const struct change *min = vf_request_asked(request, VF_ATTR_MIN_TX_RATE);
	const struct field *now =
		&request->pf->live->vfs[request->vf].attrs[VF_ATTR_MIN_TX_RATE];

	return min && now->set && min->to.number < now->value.number;
}

/* Requests that lower min_tx_rate go first: the guaranteed rates must fit the link at any
 * time (ice_min_tx_rate_oversubscribed, drivers/net/ethernet/intel/ice/ice_sriov.c). */
struct vf_requests vf_requests_lower_first(struct apply_context *context,
					   struct vf_requests requests)
{
	struct vf_requests sorted = {0};
	bool lowers = false;

	for (size_t i = 0; i < requests.n && !lowers; i++)
		lowers = lowers_min_rate(requests.items[i]);
	if (!lowers)
		return requests;
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < requests.n; i++) {
			if (lowers_min_rate(requests.items[i]) == (pass == 0))
				vf_requests_append(context, &sorted, requests.items[i]);
		}
	}
	return sorted;
}
