/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "netlink/vf-netlink.h"

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#include "unit.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

/* A reply with `n` VFs as the kernel writes it: the list's 16-bit length wraps where it
 * has to, and something follows it. */
static struct nlmsghdr *make_reply(struct unit *unit, int n, int num_vf)
{
	struct nl_msg *msg = nlmsg_alloc_size(1 << 20);
	struct ifinfomsg link = {.ifi_index = 3, .ifi_flags = 1 | 1 << 16};
	struct nlattr *list;
	struct nlmsghdr *reply;
	char *start, *end;

	nlmsg_put(msg, 0, 0, RTM_NEWLINK, 0, 0);
	nlmsg_append(msg, &link, sizeof(link), NLMSG_ALIGNTO);
	nla_put_u32(msg, IFLA_MTU, 9000);
	nla_put_u32(msg, IFLA_NUM_VF, (uint32_t)num_vf);
	start = (char *)nlmsg_tail(nlmsg_hdr(msg));
	list = nlmsg_reserve(msg, NLA_HDRLEN, 4);
	for (int i = 0; i < n; i++) {
		struct nlattr *info = nla_nest_start(msg, IFLA_VF_INFO);
		struct ifla_vf_mac mac = {.vf = (uint32_t)i, .mac = {2, 0, 0, 0}};
		struct ifla_vf_rate rate = {.vf = (uint32_t)i,
					    .max_tx_rate = (uint32_t)i};
		uint32_t trust[2] = {(uint32_t)i, UINT32_MAX};
		char padding[100] = "";

		mac.mac[4] = (uint8_t)(i >> 8);
		mac.mac[5] = (uint8_t)i;
		nla_put(msg, IFLA_VF_MAC, sizeof(mac), &mac);
		nla_put(msg, IFLA_VF_RATE, sizeof(rate), &rate);
		nla_put(msg, IFLA_VF_TRUST, sizeof(trust), trust);
		nla_put(msg, 99, sizeof(padding), padding);
		nla_nest_end(msg, info);
	}
	end = (char *)nlmsg_tail(nlmsg_hdr(msg));
	list->nla_type = IFLA_VFINFO_LIST | NLA_F_NESTED;
	list->nla_len = (uint16_t)(end - start);
	nla_put(msg, IFLA_PERM_ADDRESS, 6, "\x90\xe2\xba\x21\x00\x01");
	reply = arena_alloc(&unit->arena, nlmsg_hdr(msg)->nlmsg_len);
	memcpy(reply, nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	nlmsg_free(msg);
	return reply;
}

static struct observed_pf make_pf(struct unit *unit, size_t n)
{
	return (struct observed_pf){
		.vfs = arena_calloc(&unit->arena, n, sizeof(struct observed_vf)),
		.n_vfs = n};
}

static void test_lists_that_wrap(void **state)
{
	static const int sizes[] = {1, 7, 300, 334, 335, 512, 1500};
	struct unit *unit = *state;

	for (size_t s = 0; s < ARRAY_SIZE(sizes); s++) {
		int n = sizes[s], num_vf = 0;
		struct observed_pf pf = make_pf(unit, (size_t)n);

		UNIT_EXPECT(vf_netlink_parse(&unit->arena, make_reply(unit, n, n), &pf,
					     &num_vf),
			    0, "error of a reply with %d VFs", n);
		UNIT_EXPECT(num_vf, n, "VFs of the PF");
		UNIT_EXPECT(observed_pf_is_up(&pf) && pf.carrier, true,
			    "up with carrier, %d VFs", n);
		UNIT_EXPECT(pf.attrs[PF_ATTR_MTU].value.number, 9000, "mtu, %d VFs", n);
		/* What follows the list is read too. */
		UNIT_EXPECT(pf.permanent_mac.set, true, "has its MAC, %d VFs", n);
		for (int i = 0; i < n; i++) {
			const struct observed_vf *vf = &pf.vfs[i];

			UNIT_EXPECT(vf->reported, true, "VF %d of %d is reported", i, n);
			UNIT_EXPECT(vf->attrs[VF_ATTR_MAX_TX_RATE].value.number, i,
				    "VF %d of %d: max_tx_rate", i, n);
			UNIT_EXPECT(vf->attrs[VF_ATTR_TRUST].set, false,
				    "VF %d of %d: has trust", i, n);
			UNIT_EXPECT(vf->attrs[VF_ATTR_VLAN].set, false,
				    "VF %d of %d: has vlan", i, n);
		}
	}
}

static void test_vfs_left_out_or_too_many(void **state)
{
	struct unit *unit = *state;
	struct observed_pf pf = make_pf(unit, 4);
	int num_vf = 0;

	/* The driver was busy: 2 of 4. */
	UNIT_EXPECT(vf_netlink_parse(&unit->arena, make_reply(unit, 2, 4), &pf, &num_vf),
		    0, "error of a reply with 2 VFs of 4");
	UNIT_EXPECT(pf.vfs[1].reported, true, "VF 1 of 2 is reported");
	UNIT_EXPECT(pf.vfs[2].reported, false, "VF 2, which is left out, is reported");
	UNIT_EXPECT(pf.permanent_mac.set, true, "has its MAC");
	/* More than sysfs said a moment ago. */
	pf = make_pf(unit, 1);
	UNIT_EXPECT(vf_netlink_parse(&unit->arena, make_reply(unit, 3, 3), &pf, &num_vf),
		    0, "error of a reply with 3 VFs for 1");
	UNIT_EXPECT(pf.vfs[0].reported, true, "VF 0 is reported");
}

/* Every message that is cut short or has a byte changed is read within its bounds. */
static void test_hostile_replies(void **state)
{
	struct unit *unit = *state;
	struct nlmsghdr *reply = make_reply(unit, 5, 5);
	uint32_t length = reply->nlmsg_len;

	for (uint32_t cut = 0; cut < length; cut++) {
		struct nlmsghdr *copy = arena_alloc(&unit->arena, cut < 16 ? 16 : cut);
		struct observed_pf pf = make_pf(unit, 5);
		int num_vf;

		memcpy(copy, reply, cut < 16 ? 16 : cut);
		copy->nlmsg_len = cut;
		vf_netlink_parse(&unit->arena, copy, &pf, &num_vf);
	}
	for (uint32_t at = 16; at < length; at++) {
		struct nlmsghdr *copy = arena_alloc(&unit->arena, length);
		struct observed_pf pf = make_pf(unit, 5);
		int num_vf;

		memcpy(copy, reply, length);
		((unsigned char *)copy)[at] ^= 0xff;
		vf_netlink_parse(&unit->arena, copy, &pf, &num_vf);
	}
}

static void test_not_a_link(void **state)
{
	struct unit *unit = *state;
	struct nlmsghdr *reply = make_reply(unit, 1, 1);
	struct observed_pf pf = make_pf(unit, 1);
	int num_vf;

	reply->nlmsg_type = RTM_NEWADDR;
	UNIT_EXPECT(vf_netlink_parse(&unit->arena, reply, &pf, &num_vf), -EBADMSG,
		    "error of an address in place of a link");
}

static void test_altnames(void **state)
{
	struct unit *unit = *state;
	struct nl_msg *msg = nlmsg_alloc_size(1 << 12);
	struct ifinfomsg link = {.ifi_index = 3};
	struct observed_pf pf = make_pf(unit, 0);
	struct nlattr *list;
	int num_vf;

	nlmsg_put(msg, 0, 0, RTM_NEWLINK, 0, 0);
	nlmsg_append(msg, &link, sizeof(link), NLMSG_ALIGNTO);
	list = nla_nest_start(msg, IFLA_PROP_LIST | NLA_F_NESTED);
	nla_put_string(msg, IFLA_ALT_IFNAME, "uplink");
	nla_put_string(msg, IFLA_ALT_IFNAME, "enp3s0f0np0");
	nla_nest_end(msg, list);
	/* Read twice, as an incomplete answer is: each name is there once. */
	for (int i = 0; i < 2; i++)
		UNIT_EXPECT(vf_netlink_parse(&unit->arena, nlmsg_hdr(msg), &pf, &num_vf),
			    0, "error of a reply with alternative names");
	nlmsg_free(msg);
	UNIT_EXPECT(pf.n_altnames, 2, "alternative names");
	assert_string_equal(pf.altnames[0], "uplink");
	assert_string_equal(pf.altnames[1], "enp3s0f0np0");
}

/* What is told of an address of interface 3. */
static const char *address_of(struct unit *unit, int scope, int proto, bool *ret_is_auto)
{
	struct ifaddrmsg address = {
		.ifa_family = AF_INET, .ifa_index = 3, .ifa_scope = (uint8_t)scope};
	const uint8_t local[] = {192, 0, 2, 1};
	_cleanup_(guard_msg) struct nl_msg *msg = nlmsg_alloc();

	nlmsg_put(msg, 0, 0, RTM_NEWADDR, 0, 0);
	nlmsg_append(msg, &address, sizeof(address), NLMSG_ALIGNTO);
	nla_put(msg, IFA_LOCAL, sizeof(local), local);
	if (proto >= 0)
		nla_put_u8(msg, IFA_PROTO, (uint8_t)proto);
	return vf_netlink_parse_global_address(&unit->arena, nlmsg_hdr(msg), 3,
					       ret_is_auto);
}

static void test_addresses(void **state)
{
	struct unit *unit = *state;
	bool is_auto;

	assert_string_equal(address_of(unit, RT_SCOPE_UNIVERSE, -1, &is_auto),
			    "192.0.2.1");
	UNIT_EXPECT(is_auto, false, "an address without protocol is automatic");
	assert_string_equal(
		address_of(unit, RT_SCOPE_UNIVERSE, IFAPROT_KERNEL_RA, &is_auto),
		"192.0.2.1");
	UNIT_EXPECT(is_auto, true, "an address of a router's advertisement is automatic");
	if (address_of(unit, RT_SCOPE_LINK, IFAPROT_KERNEL_LL, &is_auto))
		fail_msg("an address of link scope counts");
}

struct route_case {
	struct rtmsg route;
	int oif, hop; /* 0: has none */
	const char *text;
	bool is_auto;
};

static void check_route(struct unit *unit, const struct route_case *wanted)
{
	const uint8_t to[] = {203, 0, 113, 0};
	struct rtnexthop hops[2] = {
		{.rtnh_len = sizeof(struct rtnexthop), .rtnh_ifindex = 9},
		{.rtnh_len = sizeof(struct rtnexthop), .rtnh_ifindex = wanted->hop}};
	_cleanup_(guard_msg) struct nl_msg *msg = nlmsg_alloc();
	struct rtmsg route = wanted->route;
	bool is_auto;
	const char *text;

	route.rtm_family = AF_INET;
	nlmsg_put(msg, 0, 0, RTM_NEWROUTE, 0, 0);
	nlmsg_append(msg, &route, sizeof(route), NLMSG_ALIGNTO);
	if (route.rtm_dst_len > 0)
		nla_put(msg, RTA_DST, sizeof(to), to);
	if (wanted->oif)
		nla_put_u32(msg, RTA_OIF, (uint32_t)wanted->oif);
	if (wanted->hop)
		nla_put(msg, RTA_MULTIPATH, sizeof(hops), hops);
	text = vf_netlink_parse_route(&unit->arena, nlmsg_hdr(msg), 3, &is_auto);
	assert_string_equal(text ? text : "no route",
			    wanted->text ? wanted->text : "no route");
	if (text)
		UNIT_EXPECT(is_auto, wanted->is_auto, "%s of protocol %d is automatic",
			    text, route.rtm_protocol);
}

static void test_routes(void **state)
{
	enum {
		STATIC = RTPROT_STATIC,
		MAIN = RT_TABLE_MAIN
	};
	static const struct route_case cases[] = {
		{{.rtm_protocol = STATIC, .rtm_table = MAIN, .rtm_type = RTN_UNICAST},
		 3,
		 0,
		 "the default route",
		 false},
		{{.rtm_protocol = STATIC,
		  .rtm_table = MAIN,
		  .rtm_type = RTN_UNICAST,
		  .rtm_dst_len = 24},
		 3,
		 0,
		 "the route to 203.0.113.0/24",
		 false},
		{{.rtm_protocol = STATIC, .rtm_table = 100, .rtm_type = RTN_UNICAST},
		 0,
		 3,
		 "the default route",
		 false},
		{{.rtm_protocol = RTPROT_RA, .rtm_table = MAIN, .rtm_type = RTN_UNICAST},
		 3,
		 0,
		 "the default route",
		 true},
		/* Of another interface, the kernel's own, and of no use to anybody. */
		{{.rtm_protocol = STATIC, .rtm_table = MAIN, .rtm_type = RTN_UNICAST},
		 4,
		 0,
		 NULL,
		 false},
		{{.rtm_protocol = STATIC, .rtm_table = MAIN, .rtm_type = RTN_UNICAST},
		 0,
		 5,
		 NULL,
		 false},
		{{.rtm_protocol = RTPROT_KERNEL,
		  .rtm_table = MAIN,
		  .rtm_type = RTN_UNICAST,
		  .rtm_dst_len = 24},
		 3,
		 0,
		 NULL,
		 false},
		{{.rtm_protocol = STATIC,
		  .rtm_table = RT_TABLE_LOCAL,
		  .rtm_type = RTN_UNICAST},
		 3,
		 0,
		 NULL,
		 false},
		{{.rtm_protocol = STATIC, .rtm_table = MAIN, .rtm_type = RTN_BLACKHOLE},
		 3,
		 0,
		 NULL,
		 false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		check_route(*state, &cases[i]);
}

UNIT_GROUP(vf_netlink, UNIT_TEST(test_lists_that_wrap),
	   UNIT_TEST(test_vfs_left_out_or_too_many), UNIT_TEST(test_hostile_replies),
	   UNIT_TEST(test_not_a_link), UNIT_TEST(test_altnames),
	   UNIT_TEST(test_addresses), UNIT_TEST(test_routes))
