/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "netlink/vf-netlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_arp.h>
#include <linux/if_infiniband.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/if.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <string.h>

#include "netlink/vf-attr-netlink.h"
#include "support/guard.h"

/* Linux 6.0 and newer; older headers do not have it, older kernels ignore it. */
#ifndef RTEXT_FILTER_SKIP_STATS
#define RTEXT_FILTER_SKIP_STATS (1 << 3)
#endif

/* IFF_LOWER_UP: on Debian 12, linux/if.h and net/if.h cannot both be included. */
enum {
	LOWER_UP = 1 << 16
};

enum {
	LINK_MESSAGE_MAX = 512 /* twice the size of all attributes of a VF */
};

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

static struct nl_msg *new_link_message(int type, int ifindex, unsigned int flags,
				       unsigned int change)
{
	struct ifinfomsg link = {
		.ifi_index = ifindex, .ifi_flags = flags, .ifi_change = change};
	struct nl_msg *msg = nlmsg_alloc_size(LINK_MESSAGE_MAX);

	if (!msg || !nlmsg_put(msg, 0, 0, type, 0, NLM_F_REQUEST) ||
	    nlmsg_append(msg, &link, sizeof(link), NLMSG_ALIGNTO) < 0) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

struct nl_msg *vf_netlink_get_request(int ifindex)
{
	_cleanup_(guard_msg) struct nl_msg *msg =
		new_link_message(RTM_GETLINK, ifindex, 0, 0);
	struct nl_msg *done;

	if (!msg || nla_put_u32(msg, IFLA_EXT_MASK,
				RTEXT_FILTER_VF | RTEXT_FILTER_SKIP_STATS) < 0)
		return NULL;
	done = msg;
	msg = NULL;
	return done;
}

struct nl_msg *vf_netlink_name_request(const char *name)
{
	_cleanup_(guard_msg) struct nl_msg *msg = new_link_message(RTM_GETLINK, 0, 0, 0);
	struct nl_msg *done;

	if (!msg || strlen(name) >= ALTIFNAMSIZ ||
	    nla_put_u32(msg, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS) < 0 ||
	    nla_put_string(msg, IFLA_ALT_IFNAME, name) < 0)
		return NULL;
	done = msg;
	msg = NULL;
	return done;
}

const char *vf_netlink_parse_name(struct arena *arena, const struct nlmsghdr *message)
{
	struct nlattr *attr;

	if (message->nlmsg_type != RTM_NEWLINK ||
	    !nlmsg_valid_hdr(message, sizeof(struct ifinfomsg)))
		return NULL;
	attr = nlmsg_find_attr((struct nlmsghdr *)message, sizeof(struct ifinfomsg),
			       IFLA_IFNAME);
	return attr ? arena_strndup(arena, nla_data(attr),
				    strnlen(nla_data(attr), (size_t)nla_len(attr)))
		    : NULL;
}

bool vf_netlink_is_listened_to(const struct nlmsghdr *message)
{
	struct nlattr *promiscuity, *xdp, *attached;

	if (message->nlmsg_type != RTM_NEWLINK ||
	    !nlmsg_valid_hdr(message, sizeof(struct ifinfomsg)))
		return true;
	promiscuity = nlmsg_find_attr((struct nlmsghdr *)message,
				      sizeof(struct ifinfomsg), IFLA_PROMISCUITY);
	xdp = nlmsg_find_attr((struct nlmsghdr *)message, sizeof(struct ifinfomsg),
			      IFLA_XDP);
	attached = xdp ? nla_find(nla_data(xdp), nla_len(xdp), IFLA_XDP_ATTACHED) : NULL;
	return !promiscuity || nla_len(promiscuity) < 4 || nla_get_u32(promiscuity) > 0 ||
	       (attached && nla_len(attached) >= 1 && nla_get_u8(attached) > 0);
}

struct nl_msg *vf_netlink_address_request(int ifindex)
{
	struct ifaddrmsg address = {.ifa_index = (uint32_t)ifindex};
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP);

	if (!msg || nlmsg_append(msg, &address, sizeof(address), NLMSG_ALIGNTO) < 0) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

const char *vf_netlink_parse_address(struct arena *arena, const struct nlmsghdr *message,
				     int ifindex)
{
	const struct ifaddrmsg *address = nlmsg_data(message);
	char text[INET6_ADDRSTRLEN];
	struct nlattr *attr;
	int length;

	if (message->nlmsg_type != RTM_NEWADDR ||
	    !nlmsg_valid_hdr(message, sizeof(*address)) ||
	    address->ifa_index != (uint32_t)ifindex)
		return NULL;
	length = address->ifa_family == AF_INET ? 4 : 16;
	attr = nlmsg_find_attr((struct nlmsghdr *)message, sizeof(*address), IFA_LOCAL);
	if (!attr)
		attr = nlmsg_find_attr((struct nlmsghdr *)message, sizeof(*address),
				       IFA_ADDRESS);
	if (!attr || nla_len(attr) != length ||
	    !inet_ntop(address->ifa_family, nla_data(attr), text, sizeof(text)))
		return "of a kind that is not known";
	return arena_strdup(arena, text);
}

const char *vf_netlink_parse_global_address(struct arena *arena,
					    const struct nlmsghdr *message, int ifindex,
					    bool *ret_is_auto)
{
	const struct ifaddrmsg *address = nlmsg_data(message);
	const char *text = vf_netlink_parse_address(arena, message, ifindex);
	struct nlattr *proto;

	*ret_is_auto = false;
	if (!text)
		return NULL;
	proto = nlmsg_find_attr((struct nlmsghdr *)message, sizeof(*address), IFA_PROTO);
	*ret_is_auto = proto && nla_get_u8(proto) == IFAPROT_KERNEL_RA;
	return text && address->ifa_scope < RT_SCOPE_LINK ? text : NULL;
}

struct nl_msg *vf_netlink_route_request(int ifindex)
{
	struct rtmsg route = {.rtm_family = AF_UNSPEC};
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_GETROUTE, NLM_F_REQUEST | NLM_F_DUMP);

	if (!msg || nlmsg_append(msg, &route, sizeof(route), NLMSG_ALIGNTO) < 0 ||
	    (ifindex && nla_put_u32(msg, RTA_OIF, (uint32_t)ifindex) < 0)) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

const struct rtnexthop *vf_netlink_next_hop(struct nlattr *multipath,
					    const struct rtnexthop *hop)
{
	const char *end = (const char *)nla_data(multipath) + nla_len(multipath);
	const char *at =
		hop ? (const char *)hop + RTNH_ALIGN(hop->rtnh_len) : nla_data(multipath);

	hop = (const struct rtnexthop *)at;
	return end - at >= (ptrdiff_t)sizeof(*hop) && hop->rtnh_len >= sizeof(*hop) &&
			       end - at >= RTNH_ALIGN(hop->rtnh_len)
		       ? hop
		       : NULL;
}

static bool has_next_hop(struct nlattr *multipath, int ifindex)
{
	const struct rtnexthop *hop = NULL;

	while ((hop = vf_netlink_next_hop(multipath, hop))) {
		if (hop->rtnh_ifindex == ifindex)
			return true;
	}
	return false;
}

const char *vf_netlink_parse_route(struct arena *arena, const struct nlmsghdr *message,
				   int ifindex, bool *ret_is_auto)
{
	const struct rtmsg *route = nlmsg_data(message);
	char text[INET6_ADDRSTRLEN];
	struct nlattr *attr;
	bool is_ours = false;

	*ret_is_auto = false;

	if (message->nlmsg_type != RTM_NEWROUTE ||
	    !nlmsg_valid_hdr(message, sizeof(*route)) ||
	    (route->rtm_family != AF_INET && route->rtm_family != AF_INET6))
		return NULL;
	attr = nlmsg_find_attr((struct nlmsghdr *)message, sizeof(*route), RTA_OIF);
	is_ours = attr && nla_len(attr) >= 4 && nla_get_u32(attr) == (uint32_t)ifindex;
	attr = nlmsg_find_attr((struct nlmsghdr *)message, sizeof(*route), RTA_MULTIPATH);
	is_ours |= attr && has_next_hop(attr, ifindex);
	/* Routes that the kernel adds come and go with the addresses. */
	if (!is_ours || route->rtm_protocol == RTPROT_KERNEL ||
	    route->rtm_table == RT_TABLE_LOCAL || route->rtm_type != RTN_UNICAST)
		return NULL;
	*ret_is_auto = route->rtm_protocol == RTPROT_RA;
	if (route->rtm_dst_len == 0)
		return route->rtm_family == AF_INET ? "the default route"
						    : "the IPv6 default route";
	attr = nlmsg_find_attr((struct nlmsghdr *)message, sizeof(*route), RTA_DST);
	if (!attr || nla_len(attr) != (route->rtm_family == AF_INET ? 4 : 16) ||
	    !inet_ntop(route->rtm_family, nla_data(attr), text, sizeof(text)))
		return "a route";
	return arena_printf(arena, "the route to %s/%u", text, route->rtm_dst_len);
}

struct nl_msg *vf_netlink_up_request(int ifindex, bool is_up)
{
	return new_link_message(RTM_SETLINK, ifindex, is_up ? IFF_UP : 0, IFF_UP);
}

struct nl_msg *vf_netlink_mtu_request(int ifindex, uint32_t mtu)
{
	struct nl_msg *msg = new_link_message(RTM_SETLINK, ifindex, 0, 0);

	if (!msg || nla_put_u32(msg, IFLA_MTU, mtu) < 0) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

/* Adds an IFLA_VF_INFO with those attributes of `which` that are set; adds nothing if
 * none is set. */
static int put_info(struct nl_msg *msg, unsigned int vf,
		    const struct field attrs[VF_ATTR_COUNT], uint32_t which)
{
	struct nlattr *info;
	bool has_any = false;

	for (int attr = 0; attr < VF_ATTR_COUNT; attr++)
		has_any |= attrs[attr].set && (which & VF_ATTR_BIT(attr));
	if (!has_any)
		return 0;
	info = nla_nest_start(msg, IFLA_VF_INFO);
	if (!info || vf_attr_netlink_put(msg, vf, attrs, which) < 0)
		return -ENOMEM;
	nla_nest_end(msg, info);
	return 0;
}

struct nl_msg *vf_netlink_set_request(int ifindex, unsigned int vf,
				      const struct field attrs[VF_ATTR_COUNT])
{
	/* The kernel ignores everything after a node GUID in an IFLA_VF_INFO
	 * (do_setvfinfo), so the port GUID gets an IFLA_VF_INFO of its own. */
	const uint32_t last = VF_ATTR_BIT(VF_ATTR_PORT_GUID);
	_cleanup_(guard_msg) struct nl_msg *msg =
		new_link_message(RTM_SETLINK, ifindex, 0, 0);
	struct nlattr *list;
	struct nl_msg *done;

	if (!msg)
		return NULL;
	list = nla_nest_start(msg, IFLA_VFINFO_LIST);
	if (!list || put_info(msg, vf, attrs, VF_ATTRS_ALL & ~last) < 0 ||
	    put_info(msg, vf, attrs, last) < 0)
		return NULL;
	nla_nest_end(msg, list);
	done = msg;
	msg = NULL;
	return done;
}

/* Reads at most `num_vf` IFLA_VF_INFO from `start`; returns where they end. */
static const char *parse_vf_list(const char *start, const char *end, int num_vf,
				 struct observed_pf *pf)
{
	for (int i = 0; i < num_vf; i++) {
		struct nlattr *info = (struct nlattr *)start;

		if (end - start < NLA_HDRLEN || info->nla_len < NLA_HDRLEN ||
		    end - start < info->nla_len || nla_type(info) != IFLA_VF_INFO)
			break;
		vf_attr_netlink_take(info, pf);
		start += NLA_ALIGN(info->nla_len);
	}
	return start;
}

static void take_mac(struct nlattr *attr, struct field *mac)
{
	uint8_t *bytes = mac->value.mac.bytes;

	if (nla_len(attr) != (int)sizeof(mac->value.mac.bytes))
		return;
	memcpy(bytes, nla_data(attr), sizeof(mac->value.mac.bytes));
	mac->set = true;
}

/* The hardware address of an IPoIB interface ends with the port GUID, after a queue pair
 * number and the subnet prefix (ipoib_set_dev_features, ipoib_add_port,
 * drivers/infiniband/ulp/ipoib/ipoib_main.c). */
static void take_guid(struct nlattr *attr, struct field *guid)
{
	const size_t size = sizeof(guid->value.guid.bytes);

	if (nla_len(attr) != INFINIBAND_ALEN)
		return;
	memcpy(guid->value.guid.bytes,
	       (const uint8_t *)nla_data(attr) + INFINIBAND_ALEN - size, size);
	guid->set = true;
}

static void take_altnames(struct arena *arena, struct nlattr *list,
			  struct observed_pf *pf)
{
	struct nlattr *attr;
	int rest;

	nla_for_each_nested (attr, list, rest) {
		if (nla_type(attr) != IFLA_ALT_IFNAME)
			continue;
		pf->altnames = arena_grow(arena, pf->altnames, pf->n_altnames,
					  sizeof(*pf->altnames));
		pf->altnames[pf->n_altnames++] =
			arena_strndup(arena, nla_data(attr),
				      strnlen(nla_data(attr), (size_t)nla_len(attr)));
	}
}

int vf_netlink_parse(struct arena *arena, const struct nlmsghdr *message,
		     struct observed_pf *pf, int *ret_num_vf)
{
	const char *position, *end = (const char *)message + message->nlmsg_len;
	const struct ifinfomsg *link = nlmsg_data(message);
	int num_vf = 0;

	*ret_num_vf = -1;
	if (message->nlmsg_type != RTM_NEWLINK ||
	    !nlmsg_valid_hdr(message, sizeof(*link)))
		return -EBADMSG;
	pf->n_altnames = 0;
	pf->attrs[PF_ATTR_LINK] =
		(struct field){.set = true, .value.on = link->ifi_flags & IFF_UP};
	pf->carrier = link->ifi_flags & LOWER_UP;
	pf->is_infiniband = link->ifi_type == ARPHRD_INFINIBAND;
	position = (const char *)nlmsg_attrdata(message, sizeof(*link));
	while (end - position >= NLA_HDRLEN) {
		struct nlattr *attr = (struct nlattr *)position;

		/* The length of the VF list cannot be trusted: it may have wrapped. */
		if (nla_type(attr) == IFLA_VFINFO_LIST) {
			position = parse_vf_list(position + NLA_HDRLEN, end, num_vf, pf);
			*ret_num_vf = num_vf;
			continue;
		}
		if (attr->nla_len < NLA_HDRLEN || end - position < attr->nla_len)
			break;
		if (nla_type(attr) == IFLA_NUM_VF && nla_len(attr) >= 4)
			num_vf = (int)nla_get_u32(attr);
		else if (nla_type(attr) == IFLA_MTU && nla_len(attr) >= 4)
			pf->attrs[PF_ATTR_MTU] = (struct field){
				.set = true, .value.number = nla_get_u32(attr)};
		else if (nla_type(attr) == IFLA_ADDRESS && pf->is_infiniband)
			take_guid(attr, &pf->guid);
		else if (nla_type(attr) == IFLA_ADDRESS)
			take_mac(attr, &pf->mac);
		else if (nla_type(attr) == IFLA_PERM_ADDRESS)
			take_mac(attr, &pf->permanent_mac);
		else if (nla_type(attr) == IFLA_PROP_LIST)
			take_altnames(arena, attr, pf);
		position += NLA_ALIGN(attr->nla_len);
	}
	return 0;
}
