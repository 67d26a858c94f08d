/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fake kernel's rtnetlink: net/core/rtnetlink.c and the ndo_set_vf_* of drivers. */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if_arp.h>
#include <linux/if_addr.h>
#include <linux/if_infiniband.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <string.h>

#include "fake-parts.h"
#include "support/guard.h"

enum {
	LOWER_UP = 1 << 16,
	LISTED_MAX = 256
};

static struct fake_pf *find_ifindex(struct fake_kernel *fake, int ifindex)
{
	for (size_t i = 0; i < fake->n_pfs; i++) {
		if (fake->pfs[i].netdev[0] && fake->pfs[i].ifindex == ifindex)
			return &fake->pfs[i];
	}
	return NULL;
}

static struct fake_pf *find_second(struct fake_kernel *fake, int ifindex)
{
	for (size_t i = 0; i < fake->n_pfs; i++) {
		if (fake->pfs[i].second_netdev[0] &&
		    fake_second_ifindex(&fake->pfs[i]) == ifindex)
			return &fake->pfs[i];
	}
	return NULL;
}

static void put_setting(struct nl_msg *msg, int type, uint32_t vf, uint32_t value)
{
	uint32_t setting[2] = {vf, value};

	nla_put(msg, type, sizeof(setting), setting);
}

static void put_guid(struct nl_msg *msg, int type, uint32_t vf, struct guid guid)
{
	struct ifla_vf_guid data = {.vf = vf};

	for (int i = 0; i < 8; i++)
		data.guid = data.guid << 8 | guid.bytes[i];
	nla_put(msg, type, sizeof(data), &data);
}

/* rtnl_fill_vfinfo: what ndo_get_vf_config does not set stays -1. */
static void put_vf(struct nl_msg *msg, const struct fake_pf *pf, const struct fake_vf *vf,
		   uint32_t index)
{
	const struct attr_rule *rules = pf->personality->attrs;
	struct nlattr *info = nla_nest_start(msg, IFLA_VF_INFO), *list;
	struct ifla_vf_mac mac = {.vf = index};
	struct ifla_vf_vlan vlan = {
		.vf = index, .vlan = vf->vlan.id, .qos = vf->vlan.qos};
	uint16_t proto = pf->personality->reports_no_proto && vf->vlan.proto == VLAN_8021Q
				 ? 0
				 : vf->vlan.proto;
	struct ifla_vf_vlan_info vlan_info = {.vf = index,
					      .vlan = vf->vlan.id,
					      .qos = vf->vlan.qos,
					      .vlan_proto = htons(proto)};
	struct ifla_vf_rate rate = {.vf = index,
				    .min_tx_rate = vf->min_tx_rate,
				    .max_tx_rate = vf->max_tx_rate};

	memcpy(mac.mac, vf->mac.bytes, 6);
	nla_put(msg, IFLA_VF_MAC, sizeof(mac), &mac);
	nla_put(msg, IFLA_VF_VLAN, sizeof(vlan), &vlan);
	nla_put(msg, IFLA_VF_RATE, sizeof(rate), &rate);
	put_setting(msg, IFLA_VF_SPOOFCHK, index,
		    rules[VF_ATTR_SPOOFCHK].unreported ? UINT32_MAX : vf->spoofchk);
	put_setting(msg, IFLA_VF_LINK_STATE, index, vf->link_state);
	put_setting(msg, IFLA_VF_RSS_QUERY_EN, index,
		    rules[VF_ATTR_QUERY_RSS].unreported ? UINT32_MAX : vf->query_rss);
	put_setting(msg, IFLA_VF_TRUST, index,
		    rules[VF_ATTR_TRUST].unreported ? UINT32_MAX : vf->trust);
	if (pf->personality->is_infiniband) {
		put_guid(msg, IFLA_VF_IB_NODE_GUID, index, vf->node_guid);
		put_guid(msg, IFLA_VF_IB_PORT_GUID, index, vf->port_guid);
	}
	list = nla_nest_start(msg, IFLA_VF_VLAN_LIST);
	nla_put(msg, IFLA_VF_VLAN_INFO, sizeof(vlan_info), &vlan_info);
	nla_nest_end(msg, list);
	nla_nest_end(msg, info);
}

