/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "netlink/vf-attr-netlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_link.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <string.h>

#include "support/guard.h"

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

	/* IFLA_VF_VLAN_LIST comes later in the message and has the protocol too. */
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

	/* Old drivers know only IFLA_VF_VLAN; a message has one of the two, never
	 * both. */
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

/* The VF and a u32: the layout of spoofchk, link state, RSS query and trust. -1 means
 * that the driver does not report it (rtnl_fill_vfinfo). */
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

/* GUIDs are numbers in the kernel, with the first byte as the most significant one
 * (get_guid of ip link; mlx5_ib_set_vf_guid, drivers/infiniband/hw/mlx5/ib_virt.c). 0:
 * the driver has none. */
static void get_guid(struct observed_vf *vf, enum vf_attr attr, const void *data)
{
	struct ifla_vf_guid guid;
	struct value value = {0};

	memcpy(&guid, data, sizeof(guid));
	for (int i = 0; i < 8; i++)
		value.guid.bytes[i] = (uint8_t)(guid.guid >> (56 - 8 * i));
	set(&vf->attrs[attr], value);
}

static int put_guid(struct nl_msg *msg, int type, unsigned int vf, struct guid guid)
{
	struct ifla_vf_guid data = {.vf = vf};

	for (int i = 0; i < 8; i++)
		data.guid |= (uint64_t)guid.bytes[i] << (56 - 8 * i);
	return nla_put(msg, type, sizeof(data), &data);
}

static void get_node_guid(struct observed_vf *vf, const void *data)
{
	get_guid(vf, VF_ATTR_NODE_GUID, data);
}

static int put_node_guid(struct nl_msg *msg, unsigned int vf, const struct field *attrs)
{
	return put_guid(msg, IFLA_VF_IB_NODE_GUID, vf,
			attrs[VF_ATTR_NODE_GUID].value.guid);
}

static void get_port_guid(struct observed_vf *vf, const void *data)
{
	get_guid(vf, VF_ATTR_PORT_GUID, data);
}

static int put_port_guid(struct nl_msg *msg, unsigned int vf, const struct field *attrs)
{
	return put_guid(msg, IFLA_VF_IB_PORT_GUID, vf,
			attrs[VF_ATTR_PORT_GUID].value.guid);
}

/* Readers of the IFLA_VF_* in an answer. */
static const struct {
	size_t size;
	void (*get)(struct observed_vf *vf, const void *data);
} readers[] = {
	[IFLA_VF_MAC] = {sizeof(struct ifla_vf_mac), get_mac},
	[IFLA_VF_VLAN] = {sizeof(struct ifla_vf_vlan), get_vlan},
	[IFLA_VF_RATE] = {sizeof(struct ifla_vf_rate), get_rate},
	[IFLA_VF_SPOOFCHK] = {sizeof(struct vf_setting), get_spoofchk},
	[IFLA_VF_LINK_STATE] = {sizeof(struct vf_setting), get_link_state},
	[IFLA_VF_RSS_QUERY_EN] = {sizeof(struct vf_setting), get_query_rss},
	[IFLA_VF_TRUST] = {sizeof(struct vf_setting), get_trust},
	[IFLA_VF_IB_NODE_GUID] = {sizeof(struct ifla_vf_guid), get_node_guid},
	[IFLA_VF_IB_PORT_GUID] = {sizeof(struct ifla_vf_guid), get_port_guid},
	[IFLA_VF_VLAN_LIST] = {NLA_HDRLEN + sizeof(struct ifla_vf_vlan_info),
			       get_vlan_list},
};

/* One netlink attribute carries both rates, so either rate writes both. */
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
	[VF_ATTR_NODE_GUID] = put_node_guid,
	[VF_ATTR_PORT_GUID] = put_port_guid,
};

int vf_attr_netlink_put(struct nl_msg *msg, unsigned int vf, const struct field *attrs,
			uint32_t which)
{
	bool has_rate = false;

	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		if (!attrs[attr].set || !(which & VF_ATTR_BIT(attr)) ||
		    (writers[attr] == put_rate && has_rate))
			continue;
		if (writers[attr](msg, vf, attrs) < 0)
			return -ENOMEM;
		has_rate |= writers[attr] == put_rate;
	}
	return 0;
}

/* Every IFLA_VF_* starts with the VF's index. */
void vf_attr_netlink_take(struct nlattr *info, struct observed_pf *pf)
{
	struct nlattr *attr;
	int rest;

	nla_for_each_nested (attr, info, rest) {
		const char *data = nla_data(attr);
		size_t type = (size_t)nla_type(attr);
		uint32_t index;

		if (type >= ARRAY_SIZE(readers) || !readers[type].get ||
		    (size_t)nla_len(attr) < readers[type].size)
			continue;
		/* A list has the index in its first element. */
		memcpy(&index, type == IFLA_VF_VLAN_LIST ? data + NLA_HDRLEN : data,
		       sizeof(index));
		if (index >= pf->n_vfs)
			continue;
		pf->vfs[index].reported = true;
		readers[type].get(&pf->vfs[index], data);
	}
}
