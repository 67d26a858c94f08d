/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fake kernel's links: RTM_GETLINK and RTM_SETLINK of net/core/rtnetlink.c, for PFs
 * and for the netdevs of VFs. */
#include <errno.h>
#include <arpa/inet.h>
#include <net/if_arp.h>
#include <linux/if_infiniband.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <string.h>

#include "fake-parts.h"

enum {
	LOWER_UP = 1 << 16,
	LISTED_MAX = 256
};

struct fake_pf *fake_rtnl_link_find_pf(struct fake_kernel *fake, int ifindex)
{
	for (size_t i = 0; i < fake->n_pfs; i++) {
		if (fake->pfs[i].netdev[0] && fake->pfs[i].ifindex == ifindex)
			return &fake->pfs[i];
	}
	return NULL;
}

struct fake_vf *fake_rtnl_link_find_vf(struct fake_kernel *fake, int ifindex,
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
struct fake_pf *fake_rtnl_link_find(struct fake_kernel *fake, struct nlmsghdr *request)
{
	struct ifinfomsg *link = nlmsg_data(request);
	struct nlattr *name = nlmsg_find_attr(request, sizeof(*link), IFLA_ALT_IFNAME);

	if (link->ifi_index || !name)
		return fake_rtnl_link_find_pf(fake, link->ifi_index);
	for (size_t i = 0; i < fake->n_pfs; i++) {
		if (strcmp(fake->pfs[i].netdev, nla_get_string(name)) == 0 ||
		    (fake->pfs[i].altname[0] &&
		     strcmp(fake->pfs[i].altname, nla_get_string(name)) == 0))
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

int fake_rtnl_link_get(struct fake_kernel *fake, struct arena *arena, struct fake_pf *pf,
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

int fake_rtnl_link_get_vf(struct fake_kernel *fake, struct arena *arena,
			  const struct fake_vf *vf, int ifindex,
			  struct kernel_reply *reply)
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
	fake_netlink_add_reply(arena, msg, reply);
	return 0;
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

int fake_rtnl_link_set(struct fake_kernel *fake, struct fake_pf *pf,
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
			int r = fake_rtnl_vf_set(fake, pf, attr);

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
int fake_rtnl_link_set_vf(struct fake_kernel *fake, struct fake_pf *pf,
			  struct fake_vf *vf, struct nlmsghdr *request)
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