struct guid fake_guid(const struct fake_pf *pf)
{
	return (struct guid){{0x24, 0x8a, 0x07, 0x03, 0, 0, 0, (uint8_t)pf->ifindex}};
}

static int get_link(struct fake_kernel *fake, struct arena *arena, struct fake_pf *pf,
		    struct kernel_reply *reply)
{
	struct ifinfomsg link = {.ifi_index = pf->ifindex,
				 .ifi_type = pf->personality->is_infiniband
						     ? ARPHRD_INFINIBAND
						     : ARPHRD_ETHER,
				 .ifi_flags = pf->link ? IFF_UP : 0};
	struct nl_msg *msg = nlmsg_alloc_size(256 * 1024);
	uint8_t mac[6] = {0x90, 0xe2, 0xba, 0x21, (uint8_t)pf->ifindex, 0};
	uint8_t address[INFINIBAND_ALEN] = {0};
	struct guid guid = fake_guid(pf);
	int n_listed =
		fake->caps_vf_list && pf->numvfs > LISTED_MAX ? LISTED_MAX : pf->numvfs;
	struct nlattr *list;

	link.ifi_flags |= fake_has_carrier(fake, pf) ? LOWER_UP : 0;
	nlmsg_put(msg, 0, 0, RTM_NEWLINK, 0, 0);
	nlmsg_append(msg, &link, sizeof(link), NLMSG_ALIGNTO);
	nla_put_string(msg, IFLA_IFNAME, pf->netdev);
	if (pf->altname[0]) {
		list = nla_nest_start(msg, IFLA_PROP_LIST | NLA_F_NESTED);
		nla_put_string(msg, IFLA_ALT_IFNAME, pf->altname);
		nla_nest_end(msg, list);
	}
	nla_put_u32(msg, IFLA_MTU, pf->mtu);
	if (pf->personality->is_infiniband) {
		memcpy(address + sizeof(address) - sizeof(guid), &guid, sizeof(guid));
		nla_put(msg, IFLA_ADDRESS, sizeof(address), address);
	} else {
		nla_put(msg, IFLA_ADDRESS, sizeof(mac), mac);
		nla_put(msg, IFLA_PERM_ADDRESS, sizeof(mac), mac);
	}
	nla_put_u32(msg, IFLA_NUM_VF, (uint32_t)pf->numvfs);
	list = nla_nest_start(msg, IFLA_VFINFO_LIST);
	for (int i = 0; i < n_listed && !pf->personality->reports_no_vfs; i++) {
		if (!pf->vfs[i].is_hidden && fake->now_ms >= pf->vfs[i].busy_until)
			put_vf(msg, pf, &pf->vfs[i], (uint32_t)i);
	}
	if (pf->personality->reports_no_vfs)
		nla_nest_cancel(msg, list);
	else
		nla_nest_end_keep_empty(msg, list);
	reply->message = arena_alloc(arena, nlmsg_hdr(msg)->nlmsg_len);
	memcpy(reply->message, nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	nlmsg_free(msg);
	return 0;
}

static bool is_rate(enum vf_attr attr)
{
	return attr == VF_ATTR_MIN_TX_RATE || attr == VF_ATTR_MAX_TX_RATE;
}

/* What the rule of one attribute says to a value: 0 or -errno. */
static int check_rule(const struct fake_kernel *fake, const struct fake_pf *pf,
		      enum vf_attr attr, struct value value, bool *ret_sticks)
{
	const struct attr_rule *rule = &pf->personality->attrs[attr];
	bool is_neutral = value_is_neutral(vf_attr_info[attr].kind, value);

