/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/netdev-users.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/xdp_diag.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "netlink/link-info.h"
#include "support/guard.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

enum {
	LIST_MIN = 16 << 10,
	LIST_MAX = 16 << 20
};

struct netdev_link {
	int ifindex;
	const char *name, *kind;
};

struct search {
	struct kernel *kernel;
	struct arena *arena;
	struct netdev_users *users;
	bool has_no_xdp_sockets;
};

static void tell_problem(struct search *search, int r, const char *what)
{
	if (r < 0 && !search->users->problem)
		search->users->problem = arena_printf(
			search->arena, "%s cannot be read: %s", what, strerror(-r));
}

static void add_user(struct search *search, const struct netdev_user *user)
{
	struct netdev_users *users = search->users;

	users->items =
		arena_grow(search->arena, users->items, users->n, sizeof(*users->items));
	users->items[users->n++] = *user;
}

static const struct netdev_link *find_link(const struct netdev_users *users, int ifindex)
{
	for (size_t i = 0; i < users->n_links; i++) {
		if (users->links[i].ifindex == ifindex)
			return &users->links[i];
	}
	return NULL;
}

static int visit_nothing(void *data, const char *name)
{
	(void)data;
	(void)name;
	return 1;
}

/* sysfs shows what a VLAN, a macvlan and the like are on top of
 * (netdev_adjacent_sysfs_add, net/core/dev.c). It does not for an IP tunnel
 * (ip_tunnel_bind_dev, net/ipv4/ip_tunnel.c). */
static void add_tunnel(struct search *search, const struct link_info *info)
{
	const struct netdev_link *below = find_link(search->users, info->below);

	if (!below || kernel_list(search->kernel, visit_nothing, NULL,
				  "class/net/%s/lower_%s", info->name, below->name) >= 0)
		return;
	add_user(search,
		 &(struct netdev_user){
			 .ifindex = info->below,
			 .kind = HOLDER_UPPER,
			 .who = arena_printf(search->arena, "%s%s%s", info->kind,
					     *info->kind ? " " : "", info->name)});
}

static void read_links(struct search *search)
{
	_cleanup_(guard_msg) struct nl_msg *msg = link_info_request(LINK_INFO_OWN);
	struct netdev_users *users = search->users;
	struct link_info *infos;
	struct kernel_reply reply = {0};
	size_t n = 0;
	int r = kernel_ask(search->kernel, KERNEL_ROUTE, search->arena, msg, &reply);

	tell_problem(search, r, "the links of this network namespace");
	if (r < 0)
		return;
	infos = arena_calloc(search->arena, reply.n_messages, sizeof(*infos));
	users->links =
		arena_calloc(search->arena, reply.n_messages, sizeof(*users->links));
	for (size_t i = 0; i < reply.n_messages; i++) {
		if (!link_info_parse(search->arena, reply.messages[i], &infos[n]))
			continue;
		users->links[n] = (struct netdev_link){.ifindex = infos[n].ifindex,
						       .name = infos[n].name,
						       .kind = infos[n].kind};
		users->n_links = ++n;
	}
	for (size_t i = 0; i < n; i++) {
		if (infos[i].below > 0 && infos[i].below_nsid == LINK_INFO_OWN)
			add_tunnel(search, &infos[i]);
		if (infos[i].has_xdp)
			add_user(search,
				 &(struct netdev_user){.ifindex = infos[i].ifindex,
						       .kind = HOLDER_XDP,
						       .who = "an XDP program"});
	}
}

/* Reads the lines of a file in /proc/net, except the first, which names the columns. A
 * kernel may not have the file. */
static void read_lines(struct search *search, const char *path,
		       void (*take)(struct search *search, const char *line))
{
	char *text = NULL, *rest;
	int r = -EMSGSIZE;

	for (size_t size = LIST_MIN; r == -EMSGSIZE && size <= LIST_MAX; size *= 4) {
		text = arena_alloc(search->arena, size);
		r = kernel_read(search->kernel, text, size, "%s", path);
	}
	if (r < 0) {
		if (r != -ENOENT)
			tell_problem(search, r, path);
		return;
	}
	if (!strtok_r(text, "\n", &rest))
		return;
	for (char *line; (line = strtok_r(NULL, "\n", &rest));)
		take(search, line);
}

/* "sk RefCnt Type Proto Iface R Rmem User Inode", Iface an ifindex, 0 for all
 * (packet_seq_show, net/packet/af_packet.c) */
static void take_packet_socket(struct search *search, const char *line)
{
	struct netdev_user user = {.kind = HOLDER_PACKET, .who = "a packet socket"};

	if (sscanf(line, "%*s %*s %*s %*s %d %*s %*s %*s %lu", &user.ifindex,
		   &user.inode) == 2 &&
	    user.ifindex > 0)
		add_user(search, &user);
}

