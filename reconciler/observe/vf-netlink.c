/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/vf-netlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/if.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <string.h>

#include "support/guard.h"

/* Linux 6.0 and newer; older headers do not have it, older kernels ignore it. */
#ifndef RTEXT_FILTER_SKIP_STATS
#define RTEXT_FILTER_SKIP_STATS (1 << 3)
#endif

/* Debian 12's linux/if.h and net/if.h cannot both be included. */
enum {
	LOWER_UP = 1 << 16
};

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

static void set(struct field *field, struct value value)
{
	*field = (struct field){.set = true, .value = value};
}

static void get_mac(struct observed_vf *vf, const void *data)
{
	const struct ifla_vf_mac *mac = data;
	struct value value = {0};

	memcpy(value.mac.bytes, mac->mac, sizeof(value.mac.bytes));
	set(&vf->attrs[VF_ATTR_MAC], value);
}

static int put_mac(struct nl_msg *msg, unsigned int vf, const struct field *attrs)
{
	struct ifla_vf_mac mac = {.vf = vf};

	memcpy(mac.mac, attrs[VF_ATTR_MAC].value.mac.bytes, 6);
	return nla_put(msg, IFLA_VF_MAC, sizeof(mac), &mac);
}

static void get_vlan(struct observed_vf *vf, const void *data)
{
	const struct ifla_vf_vlan *vlan = data;

	/* VLAN_LIST says the same and the protocol too; it comes later in the message. */
	set(&vf->attrs[VF_ATTR_VLAN], (struct value){.vlan = {.id = (uint16_t)vlan->vlan,
							      .qos = (uint8_t)vlan->qos,
							      .proto = VLAN_8021Q}});
}

static void get_vlan_list(struct observed_vf *vf, const void *data)
{
	const struct nlattr *first = data;
	const struct ifla_vf_vlan_info *info;
	uint16_t proto;

	if (first->nla_len < nla_attr_size((int)sizeof(*info)))
		return;
	info = nla_data(first);
	proto = ntohs(info->vlan_proto);
	/* mlx5, nfp and netdevsim leave the protocol 0. */
	set(&vf->attrs[VF_ATTR_VLAN],
	    (struct value){.vlan = {.id = (uint16_t)info->vlan,
				    .qos = (uint8_t)info->qos,
				    .proto = proto ? proto : VLAN_8021Q}});
}

static int put_vlan(struct nl_msg *msg, unsigned int vf, const struct field *attrs)
{
	struct vlan vlan = attrs[VF_ATTR_VLAN].value.vlan;
	struct ifla_vf_vlan plain = {.vf = vf, .vlan = vlan.id, .qos = vlan.qos};
	struct ifla_vf_vlan_info info = {.vf = vf,
					 .vlan = vlan.id,
					 .qos = vlan.qos,
					 .vlan_proto = htons(vlan.proto)};
	struct nlattr *list;
	int r;

	/* Old drivers know VF_VLAN only; a message has one of the two, never both. */
	if (vlan.proto != VLAN_8021AD)
		return nla_put(msg, IFLA_VF_VLAN, sizeof(plain), &plain);
	list = nla_nest_start(msg, IFLA_VF_VLAN_LIST);
	if (!list)
		return -ENOMEM;
	r = nla_put(msg, IFLA_VF_VLAN_INFO, sizeof(info), &info);
	nla_nest_end(msg, list);
	return r;
}

static void get_rate(struct observed_vf *vf, const void *data)
{
	const struct ifla_vf_rate *rate = data;

	set(&vf->attrs[VF_ATTR_MIN_TX_RATE], (struct value){.number = rate->min_tx_rate});
	set(&vf->attrs[VF_ATTR_MAX_TX_RATE], (struct value){.number = rate->max_tx_rate});
}

static int put_rate(struct nl_msg *msg, unsigned int vf, const struct field *attrs)
{
	struct ifla_vf_rate rate = {
		.vf = vf,
		.min_tx_rate = attrs[VF_ATTR_MIN_TX_RATE].value.number,
		.max_tx_rate = attrs[VF_ATTR_MAX_TX_RATE].value.number,
	};

	return nla_put(msg, IFLA_VF_RATE, sizeof(rate), &rate);
}