	*ret_sticks = !pf->ignores[attr] &&
		      !(is_neutral ? rule->ignores_neutral : rule->ignores_set);
	/* Where rtnetlink says EOPNOTSUPP, as it does here, there is the port. */
	if (attr == VF_ATTR_MAC && pf->personality->eswitch.mac_by_port &&
	    fake_is_switchdev(pf) &&
	    (!pf->refuses[attr] || pf->refuses[attr] == EOPNOTSUPP))
		return 0;
	if (pf->refuses[attr])
		return -pf->refuses[attr];
	if (fake_is_switchdev(pf) &&
	    pf->personality->eswitch.refuses & VF_ATTR_BIT(attr) &&
	    !(attr == VF_ATTR_VLAN && is_neutral))
		return -EOPNOTSUPP;
	/* do_setvfinfo: handle_infiniband_guid */
	if (VF_ATTRS_GUID & VF_ATTR_BIT(attr) && !pf->personality->is_infiniband)
		return -EOPNOTSUPP;
	if (rule->refuses)
		return -rule->refuses;
	if (is_neutral ? rule->refuses_neutral : rule->refuses_set)
		return -(is_neutral ? rule->refuses_neutral : rule->refuses_set);
	if (rule->needs_carrier && !pf->rate_any_link && !fake_has_carrier(fake, pf) &&
	    !(is_neutral && rule->neutral_needs_nothing))
		return -rule->needs_carrier;
	if (is_rate(attr) && !is_neutral &&
	    ((rule->min && value.number < rule->min) ||
	     (rule->max && value.number > rule->max)))
		return -EINVAL;
	return 0;
}

static int check_vlan(const struct fake_pf *pf, struct vlan vlan, bool *sticks)
{
	/* do_setvfinfo leaves the range to the drivers, and they let 4095 pass. */
	if (vlan.id > VLAN_ID_MAX + 1 || vlan.qos > VLAN_QOS_MAX)
		return -EINVAL;
	if (vlan.proto == VLAN_8021AD && pf->personality->refuses_8021ad)
		return -pf->personality->refuses_8021ad;
	if (vlan.qos && pf->personality->refuses_qos)
		return -pf->personality->refuses_qos;
	if (vlan.qos && pf->personality->ignores_qos)
		*sticks = false;
	return 0;
}

/* Both rates, as they travel together. */
static int check_rates(const struct fake_kernel *fake, const struct fake_pf *pf,
		       uint32_t min, uint32_t max, bool *ret_min_sticks,
		       bool *ret_max_sticks)
{
	int r;

	*ret_min_sticks = *ret_max_sticks = false;
	/* do_setvfinfo, net/core/rtnetlink.c */
	if (max && max < min)
		return -EINVAL;
	r = check_rule(fake, pf, VF_ATTR_MIN_TX_RATE, (struct value){.number = min},
		       ret_min_sticks);
	return r ? r
		 : check_rule(fake, pf, VF_ATTR_MAX_TX_RATE,
			      (struct value){.number = max}, ret_max_sticks);
}

int fake_vf_would_take(const struct fake_kernel *fake, const struct fake_pf *pf,
		       int index, enum vf_attr attr, struct value value, bool *ret_sticks)
{
	const struct fake_vf *vf = &pf->vfs[index];
	bool other;
	int r;

	*ret_sticks = false;
	if (index >= pf->numvfs)
		return -EINVAL;
	if (attr == VF_ATTR_MIN_TX_RATE)
		return check_rates(fake, pf, value.number, vf->max_tx_rate, ret_sticks,
				   &other);
	if (attr == VF_ATTR_MAX_TX_RATE)
		return check_rates(fake, pf, vf->min_tx_rate, value.number, &other,
				   ret_sticks);
	r = check_rule(fake, pf, attr, value, ret_sticks);
	if (attr == VF_ATTR_LINK_STATE && value.link_state == VF_LINK_ENABLE &&
	    pf->personality->ignores_link_enable)
		*ret_sticks = false;
	if (r == 0 && attr == VF_ATTR_VLAN)
		r = check_vlan(pf, value.vlan, ret_sticks);
	return r;
}

/* What takes away the network of whoever uses the VF, or what a guest has set. */
static bool cuts_off(const struct fake_vf *vf, enum vf_attr attr, struct value value)
{
	bool is_guest = vf->in_netns || (vf->is_vfio && vf->enable > 0);

	if (value_is_equal(vf_attr_info[attr].kind, fake_vf_value(vf, attr), value))
		return false;
	return attr == VF_ATTR_MAC || attr == VF_ATTR_VLAN ||
	       (attr == VF_ATTR_LINK_STATE &&
		(is_guest || value.link_state == VF_LINK_DISABLE));
}

static void store(struct fake_vf *vf, enum vf_attr attr, struct value value)
{
	switch (attr) {
	case VF_ATTR_MAC:
		vf->mac = value.mac;
		break;
	case VF_ATTR_VLAN:
		vf->vlan = value.vlan;
		break;
	case VF_ATTR_MIN_TX_RATE:
		vf->min_tx_rate = value.number;
		break;
	case VF_ATTR_MAX_TX_RATE:
		vf->max_tx_rate = value.number;
		break;
	case VF_ATTR_SPOOFCHK:
		vf->spoofchk = value.on;
		break;
	case VF_ATTR_LINK_STATE:
		vf->link_state = value.link_state;
		break;
	case VF_ATTR_QUERY_RSS:
		vf->query_rss = value.on;
		break;
	case VF_ATTR_TRUST:
		vf->trust = value.on;
		break;
	case VF_ATTR_NODE_GUID:
		vf->node_guid = value.guid;
		break;
	case VF_ATTR_PORT_GUID:
		vf->port_guid = value.guid;
		break;
	default:
		break;
	}
}

struct value fake_vf_value(const struct fake_vf *vf, enum vf_attr attr)
{
	switch (attr) {
	case VF_ATTR_MAC:
		return (struct value){.mac = vf->mac};
	case VF_ATTR_VLAN:
		return (struct value){.vlan = vf->vlan};
	case VF_ATTR_MIN_TX_RATE:
		return (struct value){.number = vf->min_tx_rate};
	case VF_ATTR_MAX_TX_RATE:
		return (struct value){.number = vf->max_tx_rate};
	case VF_ATTR_SPOOFCHK:
		return (struct value){.on = vf->spoofchk};
	case VF_ATTR_LINK_STATE:
		return (struct value){.link_state = vf->link_state};
	case VF_ATTR_QUERY_RSS:
		return (struct value){.on = vf->query_rss};
	case VF_ATTR_TRUST:
		return (struct value){.on = vf->trust};
	case VF_ATTR_NODE_GUID:
		return (struct value){.guid = vf->node_guid};
	case VF_ATTR_PORT_GUID:
		return (struct value){.guid = vf->port_guid};
	default:
		break;
	}
	return (struct value){0};
}

/* An attribute but the rates. */
static int set_one(struct fake_kernel *fake, struct fake_pf *pf, struct fake_vf *vf,
		   enum vf_attr attr, struct value value)
{
	bool sticks;
	int r = fake_vf_would_take(fake, pf, (int)(vf - pf->vfs), attr, value, &sticks);

