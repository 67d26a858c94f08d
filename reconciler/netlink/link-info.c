/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "netlink/link-info.h"

#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <string.h>

#include "support/guard.h"
#include "support/text.h"

/* Linux 6.0 and newer; older headers do not have it, older kernels ignore it. */
#ifndef RTEXT_FILTER_SKIP_STATS
#define RTEXT_FILTER_SKIP_STATS (1 << 3)
#endif

enum {
	MESSAGE_MAX = 128
};

struct nl_msg *link_info_request(int nsid)
{
	struct ifinfomsg link = {0};
	struct nl_msg *msg = nlmsg_alloc_size(MESSAGE_MAX);

	if (!msg || !nlmsg_put(msg, 0, 0, RTM_GETLINK, 0, NLM_F_REQUEST | NLM_F_DUMP) ||
	    nlmsg_append(msg, &link, sizeof(link), NLMSG_ALIGNTO) < 0 ||
	    nla_put_u32(msg, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS) < 0 ||
	    (nsid != LINK_INFO_OWN && nla_put_s32(msg, IFLA_TARGET_NETNSID, nsid) < 0)) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

static const char *text_of(struct arena *arena, struct nlattr *attr)
{
	char *text = attr ? arena_strndup(arena, nla_data(attr),
					  strnlen(nla_data(attr), (size_t)nla_len(attr)))
			  : NULL;

	return text && text_is_printable(text) ? text : "";
}

static int number_of(struct nlattr *attr, int otherwise)
{
	return attr && nla_len(attr) >= 4 ? nla_get_s32(attr) : otherwise;
}

static struct nlattr *find_in(struct nlattr *nest, int type)
{
	return nest ? nla_find(nla_data(nest), nla_len(nest), type) : NULL;
}

/* Netdevs without a lower device: if they were created in another namespace, the kernel
 * reports their own ifindex as the lower one (nla_put_iflink, net/core/rtnetlink.c). A
 * VXLAN reports its lower device in an attribute of its own (vxlan_fill_info,
 * drivers/net/vxlan/vxlan_core.c). */
static bool has_no_lower(const char *kind)
{
	static const char *const kinds[] = {"vxlan", "geneve", "wireguard", "bareudp",
					    "gtp",   "amt",    "ppp",	    "tun"};

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (strcmp(kinds[i], kind) == 0)
			return true;
	}
	return false;
}

static int find_below(struct nlattr *const *attrs, const struct link_info *info)
{
	struct nlattr *data = find_in(attrs[IFLA_LINKINFO], IFLA_INFO_DATA);
	int below = number_of(attrs[IFLA_LINK], 0);

	if (strcmp(info->kind, "vxlan") == 0)
		return number_of(find_in(data, IFLA_VXLAN_LINK), 0);
	return has_no_lower(info->kind) || below < 0 ? 0 : below;
}

bool link_info_parse(struct arena *arena, const struct nlmsghdr *message,
		     struct link_info *ret_info)
{
	const struct ifinfomsg *link = nlmsg_data(message);
	struct nlattr *attrs[IFLA_MAX + 1], *attached;
	struct link_info info;

	if (message->nlmsg_type != RTM_NEWLINK ||
	    nlmsg_parse((struct nlmsghdr *)message, sizeof(*link), attrs, IFLA_MAX,
			NULL) < 0)
		return false;
	attached = find_in(attrs[IFLA_XDP], IFLA_XDP_ATTACHED);
	info = (struct link_info){
		.ifindex = link->ifi_index,
		.name = text_of(arena, attrs[IFLA_IFNAME]),
		.kind = text_of(arena, find_in(attrs[IFLA_LINKINFO], IFLA_INFO_KIND)),
		.is_up = link->ifi_flags & IFF_UP,
		.has_xdp = attached && nla_len(attached) >= 1 && nla_get_u8(attached) > 0,
		.below_nsid = number_of(attrs[IFLA_LINK_NETNSID], LINK_INFO_OWN),
		.pci = "",
	};
	info.below = find_below(attrs, &info);
	if (strcmp(text_of(arena, attrs[IFLA_PARENT_DEV_BUS_NAME]), "pci") == 0)
		info.pci = text_of(arena, attrs[IFLA_PARENT_DEV_NAME]);
	*ret_info = info;
	return true;
}
