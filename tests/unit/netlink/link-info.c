/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "netlink/link-info.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#include "unit.h"

struct link {
	const char *kind;
	int link, nsid, vxlan_link; /* 0, -1, 0: not in the message */
};

static struct nl_msg *make_message(int type, const struct link *from)
{
	struct ifinfomsg link = {.ifi_index = 7, .ifi_flags = 1};
	struct nl_msg *msg = nlmsg_alloc();
	struct nlattr *info, *data;

	nlmsg_put(msg, 0, 0, type, 0, 0);
	nlmsg_append(msg, &link, sizeof(link), NLMSG_ALIGNTO);
	nla_put_string(msg, IFLA_IFNAME, "top");
	if (from->link)
		nla_put_u32(msg, IFLA_LINK, (uint32_t)from->link);
	if (from->nsid >= 0)
		nla_put_s32(msg, IFLA_LINK_NETNSID, from->nsid);
	info = nla_nest_start(msg, IFLA_LINKINFO);
	nla_put_string(msg, IFLA_INFO_KIND, from->kind);
	data = nla_nest_start(msg, IFLA_INFO_DATA);
	if (from->vxlan_link)
		nla_put_u32(msg, IFLA_VXLAN_LINK, (uint32_t)from->vxlan_link);
	nla_nest_end(msg, data);
	nla_nest_end(msg, info);
	return msg;
}

/* A netdev that was made in another namespace has its own ifindex as that of the one
 * below, where it has none. */
static void test_what_is_below(void **state)
{
	static const struct {
		struct link link;
		int below;
	} rows[] = {
		{{"macvlan", 4, 0, 0}, 4},   {{"macvlan", 7, 0, 0}, 7},
		{{"gre", 4, -1, 0}, 4},	     {{"gre", 0, -1, 0}, 0},
		{{"wireguard", 7, 0, 0}, 0}, {{"geneve", 7, 0, 0}, 0},
		{{"vxlan", 7, 0, 4}, 4},     {{"vxlan", 7, 0, 0}, 0},
		{{"vxlan", 0, -1, 4}, 4},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct nl_msg *msg = make_message(RTM_NEWLINK, &rows[i].link);
		struct link_info info;

		assert_true(link_info_parse(&unit->arena, nlmsg_hdr(msg), &info));
		if (info.below != rows[i].below)
			fail_msg("row %zu: %d", i, info.below);
		assert_int_equal(info.below_nsid, rows[i].link.nsid);
		assert_string_equal(info.name, "top");
		assert_string_equal(info.kind, rows[i].link.kind);
		assert_string_equal(info.pci, "");
		assert_true(info.is_up);
		assert_false(info.has_xdp);
		nlmsg_free(msg);
	}
}

static void test_device(void **state)
{
	struct unit *unit = *state;
	struct nl_msg *msg = make_message(RTM_NEWLINK, &(struct link){"", 0, -1, 0});
	struct nl_msg *other = make_message(RTM_NEWNEIGH, &(struct link){"", 0, -1, 0});
	struct link_info info;
	struct nlattr *xdp = nla_nest_start(msg, IFLA_XDP);

	nla_put_u8(msg, IFLA_XDP_ATTACHED, 2);
	nla_nest_end(msg, xdp);
	nla_put_string(msg, IFLA_PARENT_DEV_BUS_NAME, "pci");
	nla_put_string(msg, IFLA_PARENT_DEV_NAME, "0000:01:10.2");
	assert_true(link_info_parse(&unit->arena, nlmsg_hdr(msg), &info));
	assert_string_equal(info.pci, "0000:01:10.2");
	assert_true(info.has_xdp);
	assert_false(link_info_parse(&unit->arena, nlmsg_hdr(other), &info));
	nlmsg_free(msg);
	nlmsg_free(other);
}

UNIT_GROUP(link_info, UNIT_TEST(test_what_is_below), UNIT_TEST(test_device))