	if (r == 0 && attr == VF_ATTR_MAC && pf->personality->eswitch.mac_by_port)
		r = -EOPNOTSUPP;
	if (r < 0)
		return r;
	if (cuts_off(vf, attr, value))
		fake_disturb(fake, pf, vf, vf_attr_info[attr].name);
	if (pf->personality->attrs[attr].resets_vf && !pf->ignores[attr] &&
	    !value_is_equal(vf_attr_info[attr].kind, fake_vf_value(vf, attr), value)) {
		fake_disturb(fake, pf, vf, vf_attr_info[attr].name);
		vf->busy_until = fake->now_ms + pf->personality->busy_ms;
	}
	if (attr == VF_ATTR_VLAN && pf->personality->ignores_qos)
		value.vlan.qos = 0;
	if (sticks || (attr == VF_ATTR_VLAN && !pf->ignores[attr]))
		store(vf, attr, value);
	return 0;
}

static int set_rates(struct fake_kernel *fake, struct fake_pf *pf, struct fake_vf *vf,
		     uint32_t min, uint32_t max)
{
	bool min_sticks, max_sticks;
	int r = check_rates(fake, pf, min, max, &min_sticks, &max_sticks);

	if (r < 0)
		return r;
	if (min_sticks)
		vf->min_tx_rate = min;
	if (max_sticks)
		vf->max_tx_rate = max;
	return 0;
}

/* The value of one IFLA_VF_*, in `vf_attr`'s terms; the rates are not among them. */
static struct value value_of(const struct nlattr *attr, const void *data)
{
	const uint32_t *words = data;
	const struct ifla_vf_vlan_info *vlan_info = data;
	struct value value = {0};
	struct ifla_vf_guid guid;

