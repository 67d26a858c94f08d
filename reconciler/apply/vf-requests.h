/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Turns changes of VFs into RTM_SETLINK messages: one per VF, or several after a
 * refusal. */
#pragma once

#include "apply/apply-internal.h"

struct nl_msg;

enum {
	NO_CHANGE = -1
};

/* The changes of one VF that go into one RTM_SETLINK message. */
struct vf_request {
	struct apply_pf *pf;
	unsigned int vf;
	int changes[VF_ATTR_COUNT]; /* index of the change, or NO_CHANGE */
	/* If max_tx_rate goes alone after the pair was refused: the change of
	 * min_tx_rate, and the error for the pair. NO_CHANGE otherwise. */
	int min_change;
	int pair_error;
	/* If the MAC goes alone: the change `trust: on` that waits for it. NO_CHANGE
	 * otherwise. */
	int trust_change;
};

struct vf_requests {
	struct vf_request **items;
	size_t n;
};

bool vf_request_is_rate(enum vf_attr attr);

/* Whether it has only the MAC or only rates, which a VF's devlink port may take. */
bool vf_request_is_of_port(const struct vf_request *request);

void vf_requests_append(struct apply_context *context, struct vf_requests *requests,
			struct vf_request *request);

/* Adds an empty request. */
struct vf_request *vf_requests_add(struct apply_context *context,
				   struct vf_requests *requests, struct apply_pf *pf,
				   unsigned int vf);

/* Adds a change, given by its index in the PF's plan, to the request. */
void vf_request_set(struct vf_request *request, size_t change);

/* The request's change of one attribute; NULL if it has none. */
const struct change *vf_request_asked(const struct vf_request *request,
				      enum vf_attr attr);

/* Builds the message; the caller frees it with nlmsg_free. NULL: out of memory. */
struct nl_msg *vf_request_message(const struct vf_request *request);

bool vf_request_gives_trust(const struct change *change);
void vf_request_skip_trust(struct apply_context *context, struct apply_pf *pf,
			   int change);

/* Collects the open changes of a PF, one request per VF: rates if `with_rates`, other
 * attributes if `with_others`. Settles those that cannot be sent. */
void vf_requests_collect(struct apply_context *context, struct vf_requests *requests,
			 struct apply_pf *pf, bool with_rates, bool with_others);

/* Adds the parts of a request that was refused with `error` to `singles`; false if it has
 * only one. */
bool vf_request_split(struct apply_context *context, const struct vf_request *request,
		      int error, struct vf_requests *singles);

/* Sorts requests so that the guaranteed rates fit the link at any time. */
struct vf_requests vf_requests_lower_first(struct apply_context *context,
					   struct vf_requests requests);
