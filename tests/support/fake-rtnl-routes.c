/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fake kernel's addresses and routes: RTM_GETADDR and RTM_GETROUTE. */
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#include "fake-parts.h"

enum {
	LINK_ADDRESS = 2
};

static struct fake_pf *find_second(struct fake_kernel *fake, int ifindex)
{
	for (size_t i = 0; i < fake->n_pfs; i++) {
		if (fake->pfs[i].second_netdev[0] &&
		    fake_second_ifindex(&fake->pfs[i]) == ifindex)
			return &fake->pfs[i];
	}
	return NULL;
}

static void add_address(struct arena *arena, uint32_t ifindex, uint8_t last,
			struct kernel_reply *reply)
{
	struct ifaddrmsg address = {
		.ifa_family = AF_INET,
		.ifa_index = ifindex,
		.ifa_scope = last == LINK_ADDRESS ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE};
	const uint8_t local[] = {192, 0, 2, last};
	struct nl_msg *msg = nlmsg_alloc();

	nlmsg_put(msg, 0, 0, RTM_NEWADDR, 0, 0);
	nlmsg_append(msg, &address, sizeof(address), NLMSG_ALIGNTO);
	nla_put(msg, IFA_LOCAL, sizeof(local), local);
	fake_netlink_add_reply(arena, msg, reply);
}

/* inet6_fill_ifaddr, of an address that addrconf_prefix_rcv made. */
static void add_autoconf(struct arena *arena, uint32_t ifindex,
			 struct kernel_reply *reply)
{
	struct ifaddrmsg address = {.ifa_family = AF_INET6, .ifa_index = ifindex};
	const uint8_t text[16] = {0x20, 0x01, 0x0d, 0xb8, [15] = (uint8_t)ifindex};
	struct nl_msg *msg = nlmsg_alloc();

	nlmsg_put(msg, 0, 0, RTM_NEWADDR, 0, 0);
	nlmsg_append(msg, &address, sizeof(address), NLMSG_ALIGNTO);
	nla_put(msg, IFA_ADDRESS, sizeof(text), text);
	nla_put_u8(msg, IFA_PROTO, IFAPROT_KERNEL_RA);
	fake_netlink_add_reply(arena, msg, reply);
}

/* Whether it is the number of a netdev that has gone to another namespace. */
static bool miss_link(struct fake_kernel *fake, int ifindex)
{
	for (size_t i = 0; i < fake->n_pfs; i++) {
		for (int v = 0; v < fake->pfs[i].numvfs; v++) {
			struct fake_vf *vf = &fake->pfs[i].vfs[v];

			if (vf->in_netns && fake_vf_ifindex(&fake->pfs[i], vf) == ifindex)
				return vf->was_missed = true;
		}
	}
	return false;
}

int fake_rtnl_routes_get_address(struct fake_kernel *fake, struct arena *arena,
				 struct nlmsghdr *request, struct kernel_reply *reply)
{
	const struct ifaddrmsg *wanted = nlmsg_data(request);
	const struct fake_pf *pf, *second;
	struct fake_pf *vf_pf;
	const struct fake_vf *vf;

	if (fake_begin(fake, false, "getaddr %u", wanted->ifa_index) != FAKE_GOES)
		return -fake->fault_error;
	pf = fake_rtnl_link_find_pf(fake, (int)wanted->ifa_index);
	vf = fake_rtnl_link_find_vf(fake, (int)wanted->ifa_index, &vf_pf);
	second = find_second(fake, (int)wanted->ifa_index);
	if (pf && pf->has_address)
		add_address(arena, wanted->ifa_index, 9, reply);
	if (pf && pf->has_autoconf)
		add_autoconf(arena, wanted->ifa_index, reply);
	if (second && second->second_has_address)
		add_address(arena, wanted->ifa_index, 10, reply);
	if (vf && vf->has_address)
		add_address(arena, wanted->ifa_index, 1, reply);
	if (vf && vf->has_link_address)
		add_address(arena, wanted->ifa_index, LINK_ADDRESS, reply);
	/* inet_dump_ifaddr, net/ipv4/devinet.c */
	return !pf && !vf && miss_link(fake, (int)wanted->ifa_index) ? -ENODEV : 0;
}

struct fake_hop {
	int ifindex; /* 0: not told */
	unsigned int flags;
};

/* A default route; of a dump with RTA_OIF only one that leads through it
 * (fib_valid_dumproute_req, net/ipv4/fib_frontend.c). */