	switch (nla_type(attr)) {
	case IFLA_VF_MAC:
		memcpy(value.mac.bytes, ((const struct ifla_vf_mac *)data)->mac, 6);
		break;
	case IFLA_VF_VLAN:
		value.vlan = (struct vlan){.id = (uint16_t)words[1],
					   .qos = (uint8_t)words[2],
					   .proto = VLAN_8021Q};
		break;
	case IFLA_VF_VLAN_LIST:
		value.vlan = (struct vlan){.id = (uint16_t)vlan_info->vlan,
					   .qos = (uint8_t)vlan_info->qos,
					   .proto = ntohs(vlan_info->vlan_proto)};
		break;
	case IFLA_VF_LINK_STATE:
		value.link_state = (enum vf_link_state)words[1];
		break;
	case IFLA_VF_IB_NODE_GUID:
	case IFLA_VF_IB_PORT_GUID:
		memcpy(&guid, data, sizeof(guid));
		for (int i = 0; i < 8; i++)
			value.guid.bytes[i] = (uint8_t)(guid.guid >> (56 - 8 * i));
		break;
	default:
		value.on = words[1];
	}
	return value;
}

/* One IFLA_VF_* of a request, as do_setvfinfo takes it. */
static int set_attr(struct fake_kernel *fake, struct fake_pf *pf, struct nlattr *attr)
{
	static const struct {
		int type;
		enum vf_attr attr;
		const char *name;
	} kinds[] = {
		{IFLA_VF_MAC, VF_ATTR_MAC, "mac"},
		{IFLA_VF_VLAN, VF_ATTR_VLAN, "vlan"},
		{IFLA_VF_VLAN_LIST, VF_ATTR_VLAN, "vlan-list"},
		{IFLA_VF_RATE, VF_ATTR_MAX_TX_RATE, "rate"},
		{IFLA_VF_SPOOFCHK, VF_ATTR_SPOOFCHK, "spoofchk"},
		{IFLA_VF_LINK_STATE, VF_ATTR_LINK_STATE, "link_state"},
		{IFLA_VF_RSS_QUERY_EN, VF_ATTR_QUERY_RSS, "query_rss"},
		{IFLA_VF_TRUST, VF_ATTR_TRUST, "trust"},
		{IFLA_VF_IB_NODE_GUID, VF_ATTR_NODE_GUID, "node_guid"},
		{IFLA_VF_IB_PORT_GUID, VF_ATTR_PORT_GUID, "port_guid"},
	};
	bool is_list = nla_type(attr) == IFLA_VF_VLAN_LIST;
	const void *data = is_list ? nla_data(nla_data(attr)) : nla_data(attr);
	const uint32_t *words = data;
	enum fake_verdict verdict;
	struct fake_vf *vf;
	size_t kind;

	for (kind = 0; kind < ARRAY_SIZE(kinds); kind++) {
		if (kinds[kind].type == nla_type(attr))
			break;
	}
	if (kind == ARRAY_SIZE(kinds))
		return -EINVAL;
	verdict = fake_begin(fake, true, "setlink %s vf %u %s", pf->netdev, words[0],
			     kinds[kind].name);
	if (verdict != FAKE_GOES)
		return verdict == FAKE_FAILS ? -fake->fault_error : 0;
	if (words[0] >= (uint32_t)pf->numvfs)
		return -EINVAL;
	vf = &pf->vfs[words[0]];
	if (fake->now_ms < vf->busy_until) {
		/* The ndo waits for the VF, under RTNL, as long as its driver does. */
		if (fake->now_ms + pf->personality->waits_ms < vf->busy_until)
			return -pf->personality->busy_error;
		fake->now_ms = vf->busy_until;
	}
	return kinds[kind].attr == VF_ATTR_MAX_TX_RATE
		       ? set_rates(fake, pf, vf, words[1], words[2])
		       : set_one(fake, pf, vf, kinds[kind].attr, value_of(attr, data));
}

/* The administrative state of the PF: do_change_link comes before the VFs. */
static int set_up(struct fake_kernel *fake, struct fake_pf *pf, bool up)
{
	enum fake_verdict verdict =
		fake_begin(fake, true, "setlink %s %s", pf->netdev, up ? "up" : "down");

	if (verdict != FAKE_GOES)
		return verdict == FAKE_FAILS ? -fake->fault_error : 0;
	if (!up)
		fake_disturb_pf(fake, pf, DISRUPTION_LINK, "link down");
	for (int i = 0; i < pf->numvfs && !up && pf->link; i++)
		fake_disturb(fake, pf, &pf->vfs[i], "link down");
	pf->was_raised |= up && !pf->link;
	if (up && !pf->link)
		pf->carrier_at = fake->now_ms + pf->carrier_delay_ms;
	pf->link = up;
	return 0;
}

/* do_setlink: dev_set_mtu; drivers take the link down and up again. */
static int set_mtu(struct fake_kernel *fake, struct fake_pf *pf, uint32_t mtu)
{
	enum fake_verdict verdict =
		fake_begin(fake, true, "setlink %s mtu %u", pf->netdev, mtu);

	if (verdict != FAKE_GOES)
		return verdict == FAKE_FAILS ? -fake->fault_error : 0;
	if (mtu > FAKE_MTU_MAX)
		return -EINVAL;
	if (pf->link)
		fake_disturb_pf(fake, pf, DISRUPTION_BLINK, "another MTU");
	for (int i = 0; i < pf->numvfs && pf->link; i++)
		fake_disturb(fake, pf, &pf->vfs[i], "another MTU");
	pf->mtu = mtu;
	pf->carrier_at = fake->now_ms + pf->carrier_delay_ms;
	return 0;
}

static int set_link(struct fake_kernel *fake, struct fake_pf *pf,
		    struct nlmsghdr *request)
{
	struct ifinfomsg *link = nlmsg_data(request);
	struct nlattr *list = nlmsg_find_attr(request, sizeof(*link), IFLA_VFINFO_LIST);
	struct nlattr *mtu = nlmsg_find_attr(request, sizeof(*link), IFLA_MTU);
	struct nlattr *info, *attr;
	int list_rest, rest;

