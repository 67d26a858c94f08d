/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which RTM_SETLINK messages the changes of VFs make: one per VF, in parts where that was
 * refused. */
#pragma once

#include "apply/apply-internal.h"

struct nl_msg;

enum {
	NO_CHANGE = -1
};

/* One RTM_SETLINK to be: what differs on one VF. */
struct vf_request {
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

struct vf_requests {
	struct vf_request **items;
	size_t n;
};

bool vf_request_is_rate(enum vf_attr attr);

/* Whether all that it asks for is the MAC, or is rates: what a VF's port may have. */
bool vf_request_is_of_port(const struct vf_request *request);

void vf_requests_append(struct apply_context *context, struct vf_requests *requests,
			struct vf_request *request);

/* A request that asks for nothing yet. */
struct vf_request *vf_requests_add(struct apply_context *context,
				   struct vf_requests *requests, struct apply_pf *pf,
				   unsigned int vf);

/* Lets it ask for what the change, an index of the PF's, is to. */
void vf_request_set(struct vf_request *request, size_t change);

/* What it asks of one attribute; NULL: nothing. */
const struct change *vf_request_asked(const struct vf_request *request,
				      enum vf_attr attr);

/* Freed by nlmsg_free; NULL: out of memory. */
struct nl_msg *vf_request_message(const struct vf_request *request);

bool vf_request_gives_trust(const struct change *change);
void vf_request_skip_trust(struct apply_context *context, struct apply_pf *pf,
			   int change);

/* The open changes of a PF, a request per VF; settles those that cannot go. */
void vf_requests_collect(struct apply_context *context, struct vf_requests *requests,
			 struct apply_pf *pf, bool with_rates, bool with_others);

/* Adds the parts of one that was refused with `error` to `singles`; false where it has
 * none. */
bool vf_request_split(struct apply_context *context, const struct vf_request *request,
		      int error, struct vf_requests *singles);

/* In the order in which guaranteed rates fit the link at any time. */
struct vf_requests vf_requests_lower_first(struct apply_context *context,
					   struct vf_requests requests);