/* The VF and a u32: the shape of spoofchk, link state, RSS query and trust. -1 is "the
 * driver does not report it" (rtnl_fill_vfinfo). */
struct vf_setting {
	uint32_t vf;
	uint32_t setting;
};

static void get_bool(struct observed_vf *vf, enum vf_attr attr, const void *data)
{
	const struct vf_setting *setting = data;

	if (setting->setting != UINT32_MAX)
		set(&vf->attrs[attr], (struct value){.on = setting->setting != 0});
}

static int put_setting(struct nl_msg *msg, int type, unsigned int vf, uint32_t value)
{
	struct vf_setting setting = {.vf = vf, .setting = value};

	return nla_put(msg, type, sizeof(setting), &setting);
}

static void get_spoofchk(struct observed_vf *vf, const void *data)
{
	get_bool(vf, VF_ATTR_SPOOFCHK, data);
}

static int put_spoofchk(struct nl_msg *msg, unsigned int vf, const struct field *attrs)
{
	return put_setting(msg, IFLA_VF_SPOOFCHK, vf, attrs[VF_ATTR_SPOOFCHK].value.on);
}

static void get_link_state(struct observed_vf *vf, const void *data)
{
	const struct vf_setting *setting = data;

	if (setting->setting <= VF_LINK_DISABLE)
		set(&vf->attrs[VF_ATTR_LINK_STATE],
		    (struct value){.link_state = (enum vf_link_state)setting->setting});
}

static int put_link_state(struct nl_msg *msg, unsigned int vf, const struct field *attrs)
{
	return put_setting(msg, IFLA_VF_LINK_STATE, vf,
			   attrs[VF_ATTR_LINK_STATE].value.link_state);
}

static void get_query_rss(struct observed_vf *vf, const void *data)
{
	get_bool(vf, VF_ATTR_QUERY_RSS, data);
}

static int put_query_rss(struct nl_msg *msg, unsigned int vf, const struct field *attrs)
{
	return put_setting(msg, IFLA_VF_RSS_QUERY_EN, vf,
			   attrs[VF_ATTR_QUERY_RSS].value.on);
}

static void get_trust(struct observed_vf *vf, const void *data)
{
	get_bool(vf, VF_ATTR_TRUST, data);
}

static int put_trust(struct nl_msg *msg, unsigned int vf, const struct field *attrs)
{
	return put_setting(msg, IFLA_VF_TRUST, vf, attrs[VF_ATTR_TRUST].value.on);
}

static const struct {
	int type; /* IFLA_VF_* that carries it in an answer */
	size_t size;
	void (*get)(struct observed_vf *vf, const void *data);
} readers[] = {
	{IFLA_VF_MAC, sizeof(struct ifla_vf_mac), get_mac},
	{IFLA_VF_VLAN, sizeof(struct ifla_vf_vlan), get_vlan},
	{IFLA_VF_RATE, sizeof(struct ifla_vf_rate), get_rate},
	{IFLA_VF_SPOOFCHK, sizeof(struct vf_setting), get_spoofchk},
	{IFLA_VF_LINK_STATE, sizeof(struct vf_setting), get_link_state},
	{IFLA_VF_RSS_QUERY_EN, sizeof(struct vf_setting), get_query_rss},
	{IFLA_VF_TRUST, sizeof(struct vf_setting), get_trust},
	{IFLA_VF_VLAN_LIST, NLA_HDRLEN + sizeof(struct ifla_vf_vlan_info), get_vlan_list},
};

/* Both rates travel in one attribute, which either of them puts. */
static int (*const writers[VF_ATTR_COUNT])(struct nl_msg *msg, unsigned int vf,
					   const struct field *attrs) = {
	[VF_ATTR_MAC] = put_mac,
	[VF_ATTR_VLAN] = put_vlan,
	[VF_ATTR_MIN_TX_RATE] = put_rate,
	[VF_ATTR_MAX_TX_RATE] = put_rate,
	[VF_ATTR_SPOOFCHK] = put_spoofchk,
	[VF_ATTR_LINK_STATE] = put_link_state,
	[VF_ATTR_QUERY_RSS] = put_query_rss,
	[VF_ATTR_TRUST] = put_trust,
};