/* "Id Address Device" (pppoe_seq_show, drivers/net/ppp/pppoe.c) */
static void take_pppoe(struct search *search, const char *line)
{
	char name[32];

	if (sscanf(line, "%*s %*s %31s", name) != 1)
		return;
	for (size_t i = 0; i < search->users->n_links; i++) {
		if (strcmp(search->users->links[i].name, name) == 0)
			add_user(search,
				 &(struct netdev_user){
					 .ifindex = search->users->links[i].ifindex,
					 .kind = HOLDER_UPPER,
					 .who = "PPPoE session"});
	}
}

static struct nl_msg *xdp_request(void)
{
	struct xdp_diag_req request = {.sdiag_family = AF_XDP,
				       .xdiag_show = XDP_SHOW_INFO};
	struct nl_msg *msg =
		nlmsg_alloc_simple(SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP);

	if (!msg || nlmsg_append(msg, &request, sizeof(request), NLMSG_ALIGNTO) < 0) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

static void take_xdp_socket(struct search *search, const struct nlmsghdr *message)
{
	const struct xdp_diag_msg *socket = nlmsg_data(message);
	struct xdp_diag_info info;
	struct nlattr *attr;

	if (message->nlmsg_type != SOCK_DIAG_BY_FAMILY ||
	    !nlmsg_valid_hdr(message, sizeof(*socket)))
		return;
	attr = nlmsg_find_attr((struct nlmsghdr *)message, sizeof(*socket),
			       XDP_DIAG_INFO);
	if (!attr || nla_len(attr) < (int)sizeof(info))
		return;
	memcpy(&info, nla_data(attr), sizeof(info));
	if (info.ifindex > 0)
		add_user(search, &(struct netdev_user){.ifindex = (int)info.ifindex,
						       .kind = HOLDER_XDP,
						       .who = "an XDP socket",
						       .inode = socket->xdiag_ino});
}

/* "XDP 1152 0 -1 NI 0 no kernel ...": size and number of the sockets of this namespace
 * (proto_seq_printf, net/core/sock.c). */
static void take_protocol(struct search *search, const char *line)
{
	char name[32];
	long n;

	if (sscanf(line, "%31s %*d %ld", name, &n) == 2 && strcmp(name, "XDP") == 0)
		search->has_no_xdp_sockets = n == 0;
}

/* ENOENT: a kernel without AF_XDP, or without xsk_diag (__sock_diag_cmd,
 * net/core/sock_diag.c). The kernel loads that module for this request, which takes
 * longer than everything else, so /proc/net/protocols is read first. */
static void read_xdp_sockets(struct search *search)
{
	_cleanup_(guard_msg) struct nl_msg *msg = xdp_request();
	struct kernel_reply reply = {0};
	int r;

	read_lines(search, "/proc/net/protocols", take_protocol);
	if (search->has_no_xdp_sockets)
		return;
	r = kernel_ask(search->kernel, KERNEL_SOCK_DIAG, search->arena, msg, &reply);
	for (size_t i = 0; r == 0 && i < reply.n_messages; i++)
		take_xdp_socket(search, reply.messages[i]);
	if (r != -ENOENT && r != -EPROTONOSUPPORT)
		tell_problem(search, r, "the XDP sockets of this host");
}

void netdev_users_read(struct kernel *kernel, struct arena *arena,
		       struct netdev_users *users)
{
	struct search search = {.kernel = kernel, .arena = arena, .users = users};

	if (users->is_read)
		return;
	users->is_read = true;
	read_links(&search);
	read_lines(&search, "/proc/net/packet", take_packet_socket);
	read_lines(&search, "/proc/net/pppoe", take_pppoe);
	read_xdp_sockets(&search);
}

const struct netdev_user *netdev_users_on(const struct netdev_users *users, int ifindex,
					  size_t *i)
{
	for (; *i < users->n; (*i)++) {
		if (users->items[*i].ifindex == ifindex)
			return &users->items[*i];
	}
	return NULL;
}

const char *netdev_users_who(struct kernel *kernel, struct arena *arena,
			     struct open_files *files, const struct netdev_user *user)
{
	const char *process =
		user->inode ? open_files_socket(kernel, arena, files, user->inode) : NULL;

	return process ? arena_printf(arena, "%s of %s", user->who, process) : user->who;
}

const char *netdev_users_kind(const struct netdev_users *users, const char *name)
{
	for (size_t i = 0; i < users->n_links; i++) {
		if (strcmp(users->links[i].name, name) == 0)
			return *users->links[i].kind ? users->links[i].kind : NULL;
	}
	return NULL;
}
