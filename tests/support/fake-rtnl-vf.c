/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fake kernel's VF attributes: do_setvfinfo of net/core/rtnetlink.c, and ndo_set_vf_*
 * of drivers. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_link.h>
#include <netlink/attr.h>
#include <string.h>

#include "fake-parts.h"
#include "support/guard.h"

static bool is_rate(enum vf_attr attr)
{
	return attr == VF_ATTR_MIN_TX_RATE || attr == VF_ATTR_MAX_TX_RATE;
}

/* nsim_set_vf_rate and nsim_rate_leaf_tx_max_set, drivers/net/netdevsim */
bool fake_has_port_rates(const struct fake_pf *pf)
{
	return pf->personality->eswitch.rates_by_port && fake_is_switchdev(pf);
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
	if (is_rate(attr) && fake_has_port_rates(pf) &&
	    (!pf->refuses[attr] || pf->refuses[attr] == EOPNOTSUPP))
		return value.number > pf->personality->eswitch.rates_by_port ? -EINVAL
									     : 0;
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

int fake_vf_set_port_rate(struct fake_kernel *fake, struct fake_pf *pf,
			  struct fake_vf *vf, enum vf_attr attr, uint64_t bytes)
{
	struct value value = {.number = (uint32_t)(bytes / 125000)};
	bool sticks;
	int r = fake_has_port_rates(pf) ? check_rule(fake, pf, attr, value, &sticks)
					: -EOPNOTSUPP;

	if (r < 0 || !sticks)
		return r;
	*(attr == VF_ATTR_MIN_TX_RATE ? &vf->min_tx_rate : &vf->max_tx_rate) =
		value.number;
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

	/* Beyond what the port takes it is refused here, too. */
	if (fake_has_port_rates(pf) && (r == 0 || r == -EINVAL) && (!max || max >= min))
		return -EOPNOTSUPP;
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

int fake_rtnl_vf_set(struct fake_kernel *fake, struct fake_pf *pf, struct nlattr *attr)
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
