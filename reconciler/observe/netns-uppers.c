/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/netns-uppers.h"

#include <errno.h>
#include <netlink/msg.h>
#include <string.h>

#include "netlink/link-info.h"
#include "observe/netns-names.h"
#include "support/guard.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

struct netns_upper {
	int ifindex; /* of the netdev below, in our namespace */
	const char *who;
};

/* While the links are read. */
struct search {
	struct kernel *kernel;
	struct arena *arena;
	struct netns_uppers *uppers;
	struct netns_names names;
};

static void add_upper(struct search *search, const struct link_info *info, int nsid)
{
	struct netns_uppers *uppers = search->uppers;

	uppers->items = arena_grow(search->arena, uppers->items, uppers->n,
				   sizeof(*uppers->items));
	uppers->items[uppers->n++] = (struct netns_upper){
		.ifindex = info->below,
		.who = arena_printf(
			search->arena, "%s%s%s in another network namespace%s",
			*info->kind ? info->kind : "interface", *info->name ? " " : "",
			info->name, netns_names_text(&search->names, nsid))};
}

static void add_moved(struct search *search, const struct link_info *info, int nsid)
{
	struct netns_uppers *uppers = search->uppers;
	struct netns_moved moved = {.is_up = info->is_up};

	if (!pci_address_parse(info->pci, &moved.pci))
		return;
	moved.name = arena_strdup(search->arena, info->name);
	moved.where = arena_printf(search->arena, "in another network namespace%s",
				   netns_names_text(&search->names, nsid));
	uppers->moved = arena_grow(search->arena, uppers->moved, uppers->n_moved,
				   sizeof(*uppers->moved));
	uppers->moved[uppers->n_moved++] = moved;
}

/* The ifindex of the netdev below means nothing by itself, because namespaces use the
 * same numbers. IFLA_LINK_NETNSID is our id of the namespace that the netdev is in
 * (rtnl_fill_link_netnsid, net/core/rtnetlink.c). */
static void take_link(struct search *search, struct arena *scratch,
		      const struct nlmsghdr *message, int nsid)
{
	struct link_info info;

	if (!link_info_parse(scratch, message, &info))
		return;
	if (info.below > 0 && info.below_nsid == search->names.own)
		add_upper(search, &info, nsid);
	if (*info.pci)
		add_moved(search, &info, nsid);
}

static void read_links(struct search *search, int nsid)
{
	_cleanup_(guard_msg) struct nl_msg *msg = link_info_request(nsid);
	struct kernel_reply reply;
	struct arena scratch;
	int r;

	arena_init(&scratch);
	r = kernel_ask(search->kernel, KERNEL_ROUTE, &scratch, msg, &reply);
	for (size_t i = 0; r == 0 && i < reply.n_messages; i++)
		take_link(search, &scratch, reply.messages[i], nsid);
	/* -EINVAL: the namespace is gone (rtnl_get_net_ns_capable). -EACCES: it belongs
	 * to a user namespace above ours. */
	if (r < 0 && r != -EINVAL && r != -EACCES && !search->uppers->problem)
		search->uppers->problem =
			arena_printf(search->arena,
				     "the links of another network namespace cannot be "
				     "read: %s",
				     strerror(-r));
	arena_done(&scratch);
}

void netns_uppers_read(struct kernel *kernel, struct arena *arena,
		       struct netns_uppers *uppers)
{
	struct search search = {.kernel = kernel, .arena = arena, .uppers = uppers};
	struct arena scratch;

	if (uppers->is_read)
		return;
	uppers->is_read = true;
	arena_init(&scratch);
	netns_names_read(kernel, arena, &scratch, &search.names);
	uppers->problem = search.names.problem;
	for (size_t i = 0; i < search.names.n_ids; i++)
		read_links(&search, search.names.ids[i]);
	arena_done(&scratch);
}

const char *netns_uppers_on(const struct netns_uppers *uppers, int ifindex, size_t *i)
{
	for (; *i < uppers->n; (*i)++) {
		if (uppers->items[*i].ifindex == ifindex)
			return uppers->items[*i].who;
	}
	return NULL;
}

const struct netns_moved *netns_uppers_moved(const struct netns_uppers *uppers,
					     struct pci_address pci)
{
	for (size_t i = 0; i < uppers->n_moved; i++) {
		if (pci_address_compare(uppers->moved[i].pci, pci) == 0)
			return &uppers->moved[i];
	}
	return NULL;
}
