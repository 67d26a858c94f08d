/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The commands that set and read VF attributes. */
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance.h"
#include "netlink/vf-netlink.h"
#include "support/guard.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

/* "5", "5/3" (qos), "5/3/802.1ad". */
static struct vlan parse_vlan(const char *word)
{
	unsigned int id = 0, qos = 0;
	char proto[16] = "802.1Q";

	sscanf(word, "%u/%u/%15s", &id, &qos, proto);
	return (struct vlan){.id = (uint16_t)id,
			     .qos = (uint8_t)qos,
			     .proto = strcmp(proto, "802.1ad") == 0 ? VLAN_8021AD
								    : VLAN_8021Q};
}

static bool parse_attr(const char *name, const char *word, struct field *attrs)
{
	unsigned int min = 0, max = 0;

	if (strcmp(name, "rates") == 0) {
		sscanf(word, "%u-%u", &min, &max);
		attrs[VF_ATTR_MIN_TX_RATE] =
			(struct field){.set = true, .value.number = min};
		attrs[VF_ATTR_MAX_TX_RATE] =
			(struct field){.set = true, .value.number = max};
		return true;
	}
	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		struct field *field = &attrs[attr];

		if (strcmp(vf_attr_info[attr].name, name) != 0)
			continue;
		field->set = true;
		if (attr == VF_ATTR_MAC)
			return mac_address_parse(word, &field->value.mac);
		if (attr == VF_ATTR_VLAN)
			field->value.vlan = parse_vlan(word);
		else if (attr == VF_ATTR_LINK_STATE)
			field->value.link_state = strcmp(word, "auto") == 0 ? VF_LINK_AUTO
						  : strcmp(word, "enable") == 0
							  ? VF_LINK_ENABLE
							  : VF_LINK_DISABLE;
		else
			field->value.on = strcmp(word, "on") == 0;
		return true;
	}
	return false;
}

/* "VF ATTR VALUE [ATTR VALUE...]" from words[0] up to a ";" or the end; the words used.
 */
static size_t parse_set(struct conformance *c, char **words, size_t n,
			struct nl_msg **msg)
{
	struct field attrs[VF_ATTR_COUNT] = {0};
	size_t i = 1;

	for (; i + 1 < n && strcmp(words[i], ";") != 0; i += 2) {
		if (!parse_attr(words[i], words[i + 1], attrs)) {
			printf("# what is %s %s?\n", words[i], words[i + 1]);
			exit(2);
		}
	}
	*msg = vf_netlink_set_request(c->ifindex, (unsigned int)atoi(words[0]), attrs);
	return i;
}

/* One message per VF, several in flight. */
void attributes_set(struct conformance *c, char **words, size_t n, char *result)
{
	struct nl_msg *msgs[16] = {0};
	struct kernel_reply replies[16] = {0};
	size_t n_msgs = 0, length = 0;

	for (size_t i = 0; i < n && n_msgs < ARRAY_SIZE(msgs); i++)
		i += parse_set(c, words + i, n - i, &msgs[n_msgs++]);
	kernel_transact(&c->kernel, KERNEL_ROUTE, &c->arena, msgs, replies, n_msgs);
	for (size_t i = 0; i < n_msgs; i++) {
		char name[RESULT_MAX];

		conformance_put_errno(name, replies[i].error);
		length += (size_t)snprintf(result + length, RESULT_MAX - length, "%s%s",
					   i ? " " : "", name);
		nlmsg_free(msgs[i]);
	}
}

/* All VFs in one message, as `ip` never does it. */
void attributes_set_together(struct conformance *c, char **words, size_t n, char *result)
{
	_cleanup_(guard_msg) struct nl_msg *msg = nlmsg_alloc_size(8192);
	struct ifinfomsg link = {.ifi_index = c->ifindex};
	struct kernel_reply reply = {0};
	struct nlattr *list;

	nlmsg_put(msg, 0, 0, RTM_SETLINK, 0, NLM_F_REQUEST);
	nlmsg_append(msg, &link, sizeof(link), NLMSG_ALIGNTO);
	list = nla_nest_start(msg, IFLA_VFINFO_LIST);
	for (size_t i = 0; i < n; i++) {
		_cleanup_(guard_msg) struct nl_msg *one = NULL;
		struct nlattr *info;

		i += parse_set(c, words + i, n - i, &one);
		info = nla_data(
			nlmsg_find_attr(nlmsg_hdr(one), sizeof(link), IFLA_VFINFO_LIST));
		nla_put(msg, IFLA_VF_INFO | NLA_F_NESTED, nla_len(info), nla_data(info));
	}
	nla_nest_end(msg, list);
	kernel_ask(&c->kernel, KERNEL_ROUTE, &c->arena, msg, &reply);
	conformance_put_errno(result, reply.error);
}

void attributes_get(struct conformance *c, char **words, char *result)
{
	struct observed_vf vf;

	if (!conformance_read_vf(c, words[0], &vf) || !vf.reported) {
		strcpy(result, "missing");
		return;
	}
	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		if (strcmp(vf_attr_info[attr].name, words[1]) != 0)
			continue;
		strcpy(result, "unreported");
		if (vf.attrs[attr].set)
			value_format(vf_attr_info[attr].kind, vf.attrs[attr].value,
				     result);
		return;
	}
	strcpy(result, "no such attribute");
}
