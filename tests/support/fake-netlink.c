/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fake kernel's netlink: which part of it answers a request. */
#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <netlink/msg.h>
#include <string.h>

#include "fake-parts.h"

void fake_netlink_add_reply(struct arena *arena, struct nl_msg *msg,
			    struct kernel_reply *reply)
{
	struct nlmsghdr *copy = arena_alloc(arena, nlmsg_hdr(msg)->nlmsg_len);

	memcpy(copy, nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	nlmsg_free(msg);
	reply->message = copy;
	reply->messages = arena_grow(arena, reply->messages, reply->n_messages,
				     sizeof(*reply->messages));
	reply->messages[reply->n_messages++] = copy;
}

int fake_transact(void *self, enum kernel_protocol protocol, struct arena *arena,
		  struct nl_msg *const *requests, struct kernel_reply *replies, size_t n)
{
	struct fake_kernel *fake = self;

	if (protocol == KERNEL_DEVLINK)
		return fake_devlink(fake, arena, requests, replies, n);
	if (protocol == KERNEL_ETHTOOL)
		return fake_ethtool(fake, arena, requests, replies, n);
	if (protocol == KERNEL_SOCK_DIAG) {
		replies->error = fake_sock_diag(fake, arena, replies);
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		struct nlmsghdr *request = nlmsg_hdr(requests[i]);
		bool is_link = request->nlmsg_type == RTM_GETLINK ||
			       request->nlmsg_type == RTM_SETLINK;
		struct fake_pf *pf = is_link ? fake_rtnl_link_find(fake, request) : NULL;
		struct ifinfomsg *link = nlmsg_data(request);
		struct fake_pf *vf_pf;
		struct fake_vf *vf =
			is_link ? fake_rtnl_link_find_vf(fake, link->ifi_index, &vf_pf)
				: NULL;

		if (request->nlmsg_type == RTM_GETNSID ||
		    request->nlmsg_type == RTM_NEWNSID ||
		    (request->nlmsg_type == RTM_GETLINK &&
		     request->nlmsg_flags & NLM_F_DUMP))
			replies[i].error = fake_netns(fake, arena, request, &replies[i]);
		else if (vf && request->nlmsg_type == RTM_GETLINK)
			replies[i].error = fake_rtnl_link_get_vf(
				fake, arena, vf, link->ifi_index, &replies[i]);
		else if (vf)
			replies[i].error =
				fake_rtnl_link_set_vf(fake, vf_pf, vf, request);
		else if (request->nlmsg_type == RTM_GETADDR)
			replies[i].error = fake_rtnl_routes_get_address(
				fake, arena, request, &replies[i]);
		else if (request->nlmsg_type == RTM_GETROUTE)
			replies[i].error =
				fake_rtnl_routes_get(fake, arena, request, &replies[i]);
		else if (!pf)
			replies[i].error = -ENODEV;
		else if (request->nlmsg_type == RTM_GETLINK &&
			 fake_begin(fake, false, "getlink %s", pf->netdev) != FAKE_GOES)
			replies[i].error = -fake->fault_error;
		else if (request->nlmsg_type == RTM_GETLINK && pf->fails_get_link)
			replies[i].error = -pf->fails_get_link;
		else if (request->nlmsg_type == RTM_GETLINK)
			replies[i].error =
				fake_rtnl_link_get(fake, arena, pf, &replies[i]);
		else
			replies[i].error = fake_rtnl_link_set(fake, pf, request);
	}
	return 0;
}
