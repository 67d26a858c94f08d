/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/default-routes.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <sys/socket.h>

#include "netlink/vf-netlink.h"
#include "support/guard.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

struct ways {
	const struct observed_pf *pf;
	bool by_pf, by_others;
};

static bool is_of_pf(const struct observed_pf *pf, int ifindex)
{
	for (size_t i = 0; i < pf->n_other_netdevs; i++) {
		if (pf->other_netdevs[i].ifindex == ifindex)
			return true;
	}
	return pf->ifindex == ifindex;
}

static void add_way(struct ways *ways, int ifindex, unsigned int flags)
{
	if (is_of_pf(ways->pf, ifindex))
		ways->by_pf = true;
	else if (!(flags & (RTNH_F_DEAD | RTNH_F_LINKDOWN)))
		ways->by_others = true;
}

static void add_route(struct ways *ways, struct nlmsghdr *message)
{
	const struct rtmsg *route = nlmsg_data(message);
	const struct rtnexthop *hop = NULL;
	struct nlattr *oif, *multipath;

	if (message->nlmsg_type != RTM_NEWROUTE ||
	    !nlmsg_valid_hdr(message, sizeof(*route)) ||
	    (route->rtm_family != AF_INET && route->rtm_family != AF_INET6) ||
	    route->rtm_dst_len != 0 || route->rtm_table != RT_TABLE_MAIN ||
	    route->rtm_type != RTN_UNICAST || route->rtm_flags & RTM_F_CLONED)
		return;
	oif = nlmsg_find_attr(message, sizeof(*route), RTA_OIF);
	multipath = nlmsg_find_attr(message, sizeof(*route), RTA_MULTIPATH);
	if (oif && nla_len(oif) >= 4)
		add_way(ways, (int)nla_get_u32(oif), route->rtm_flags);
	while (multipath && (hop = vf_netlink_next_hop(multipath, hop)))
		add_way(ways, hop->rtnh_ifindex, hop->rtnh_flags);
	/* The kernel may report a next hop object without its netdev
	 * (nexthop_compat_mode, fib_dump_info, net/ipv4/fib_semantics.c). */
	if (!oif && !multipath)
		ways->by_pf = true;
}

int default_routes_need_pf(struct kernel *kernel, const struct observed_pf *pf,
			   bool *ret_is_only)
{
	_cleanup_(guard_msg) struct nl_msg *msg = vf_netlink_route_request(0);
	struct kernel_reply reply = {0};
	struct ways ways = {.pf = pf};
	struct arena scratch; /* a router has a million routes */
	int r;

	arena_init(&scratch);
	r = kernel_ask(kernel, KERNEL_ROUTE, &scratch, msg, &reply);
	for (size_t i = 0; r == 0 && i < reply.n_messages; i++)
		add_route(&ways, reply.messages[i]);
	arena_done(&scratch);
	if (r == 0)
		*ret_is_only = ways.by_pf && !ways.by_others;
	return r;
}