	if (mtu) {
		int r = set_mtu(fake, pf, nla_get_u32(mtu));

		if (r < 0)
			return r;
	}
	if (link->ifi_change & IFF_UP) {
		int r = set_up(fake, pf, link->ifi_flags & IFF_UP);

		if (r < 0)
			return r;
	}
	if (!list)
		return 0;
	if (pf->busy_times > 0) {
		pf->busy_times--;
		return -EBUSY;
	}
	nla_for_each_nested (info, list, list_rest) {
		nla_for_each_nested (attr, info, rest) {
			int r = set_attr(fake, pf, attr);

			if (r < 0)
				return r;
			/* do_setvfinfo returns behind a node GUID. */
			if (nla_type(attr) == IFLA_VF_IB_NODE_GUID)
				break;
		}
	}
	return 0;
}

/* do_setlink of a VF's own netdev. */
static int set_vf_link(struct fake_kernel *fake, struct fake_pf *pf, struct fake_vf *vf,
		       struct nlmsghdr *request)
{
	struct ifinfomsg *link = nlmsg_data(request);
	struct nlattr *mtu = nlmsg_find_attr(request, sizeof(*link), IFLA_MTU);
	bool up = link->ifi_change & IFF_UP && link->ifi_flags & IFF_UP;
	enum fake_verdict verdict = fake_begin(fake, true, "setlink %s %s", vf->netdev,
					       mtu  ? "mtu"
					       : up ? "up"
						    : "down");

