/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "netlink/ethtool.h"

#include <errno.h>
#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <string.h>

#include "support/guard.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

static const struct commands {
	enum pf_attr attr;
	uint8_t get, set;
	int header; /* the attribute that names the device */
	int wanted; /* the bitset in a request to set bits */
} tables[] = {
	{PF_ATTR_PRIVATE_FLAGS, ETHTOOL_MSG_PRIVFLAGS_GET, ETHTOOL_MSG_PRIVFLAGS_SET,
	 ETHTOOL_A_PRIVFLAGS_HEADER, ETHTOOL_A_PRIVFLAGS_FLAGS},
	{PF_ATTR_FEATURES, ETHTOOL_MSG_FEATURES_GET, ETHTOOL_MSG_FEATURES_SET,
	 ETHTOOL_A_FEATURES_HEADER, ETHTOOL_A_FEATURES_WANTED},
};

static struct nl_msg *new_message(const struct commands *table, uint8_t command,
				  int ifindex)
{
	struct genlmsghdr header = {.cmd = command, .version = ETHTOOL_GENL_VERSION};
	_cleanup_(guard_msg) struct nl_msg *msg = nlmsg_alloc_simple(0, 0);
	struct nlattr *device;
	struct nl_msg *done;

	if (!msg || nlmsg_append(msg, &header, sizeof(header), NLMSG_ALIGNTO) < 0)
		return NULL;
	device = nla_nest_start(msg, table->header | NLA_F_NESTED);
	/* The answer to a set request is not used. */
	if (!device ||
	    nla_put_u32(msg, ETHTOOL_A_HEADER_DEV_INDEX, (uint32_t)ifindex) < 0 ||
	    (command == table->set &&
	     nla_put_u32(msg, ETHTOOL_A_HEADER_FLAGS, ETHTOOL_FLAG_OMIT_REPLY) < 0))
		return NULL;
	nla_nest_end(msg, device);
	done = msg;
	msg = NULL;
	return done;
}

/* The name of a bit; NULL if it is missing, too long or not NUL-terminated. */
static const char *bit_name(const struct nlattr *bit)
{
	const struct nlattr *name =
		nla_find(nla_data(bit), nla_len(bit), ETHTOOL_A_BITSET_BIT_NAME);
	size_t length = name ? (size_t)nla_len(name) : 0;

	return length > 1 && length <= FLAG_NAME_MAX + 1 &&
			       memchr(nla_data(name), '\0', length)
		       ? nla_data(name)
		       : NULL;
}

/* Reads a bitset with names: all bits if it has a mask, else only those that are on
 * (ethnl_put_bitset32, net/ethtool/bitset.c). */
static struct flags read_bits(struct arena *arena, struct nlmsghdr *message, int type)
{
	struct nlattr *set = nlmsg_find_attr(message, GENL_HDRLEN, type), *bits, *bit;
	struct flags flags = {0};
	struct flag *items = NULL;
	bool has_mask;
	int left;

	bits = set ? nla_find(nla_data(set), nla_len(set), ETHTOOL_A_BITSET_BITS) : NULL;
	if (!bits)
		return flags;
	has_mask = !nla_find(nla_data(set), nla_len(set), ETHTOOL_A_BITSET_NOMASK);
	nla_for_each_nested (bit, bits, left) {
		const char *name = bit_name(bit);

		if (!name)
			continue;
		items = arena_grow(arena, items, flags.n, sizeof(*items));
		items[flags.n++] = (struct flag){
			.name = arena_strdup(arena, name),
			.on = !has_mask || nla_find(nla_data(bit), nla_len(bit),
						    ETHTOOL_A_BITSET_BIT_VALUE)};
	}
	flags.items = items;
	return flags;
}

/* The features that can be changed, with their current state. */
static struct flags read_features(struct arena *arena, struct nlmsghdr *message)
{
	struct flags all = read_bits(arena, message, ETHTOOL_A_FEATURES_HW);
	struct flags fixed = read_bits(arena, message, ETHTOOL_A_FEATURES_NOCHANGE);
	struct flags active = read_bits(arena, message, ETHTOOL_A_FEATURES_ACTIVE);
	struct flag *items = arena_calloc(arena, all.n, sizeof(*items));
	struct flags flags = {.items = items};

	for (size_t i = 0; i < all.n; i++) {
		const char *name = all.items[i].name;

		if (!flags_find(&fixed, name))
			items[flags.n++] = (struct flag){
				.name = name, .on = flags_find(&active, name) != NULL};
	}
	return flags;
}

static int read_one(struct kernel *kernel, struct arena *arena, struct observed_pf *pf,
		    const struct commands *table)
{
	_cleanup_(guard_msg) struct nl_msg *msg =
		new_message(table, table->get, pf->ifindex);
	struct flags *flags = arena_alloc(arena, sizeof(*flags));
	struct kernel_reply reply;
	int r = kernel_ask(kernel, KERNEL_ETHTOOL, arena, msg, &reply);

	if (r < 0 && r != -EOPNOTSUPP)
		return r;
	if (r == 0 && reply.message)
		*flags = table->attr == PF_ATTR_FEATURES
				 ? read_features(arena, reply.message)
				 : read_bits(arena, reply.message, table->wanted);
	pf->attrs[table->attr] = (struct field){.set = true, .value.flags = flags};
	return 0;
}

void ethtool_observe(struct kernel *kernel, struct arena *arena, struct diags *diags,
		     struct observed_pf *pf)
{
	for (size_t i = 0; pf->ifindex > 0 && i < ARRAY_SIZE(tables); i++) {
		int r = read_one(kernel, arena, pf, &tables[i]);

		/* A netdev that has disappeared has none. */
		if (r < 0 && r != -ENODEV)
			diag_error(diags, SPAN_NONE, "observe",
				   "cannot read the %s of %s: %s",
				   pf_attr_info[tables[i].attr].name, pf->netdev,
				   strerror(-r));
	}
}

static int put_bit(struct nl_msg *msg, int type, const struct flag *flag)
{
	struct nlattr *set = nla_nest_start(msg, type | NLA_F_NESTED), *bits, *bit;

	if (!set)
		return -ENOMEM;
	bits = nla_nest_start(msg, ETHTOOL_A_BITSET_BITS | NLA_F_NESTED);
	bit = bits ? nla_nest_start(msg, ETHTOOL_A_BITSET_BITS_BIT | NLA_F_NESTED) : NULL;
	if (!bit || nla_put_string(msg, ETHTOOL_A_BITSET_BIT_NAME, flag->name) < 0 ||
	    (flag->on && nla_put_flag(msg, ETHTOOL_A_BITSET_BIT_VALUE) < 0))
		return -ENOMEM;
	nla_nest_end(msg, bit);
	nla_nest_end(msg, bits);
	nla_nest_end(msg, set);
	return 0;
}

int ethtool_set(struct kernel *kernel, struct arena *arena, const struct observed_pf *pf,
		enum pf_attr attr, const struct flag *flag, const char **ret_ext_ack)
{
	const struct commands *table = &tables[attr == PF_ATTR_FEATURES];
	_cleanup_(guard_msg) struct nl_msg *msg =
		new_message(table, table->set, pf->ifindex);
	struct kernel_reply reply = {0};
	int r = msg ? put_bit(msg, table->wanted, flag) : -ENOMEM;

	if (r == 0)
		r = kernel_ask(kernel, KERNEL_ETHTOOL, arena, msg, &reply);
	*ret_ext_ack = reply.ext_ack;
	return r;
}