static void add_route(struct arena *arena, int family, int protocol, unsigned int table,
		      const struct fake_hop *hops, size_t n, int wanted,
		      struct kernel_reply *reply)
{
	struct rtmsg route = {.rtm_family = (unsigned char)family,
			      .rtm_table = (unsigned char)table,
			      .rtm_protocol = (unsigned char)protocol,
			      .rtm_type = RTN_UNICAST,
			      .rtm_flags = n == 1 ? hops[0].flags : 0};
	struct rtnexthop next_hops[2];
	bool is_wanted = !wanted;
	struct nl_msg *msg;

	for (size_t i = 0; i < n; i++) {
		is_wanted |= hops[i].ifindex == wanted;
		next_hops[i] = (struct rtnexthop){.rtnh_len = sizeof(next_hops[i]),
						  .rtnh_flags = (uint8_t)hops[i].flags,
						  .rtnh_ifindex = hops[i].ifindex};
	}
	if (!is_wanted)
		return;
	msg = nlmsg_alloc();
	nlmsg_put(msg, 0, 0, RTM_NEWROUTE, 0, 0);
	nlmsg_append(msg, &route, sizeof(route), NLMSG_ALIGNTO);
	if (n > 1)
		nla_put(msg, RTA_MULTIPATH, (int)(n * sizeof(next_hops[0])), next_hops);
	else if (hops[0].ifindex)
		nla_put_u32(msg, RTA_OIF, (uint32_t)hops[0].ifindex);
	fake_netlink_add_reply(arena, msg, reply);
}

int fake_rtnl_routes_get(struct fake_kernel *fake, struct arena *arena,
			 struct nlmsghdr *request, struct kernel_reply *reply)
{
	static const int other = 99, other_table = 100;
	struct nlattr *oif = nlmsg_find_attr(request, sizeof(struct rtmsg), RTA_OIF);
	int wanted = oif ? (int)nla_get_u32(oif) : 0;
	struct fake_hop hops[2] = {{.ifindex = fake->pfs[0].ifindex}, {.ifindex = other}};

	if (fake_begin(fake, false, "getroute") != FAKE_GOES)
		return -fake->fault_error;
	for (size_t i = 0; i < fake->n_pfs; i++) {
		const struct fake_pf *pf = &fake->pfs[i];
		const struct fake_hop own = {.ifindex = pf->ifindex};
		const struct fake_hop second = {.ifindex = fake_second_ifindex(pf)};

		if (pf->has_default_route)
			add_route(arena, AF_INET, RTPROT_STATIC, RT_TABLE_MAIN, &own, 1,
				  wanted, reply);
		if (pf->has_autoconf)
			add_route(arena, AF_INET6, RTPROT_RA, RT_TABLE_MAIN, &own, 1,
				  wanted, reply);
		if (pf->second_netdev[0] && pf->second_has_default_route)
			add_route(arena, AF_INET, RTPROT_STATIC, RT_TABLE_MAIN, &second,
				  1, wanted, reply);
		for (int v = 0; v < pf->numvfs; v++) {
			const struct fake_hop vf = {
				.ifindex = fake_vf_ifindex(pf, &pf->vfs[v])};

			if (pf->vfs[v].has_route && fake_vf_has_netdev(fake, &pf->vfs[v]))
				add_route(arena, AF_INET, RTPROT_STATIC, RT_TABLE_MAIN,
					  &vf, 1, wanted, reply);
		}
	}
	if (fake->other_route == FAKE_ROUTE_MULTIPATH)
		add_route(arena, AF_INET6, RTPROT_RA, RT_TABLE_MAIN, hops, 2, wanted,
			  reply);
	if (fake->other_route == FAKE_ROUTE_OBJECT)
		hops[1].ifindex = 0;
	if (fake->other_route == FAKE_ROUTE_DEAD)
		hops[1].flags = RTNH_F_DEAD | RTNH_F_LINKDOWN;
	if (fake->other_route == FAKE_ROUTE_ELSE ||
	    fake->other_route == FAKE_ROUTE_DEAD ||
	    fake->other_route == FAKE_ROUTE_OBJECT)
		add_route(arena, AF_INET, RTPROT_STATIC, RT_TABLE_MAIN, &hops[1], 1,
			  wanted, reply);
	if (fake->other_route == FAKE_ROUTE_TABLE)
		add_route(arena, AF_INET, RTPROT_STATIC, (unsigned int)other_table,
			  &hops[1], 1, wanted, reply);
	return 0;
}