	if (verdict != FAKE_GOES)
		return verdict == FAKE_FAILS ? -fake->fault_error : 0;
	if (mtu && nla_get_u32(mtu) > FAKE_MTU_MAX)
		return -EINVAL;
	if (mtu || !up)
		fake_disturb(fake, pf, vf, mtu ? "another MTU" : "link down");
	if (mtu)
		vf->netdev_mtu = nla_get_u32(mtu);
	else if (up != vf->netdev_up) {
		vf->netdev_up = vf->is_ours = up;
		vf->is_raised = false;
	}
	return 0;
}

static struct fake_vf *find_vf_link(struct fake_kernel *fake, int ifindex,
				    struct fake_pf **ret_pf)
{
	for (size_t i = 0; i < fake->n_pfs; i++) {
		for (int v = 0; v < fake->pfs[i].numvfs; v++) {
			*ret_pf = &fake->pfs[i];
			if (fake_vf_has_netdev(fake, &(*ret_pf)->vfs[v]) &&
			    fake_vf_ifindex(*ret_pf, &(*ret_pf)->vfs[v]) == ifindex)
				return &(*ret_pf)->vfs[v];
		}
	}
	return NULL;
}

/* rtnl_dev_get: by index, or by name or alternative name. */
static struct fake_pf *find_link(struct fake_kernel *fake, struct nlmsghdr *request)
{
	struct ifinfomsg *link = nlmsg_data(request);
	struct nlattr *name = nlmsg_find_attr(request, sizeof(*link), IFLA_ALT_IFNAME);

