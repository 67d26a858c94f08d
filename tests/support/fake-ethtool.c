/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fake kernel's ethtool: private flags and features of PFs, net/ethtool/. */
#include <errno.h>
#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>
#include <netlink/msg.h>
#include <string.h>

#include "fake-parts.h"
#include "support/guard.h"

const char *const fake_features[] = {"rx-checksum",	 "tx-vlan-hw-insert",
				     "rx-vlan-hw-parse", "rx-ntuple-filter",
				     "tx-lockless",	 NULL};

enum {
	CHANGEABLE = 0xf,
	FIXED = 0x10,
};

static bool is_privflags(const struct genlmsghdr *header)
{
	return header->cmd == ETHTOOL_MSG_PRIVFLAGS_GET ||
	       header->cmd == ETHTOOL_MSG_PRIVFLAGS_SET;
}

/* With a mask all are listed, else those that are on. */
static void put_bits(struct nl_msg *msg, int type, const char *const *names, uint32_t on,
		     bool has_mask)
{
	struct nlattr *set = nla_nest_start(msg, type | NLA_F_NESTED), *bits, *bit;

	if (!has_mask)
		nla_put_flag(msg, ETHTOOL_A_BITSET_NOMASK);
	bits = nla_nest_start(msg, ETHTOOL_A_BITSET_BITS | NLA_F_NESTED);
	for (uint32_t i = 0; names && names[i]; i++) {
		bool is_on = on & 1u << i;

		if (!has_mask && !is_on)
			continue;
		bit = nla_nest_start(msg, ETHTOOL_A_BITSET_BITS_BIT | NLA_F_NESTED);
		nla_put_u32(msg, ETHTOOL_A_BITSET_BIT_INDEX, i);
		nla_put_string(msg, ETHTOOL_A_BITSET_BIT_NAME, names[i]);
		if (is_on && has_mask)
			nla_put_flag(msg, ETHTOOL_A_BITSET_BIT_VALUE);
		nla_nest_end(msg, bit);
	}
	nla_nest_end(msg, bits);
	nla_nest_end(msg, set);
}

static int get(struct arena *arena, const struct fake_pf *pf, bool of_flags,
	       struct kernel_reply *reply)
{
	struct genlmsghdr header = {.version = ETHTOOL_GENL_VERSION};
	struct nl_msg *msg;

	if (of_flags && !pf->personality->private_flags)
		return -EOPNOTSUPP;
	msg = nlmsg_alloc_simple(21, 0);
	nlmsg_append(msg, &header, sizeof(header), NLMSG_ALIGNTO);
	if (of_flags) {
		put_bits(msg, ETHTOOL_A_PRIVFLAGS_FLAGS, pf->personality->private_flags,
			 pf->private_flags, true);
	} else {
		put_bits(msg, ETHTOOL_A_FEATURES_HW, fake_features, CHANGEABLE, false);
		put_bits(msg, ETHTOOL_A_FEATURES_ACTIVE, fake_features,
			 pf->features | FIXED, false);
		put_bits(msg, ETHTOOL_A_FEATURES_NOCHANGE, fake_features, FIXED, false);
	}
	fake_netlink_add_reply(arena, msg, reply);
	return 0;
}

static uint32_t bit_of(const char *const *names, const char *name)
{
	for (uint32_t i = 0; names && names[i]; i++) {
		if (strcmp(names[i], name) == 0)
			return 1u << i;
	}
	return 0;
}

static int set(struct fake_kernel *fake, struct fake_pf *pf, bool of_flags,
	       struct nlmsghdr *request)
{
	const char *const *names =
		of_flags ? pf->personality->private_flags : fake_features;
	struct nlattr *wanted = nlmsg_find_attr(request, GENL_HDRLEN,
						of_flags ? ETHTOOL_A_PRIVFLAGS_FLAGS
							 : ETHTOOL_A_FEATURES_WANTED);
	struct nlattr *bits =
		nla_find(nla_data(wanted), nla_len(wanted), ETHTOOL_A_BITSET_BITS);
	struct nlattr *bit = nla_data(bits);
	uint32_t *now = of_flags ? &pf->private_flags : &pf->features;
	uint32_t mask =
		bit_of(names, nla_get_string(nla_find(nla_data(bit), nla_len(bit),
						      ETHTOOL_A_BITSET_BIT_NAME)));
	bool on = nla_find(nla_data(bit), nla_len(bit), ETHTOOL_A_BITSET_BIT_VALUE);

	if (mask == 0)
		return -EINVAL;
	if (of_flags && pf->numvfs > 0 && pf->personality->flags_without_vfs & mask)
		return -EOPNOTSUPP;
	if (((*now & mask) != 0) == on)
		return 0;
	fake_disturb_pf(fake, pf, DISRUPTION_BLINK, "an ethtool switch");
	for (int i = 0; pf->link && i < pf->numvfs; i++)
		fake_disturb(fake, pf, &pf->vfs[i], "an ethtool switch");
	*now = on ? *now | mask : *now & ~mask;
	return 0;
}

static int transact(struct fake_kernel *fake, struct arena *arena,
		    struct nlmsghdr *request, struct kernel_reply *reply)
{
	const struct genlmsghdr *header = nlmsg_data(request);
	bool is_write = header->cmd == ETHTOOL_MSG_PRIVFLAGS_SET ||
			header->cmd == ETHTOOL_MSG_FEATURES_SET;
	struct nlattr *device =
		nlmsg_find_attr(request, GENL_HDRLEN,
				is_privflags(header) ? ETHTOOL_A_PRIVFLAGS_HEADER
						     : ETHTOOL_A_FEATURES_HEADER);
	struct fake_pf *pf = fake_rtnl_link_find_pf(
		fake, (int)nla_get_u32(nla_find(nla_data(device), nla_len(device),
						ETHTOOL_A_HEADER_DEV_INDEX)));
	enum fake_verdict verdict;

	if (!pf)
		return -ENODEV;
	verdict = fake_begin(fake, is_write, "ethtool %s %s%s", pf->netdev,
			     is_write ? "" : "get ",
			     is_privflags(header) ? "flags" : "features");
	if (verdict != FAKE_GOES)
		return verdict == FAKE_NO_EFFECT && is_write ? 0 : -fake->fault_error;
	return is_write ? set(fake, pf, is_privflags(header), request)
			: get(arena, pf, is_privflags(header), reply);
}

int fake_ethtool(struct fake_kernel *fake, struct arena *arena,
		 struct nl_msg *const *requests, struct kernel_reply *replies, size_t n)
{
	for (size_t i = 0; i < n; i++)
		replies[i].error =
			transact(fake, arena, nlmsg_hdr(requests[i]), &replies[i]);
	return 0;
}
