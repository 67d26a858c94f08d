/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "netlink/vf-attr-netlink.h"

#include <arpa/inet.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#include "netlink/vf-netlink.h"
#include "unit.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

/* The types of the IFLA_VF_* in a request, in their order. */
static const char *types(struct unit *unit, struct nl_msg *msg)
{
	struct nlattr *list = nlmsg_find_attr(nlmsg_hdr(msg), sizeof(struct ifinfomsg),
					      IFLA_VFINFO_LIST);
	struct nlattr *attr;
	const char *text = "";
	int rest;

	nla_for_each_nested (attr, (struct nlattr *)nla_data(list), rest)
		text = arena_printf(&unit->arena, "%s%d ", text, nla_type(attr));
	return text;
}

static void test_request_has_what_is_set(void **state)
{
	struct unit *unit = *state;
	struct field attrs[VF_ATTR_COUNT] = {0};
	_cleanup_(guard_msg) struct nl_msg *one = NULL, *all = NULL;

	attrs[VF_ATTR_VLAN] = (struct field){
		.set = true, .value = {.vlan = {.id = 5, .qos = 1, .proto = VLAN_8021Q}}};
	one = vf_netlink_set_request(3, 7, attrs);
	assert_string_equal(types(unit, one),
			    arena_printf(&unit->arena, "%d ", IFLA_VF_VLAN));
	for (int attr = 0; attr < VF_ATTR_COUNT; attr++)
		attrs[attr].set = true;
	all = vf_netlink_set_request(3, 7, attrs);
	/* The kernel's order; both rates in one. */
	assert_string_equal(types(unit, all),
			    arena_printf(&unit->arena, "%d %d %d %d %d %d %d %d ",
					 IFLA_VF_MAC, IFLA_VF_VLAN, IFLA_VF_RATE,
					 IFLA_VF_SPOOFCHK, IFLA_VF_LINK_STATE,
					 IFLA_VF_RSS_QUERY_EN, IFLA_VF_TRUST,
					 IFLA_VF_IB_NODE_GUID));
}

static void test_8021ad_is_big_endian_in_a_list(void **state)
{
	struct unit *unit = *state;
	struct field attrs[VF_ATTR_COUNT] = {0};
	_cleanup_(guard_msg) struct nl_msg *msg = NULL;
	struct nlattr *list, *info, *vlans;
	struct ifla_vf_vlan_info *vlan;

	attrs[VF_ATTR_VLAN] = (struct field){
		.set = true, .value = {.vlan = {.id = 5, .proto = VLAN_8021AD}}};
	msg = vf_netlink_set_request(3, 7, attrs);
	assert_string_equal(types(unit, msg),
			    arena_printf(&unit->arena, "%d ", IFLA_VF_VLAN_LIST));
	list = nlmsg_find_attr(nlmsg_hdr(msg), sizeof(struct ifinfomsg),
			       IFLA_VFINFO_LIST);
	info = nla_data(list);
	vlans = nla_data(info);
	vlan = nla_data(nla_data(vlans));
	UNIT_EXPECT(ntohs(vlan->vlan_proto), VLAN_8021AD, "protocol of the VLAN");
	UNIT_EXPECT(vlan->vf, 7, "VF of the VLAN");
}

/* What is written for an attribute, read as if the kernel had answered it. */
static void read_back(struct unit *unit, const struct nl_msg *set, struct observed_pf *pf)
{
	struct nl_msg *msg = nlmsg_alloc_size(1 << 12);
	struct ifinfomsg link = {.ifi_index = 3};
	struct nlattr *list = nlmsg_find_attr(nlmsg_hdr((struct nl_msg *)set),
					      sizeof(link), IFLA_VFINFO_LIST);
	int num_vf;

	if (!list)
		fail_msg("the request has no IFLA_VFINFO_LIST");
	nlmsg_put(msg, 0, 0, RTM_NEWLINK, 0, 0);
	nlmsg_append(msg, &link, sizeof(link), NLMSG_ALIGNTO);
	nla_put_u32(msg, IFLA_NUM_VF, 1);
	nla_put(msg, IFLA_VFINFO_LIST | NLA_F_NESTED, nla_len(list), nla_data(list));
	UNIT_EXPECT(vf_netlink_parse(&unit->arena, nlmsg_hdr(msg), pf, &num_vf), 0,
		    "error of what is read back");
	nlmsg_free(msg);
}

static void test_every_attribute_there_and_back(void **state)
{
	static const struct value values[VF_ATTR_COUNT] = {
		[VF_ATTR_MAC] = {.mac = {{0x52, 0x54, 0, 1, 2, 3}}},
		[VF_ATTR_VLAN] = {.vlan = {.id = 5, .qos = 3, .proto = VLAN_8021AD}},
		[VF_ATTR_MIN_TX_RATE] = {.number = 10},
		[VF_ATTR_MAX_TX_RATE] = {.number = 20},
		[VF_ATTR_SPOOFCHK] = {.on = true},
		[VF_ATTR_LINK_STATE] = {.link_state = VF_LINK_DISABLE},
		[VF_ATTR_QUERY_RSS] = {.on = true},
		[VF_ATTR_TRUST] = {.on = true},
	};
	struct unit *unit = *state;

	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		struct field attrs[VF_ATTR_COUNT] = {0};
		struct observed_vf vf = {0};
		struct observed_pf pf = {.vfs = &vf, .n_vfs = 1};
		struct nl_msg *set;

		attrs[attr] = (struct field){.set = true, .value = values[attr]};
		if (attr == VF_ATTR_MIN_TX_RATE || attr == VF_ATTR_MAX_TX_RATE) {
			attrs[VF_ATTR_MIN_TX_RATE].set = true;
			attrs[VF_ATTR_MAX_TX_RATE].set = true;
		}
		set = vf_netlink_set_request(3, 0, attrs);
		if (!set)
			fail_msg("no request for %s", vf_attr_info[attr].name);
		read_back(unit, set, &pf);
		nlmsg_free(set);
		if (!vf.attrs[attr].set ||
		    !value_is_equal(vf_attr_info[attr].kind, values[attr],
				    vf.attrs[attr].value))
			fail_msg("%s does not come back", vf_attr_info[attr].name);
	}
}

UNIT_GROUP(vf_attr_netlink, UNIT_TEST(test_request_has_what_is_set),
	   UNIT_TEST(test_8021ad_is_big_endian_in_a_list),
	   UNIT_TEST(test_every_attribute_there_and_back))