	if (link->ifi_index || !name)
		return find_ifindex(fake, link->ifi_index);
	for (size_t i = 0; i < fake->n_pfs; i++) {
		if (strcmp(fake->pfs[i].netdev, nla_get_string(name)) == 0 ||
		    (fake->pfs[i].altname[0] &&
		     strcmp(fake->pfs[i].altname, nla_get_string(name)) == 0))
			return &fake->pfs[i];
	}
	return NULL;
}

void fake_add_reply(struct arena *arena, struct nl_msg *msg, struct kernel_reply *reply)
{
	struct nlmsghdr *copy = arena_alloc(arena, nlmsg_hdr(msg)->nlmsg_len);

	memcpy(copy, nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	nlmsg_free(msg);
	reply->message = copy;
	reply->messages = arena_grow(arena, reply->messages, reply->n_messages,
				     sizeof(*reply->messages));
	reply->messages[reply->n_messages++] = copy;
}

enum {
	LINK_ADDRESS = 2
};

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
	fake_add_reply(arena, msg, reply);
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
	fake_add_reply(arena, msg, reply);
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

/* The addresses of a VF's or a PF's netdev. */
static int get_address(struct fake_kernel *fake, struct arena *arena,
		       struct nlmsghdr *request, struct kernel_reply *reply)
{
	const struct ifaddrmsg *wanted = nlmsg_data(request);
	const struct fake_pf *pf, *second;
	struct fake_pf *vf_pf;
	const struct fake_vf *vf;

	if (fake_begin(fake, false, "getaddr %u", wanted->ifa_index) != FAKE_GOES)
		return -fake->fault_error;
	pf = find_ifindex(fake, (int)wanted->ifa_index);
	vf = find_vf_link(fake, (int)wanted->ifa_index, &vf_pf);
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

static int get_vf_link(struct fake_kernel *fake, struct arena *arena,
		       const struct fake_vf *vf, int ifindex, struct kernel_reply *reply)
{
	struct ifinfomsg link = {.ifi_index = ifindex};
	struct nl_msg *msg;
	struct nlattr *xdp;

	if (fake_begin(fake, false, "getlink %s", vf->netdev) != FAKE_GOES)
		return -fake->fault_error;
	msg = nlmsg_alloc();
	nlmsg_put(msg, 0, 0, RTM_NEWLINK, 0, 0);
	nlmsg_append(msg, &link, sizeof(link), NLMSG_ALIGNTO);
	nla_put_u32(msg, IFLA_PROMISCUITY, vf->is_promiscuous);
	xdp = nla_nest_start(msg, IFLA_XDP);
	nla_put_u8(msg, IFLA_XDP_ATTACHED, vf->has_xdp);
	nla_nest_end(msg, xdp);
	fake_add_reply(arena, msg, reply);
	return 0;
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
	fake_add_reply(arena, msg, reply);
}

/* The default routes. */
static int get_route(struct fake_kernel *fake, struct arena *arena,
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

int fake_transact(void *self, enum kernel_protocol protocol, struct arena *arena,
		  struct nl_msg *const *requests, struct kernel_reply *replies, size_t n)
{
	struct fake_kernel *fake = self;

	if (protocol == KERNEL_DEVLINK)
		return fake_devlink(fake, arena, requests, replies, n);
	if (protocol == KERNEL_SOCK_DIAG) {
		replies->error = fake_sock_diag(fake, arena, replies);
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		struct nlmsghdr *request = nlmsg_hdr(requests[i]);
		bool is_link = request->nlmsg_type == RTM_GETLINK ||
			       request->nlmsg_type == RTM_SETLINK;
		struct fake_pf *pf = is_link ? find_link(fake, request) : NULL;
		struct ifinfomsg *link = nlmsg_data(request);
		struct fake_pf *vf_pf;
		struct fake_vf *vf =
			is_link ? find_vf_link(fake, link->ifi_index, &vf_pf) : NULL;

		if (request->nlmsg_type == RTM_GETNSID ||
		    request->nlmsg_type == RTM_NEWNSID ||
		    (request->nlmsg_type == RTM_GETLINK &&
		     request->nlmsg_flags & NLM_F_DUMP))
			replies[i].error = fake_netns(fake, arena, request, &replies[i]);
		else if (vf && request->nlmsg_type == RTM_GETLINK)
			replies[i].error = get_vf_link(fake, arena, vf, link->ifi_index,
						       &replies[i]);
		else if (vf)
			replies[i].error = set_vf_link(fake, vf_pf, vf, request);
		else if (request->nlmsg_type == RTM_GETADDR)
			replies[i].error = get_address(fake, arena, request, &replies[i]);
		else if (request->nlmsg_type == RTM_GETROUTE)
			replies[i].error = get_route(fake, arena, request, &replies[i]);
		else if (!pf)
			replies[i].error = -ENODEV;
		else if (request->nlmsg_type == RTM_GETLINK &&
			 fake_begin(fake, false, "getlink %s", pf->netdev) != FAKE_GOES)
			replies[i].error = -fake->fault_error;
		else if (request->nlmsg_type == RTM_GETLINK && pf->fails_get_link)
			replies[i].error = -pf->fails_get_link;
		else if (request->nlmsg_type == RTM_GETLINK)
			replies[i].error = get_link(fake, arena, pf, &replies[i]);
		else
			replies[i].error = set_link(fake, pf, request);
	}
	return 0;
}
