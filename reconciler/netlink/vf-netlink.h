/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* VF attributes as rtnetlink has them: one row per attribute for both directions. */
#pragma once

#include <stdint.h>

#include "model/observed.h"

struct nl_msg;
struct nlattr;
struct nlmsghdr;
struct rtnexthop;

/* A request for one PF: RTM_GETLINK by ifindex, VFs wanted, statistics not. NULL where
 * memory is out. The caller frees it with nlmsg_free. */
struct nl_msg *vf_netlink_get_request(int ifindex);

/* A request for the interface that has this name, or this alternative name (rtnl_dev_get,
 * net/core/rtnetlink.c); without VFs. NULL where memory is out, or the name too long. */
/* Asks for the addresses of an interface; and the first of an answer, "192.0.2.1", owned
 * by the arena, NULL where it is none of that interface. */
struct nl_msg *vf_netlink_address_request(int ifindex);

/* Whether a program takes packets from the interface of an RTM_NEWLINK: it is promiscuous
 * or has an XDP program; true where the message does not tell. */
bool vf_netlink_is_listened_to(const struct nlmsghdr *message);
const char *vf_netlink_parse_address(struct arena *arena, const struct nlmsghdr *message,
				     int ifindex);

struct nl_msg *vf_netlink_name_request(const char *name);

/* The name that an RTM_NEWLINK has; owned by the arena; NULL where it has none. */
const char *vf_netlink_parse_name(struct arena *arena, const struct nlmsghdr *message);

/* Reads an RTM_NEWLINK into the PF (flags, carrier, MAC addresses, altnames, MTU) and
 * into pf->vfs, whose n_vfs entries are zero but for their indices; each VF that the
 * message has becomes `reported`. *ret_num_vf is IFLA_NUM_VF, -1 where there is no
 * list. 0,
 * or -EBADMSG.
 *
 * The length of IFLA_VFINFO_LIST is 16 bits wide and wraps (rtnl_fill_vf,
 * net/core/rtnetlink.c, until 7.3), so the list is walked by IFLA_NUM_VF within the
 * message, whose own length is 32 bits wide. */
int vf_netlink_parse(struct arena *arena, const struct nlmsghdr *message,
		     struct observed_pf *pf, int *ret_num_vf);

/* RTM_SETLINK for one VF with the attributes that are set. Where one
 * of the rates is set, both must be: the kernel takes them together. NULL where memory is
 * out. */
struct nl_msg *vf_netlink_set_request(int ifindex, unsigned int vf,
				      const struct field attrs[VF_ATTR_COUNT]);

/* The same, NULL for an address that is of the link itself (fe80::) as well.
 * *ret_is_auto: the kernel made it from a router's advertisement (IFAPROT_KERNEL_RA,
 * from 5.18 on: inet6_rtm_newaddr, net/ipv6/addrconf.c). */
const char *vf_netlink_parse_global_address(struct arena *arena,
					    const struct nlmsghdr *message, int ifindex,
					    bool *ret_is_auto);

/* RTM_GETROUTE: a dump of the routes through the interface, or of all routes for 0;
 * kernels that do not filter (before 4.20) send all. */
struct nl_msg *vf_netlink_route_request(int ifindex);

/* The next hop of a route after `hop`, NULL for the first one; NULL behind the last one
 * and where the attribute RTA_MULTIPATH is cut off. */
const struct rtnexthop *vf_netlink_next_hop(struct nlattr *multipath,
					    const struct rtnexthop *hop);

/* "the default route", "the route to 192.0.2.0/24": of a route through the interface that
 * somebody set; NULL for others. *ret_is_auto: a router advertised it. */
const char *vf_netlink_parse_route(struct arena *arena, const struct nlmsghdr *message,
				   int ifindex, bool *ret_is_auto);

/* RTM_SETLINK that raises (or lowers) the interface. */
struct nl_msg *vf_netlink_up_request(int ifindex, bool is_up);

/* Sets a netdev's MTU, in bytes. NULL: no memory. */
struct nl_msg *vf_netlink_mtu_request(int ifindex, uint32_t mtu);