static struct nl_msg *new_link_message(int type, int ifindex, unsigned int flags,
				       unsigned int change)
{
	struct ifinfomsg link = {
		.ifi_index = ifindex, .ifi_flags = flags, .ifi_change = change};
	struct nl_msg *msg = nlmsg_alloc_simple(type, NLM_F_REQUEST);

	if (!msg || nlmsg_append(msg, &link, sizeof(link), NLMSG_ALIGNTO) < 0) {
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

struct nl_msg *vf_netlink_up_request(int ifindex, bool is_up)
{
	return new_link_message(RTM_SETLINK, ifindex, is_up ? IFF_UP : 0, IFF_UP);
}

struct nl_msg *vf_netlink_set_request(int ifindex, unsigned int vf,
				      const struct field attrs[VF_ATTR_COUNT])
{
	_cleanup_(guard_msg) struct nl_msg *msg =
		new_link_message(RTM_SETLINK, ifindex, 0, 0);
	struct nlattr *list, *info;
	struct nl_msg *done;
	bool has_rate = false;

	if (!msg)
		return NULL;
	list = nla_nest_start(msg, IFLA_VFINFO_LIST);
	info = list ? nla_nest_start(msg, IFLA_VF_INFO) : NULL;
	if (!info)
		return NULL;
	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		if (!attrs[attr].set || (writers[attr] == put_rate && has_rate))
			continue;
		if (writers[attr](msg, vf, attrs) < 0)
			return NULL;
		has_rate |= writers[attr] == put_rate;
	}
	nla_nest_end(msg, info);
	nla_nest_end(msg, list);
	done = msg;
	msg = NULL;
	return done;
}

/* Every IFLA_VF_* starts with the VF's index. */
static void parse_vf_info(struct nlattr *info, struct observed_pf *pf)
{
	struct nlattr *attr;
	int rest;

	nla_for_each_nested (attr, info, rest) {
		const void *data = nla_data(attr);
		uint32_t index = UINT32_MAX;

		for (size_t i = 0; i < ARRAY_SIZE(readers); i++) {
			if (nla_type(attr) != readers[i].type ||
			    (size_t)nla_len(attr) < readers[i].size)
				continue;
			memcpy(&index,
			       (const char *)data +
				       (readers[i].get == get_vlan_list ? NLA_HDRLEN : 0),
			       sizeof(index));
			if (index >= pf->n_vfs)
				continue;
			pf->vfs[index].reported = true;
			readers[i].get(&pf->vfs[index], data);
		}
	}
}

/* Walks at most `num_vf` IFLA_VF_INFO from `start`; returns where they end. */
static const char *parse_vf_list(const char *start, const char *end, int num_vf,
				 struct observed_pf *pf)
{
	for (int i = 0; i < num_vf; i++) {
		struct nlattr *info = (struct nlattr *)start;

		if (end - start < NLA_HDRLEN || info->nla_len < NLA_HDRLEN ||
		    end - start < info->nla_len || nla_type(info) != IFLA_VF_INFO)
			break;
		parse_vf_info(info, pf);
		start += NLA_ALIGN(info->nla_len);
	}
	return start;
}

static void take_mac(struct nlattr *attr, bool *has, struct mac_address *mac)
{
	if (nla_len(attr) != (int)sizeof(mac->bytes))
		return;
	memcpy(mac->bytes, nla_data(attr), sizeof(mac->bytes));
	*has = true;
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
	pf->link = link->ifi_flags & IFF_UP;
	pf->carrier = link->ifi_flags & LOWER_UP;
	position = (const char *)nlmsg_attrdata(message, sizeof(*link));
	while (end - position >= NLA_HDRLEN) {
		struct nlattr *attr = (struct nlattr *)position;

		/* Neither can be trusted for the VF list: its length may have wrapped. */
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
			pf->mtu = (int)nla_get_u32(attr);
		else if (nla_type(attr) == IFLA_ADDRESS)
			take_mac(attr, &pf->has_mac, &pf->mac);
		else if (nla_type(attr) == IFLA_PERM_ADDRESS)
			take_mac(attr, &pf->has_permanent_mac, &pf->permanent_mac);
		else if (nla_type(attr) == IFLA_PROP_LIST)
			take_altnames(arena, attr, pf);
		position += NLA_ALIGN(attr->nla_len);
	}
	return 0;
}
