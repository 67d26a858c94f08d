/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* rtnetlink messages about PFs, their VFs and network interfaces: requests to send, and
 * parsers for the answers. */
#pragma once

#include <stdint.h>

#include "model/observed.h"

struct nl_msg;
struct nlattr;
struct nlmsghdr;
struct rtnexthop;

/* Requests one PF: RTM_GETLINK by ifindex, with VFs, without statistics. NULL: no memory.
 * The caller frees it with nlmsg_free. */
struct nl_msg *vf_netlink_get_request(int ifindex);

/* Requests the addresses of an interface. NULL: no memory. */
struct nl_msg *vf_netlink_address_request(int ifindex);

/* Whether a program receives packets from the interface of an RTM_NEWLINK: it is
 * promiscuous or has an XDP program. True if the message does not show it. */
bool vf_netlink_is_listened_to(const struct nlmsghdr *message);

/* The address in an answer, "192.0.2.1", owned by the arena; NULL if the message is not
 * an address of that interface. */
const char *vf_netlink_parse_address(struct arena *arena, const struct nlmsghdr *message,
				     int ifindex);

/* Requests the interface with this name or alternative name (rtnl_dev_get,
 * net/core/rtnetlink.c), without VFs. NULL: no memory, or the name is too long. */
struct nl_msg *vf_netlink_name_request(const char *name);

/* The name in an RTM_NEWLINK; owned by the arena; NULL: none. */
const char *vf_netlink_parse_name(struct arena *arena, const struct nlmsghdr *message);

/* Reads an RTM_NEWLINK into the PF (flags, carrier, MAC addresses, altnames, MTU) and
 * into pf->vfs. The n_vfs entries of pf->vfs are zero except for their indices; each VF
 * in the message becomes `reported`. *ret_num_vf is IFLA_NUM_VF, or -1 if there is no VF
 * list. 0, or -EBADMSG.
 *
 * The length of IFLA_VFINFO_LIST is 16 bits wide and wraps (rtnl_fill_vf,
 * net/core/rtnetlink.c, until 7.3). So the list is walked by IFLA_NUM_VF within the
 * message, whose own length is 32 bits wide. */
int vf_netlink_parse(struct arena *arena, const struct nlmsghdr *message,
		     struct observed_pf *pf, int *ret_num_vf);

/* RTM_SETLINK for one VF with the attributes that are set. If one of the rates is set,
 * both must be: the kernel sets them together. NULL: no memory. */
struct nl_msg *vf_netlink_set_request(int ifindex, unsigned int vf,
				      const struct field attrs[VF_ATTR_COUNT]);

/* The same as vf_netlink_parse_address, but NULL also for a link-local address (fe80::).
 * *ret_is_auto: the kernel made it from a router advertisement (IFAPROT_KERNEL_RA, from
 * 5.18 on: inet6_rtm_newaddr, net/ipv6/addrconf.c). */
const char *vf_netlink_parse_global_address(struct arena *arena,
					    const struct nlmsghdr *message, int ifindex,
					    bool *ret_is_auto);

/* RTM_GETROUTE: a dump of the routes through the interface, or of all routes for ifindex
 * 0; kernels before 4.20 do not filter and send all. */
struct nl_msg *vf_netlink_route_request(int ifindex);

/* The next hop of a route after `hop`, the first one if `hop` is NULL. NULL after the
 * last one, or if the attribute RTA_MULTIPATH is truncated. */
const struct rtnexthop *vf_netlink_next_hop(struct nlattr *multipath,
					    const struct rtnexthop *hop);

/* "the default route", "the route to 192.0.2.0/24": describes a unicast route through the
 * interface, other than those that the kernel adds for addresses; NULL for any other
 * message. *ret_is_auto: a router advertised it. */
const char *vf_netlink_parse_route(struct arena *arena, const struct nlmsghdr *message,
				   int ifindex, bool *ret_is_auto);

/* RTM_SETLINK that brings the interface up or down. NULL: no memory. */
struct nl_msg *vf_netlink_up_request(int ifindex, bool is_up);

/* RTM_SETLINK that sets the MTU of a netdev, in bytes. NULL: no memory. */
struct nl_msg *vf_netlink_mtu_request(int ifindex, uint32_t mtu);
