/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/pf-users.h"

#include <errno.h>
#include <net/if.h>
#include <netlink/msg.h>
#include <string.h>

#include "observe/default-routes.h"
#include "netlink/vf-netlink.h"
#include "support/guard.h"
#include "support/text.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

enum {
	ROUTES_MAX = 4 /* further routes are only counted */
};

struct search {
	struct kernel *kernel;
	struct arena *arena;
	struct observed_pf *pf;
	struct netns_uppers *uppers;
	const struct observed_netdev *netdev; /* the PF's netdev that is looked at */
	bool is_first;
	enum {
		NOT_ASKED,
		AUTOCONF_COUNTS_NOT,
		AUTOCONF_COUNTS
	} autoconf; /* whether automatic addresses and routes count like others */
};

bool pf_users_may_lose_link(const struct desired_pf *desired,
			    const struct observed_pf *pf)
{
	const struct field *mtu = &desired->attrs[PF_ATTR_MTU];
	const struct field *numvfs = &desired->attrs[PF_ATTR_NUMVFS];
	bool matters = desired->attrs[PF_ATTR_LINK].set &&
		       !desired->attrs[PF_ATTR_LINK].value.on;

	matters |=
		mtu->set && !(pf->attrs[PF_ATTR_MTU].set &&
			      pf->attrs[PF_ATTR_MTU].value.number == mtu->value.number);
	for (int attr = PF_ATTR_ESWITCH_FIRST; attr < PF_ATTR_ESWITCH_END; attr++)
		matters |= desired->attrs[attr].set;
	matters |= desired->attrs[PF_ATTR_PRIVATE_FLAGS].set ||
		   desired->attrs[PF_ATTR_FEATURES].set;
	matters |= numvfs->set && !(field_is_given(numvfs) &&
				    numvfs->value.number == observed_pf_numvfs(pf));
	return matters;
}

bool pf_users_matter(const struct desired_pf *desired, const struct observed_pf *pf)
{
	/* Unknown, so possibly up: a netdev without an ifindex, other netdevs of the PF,
	 * and a netdev that another network namespace may have. */
	return (pf->netdev ? observed_pf_is_up(pf) || pf->ifindex <= 0 ||
				     pf->n_other_netdevs > 0
			   : pf->driver != NULL) &&
	       pf_users_may_lose_link(desired, pf);
}

static void add_holder(struct search *search, enum holder_kind kind, const char *who)
{
	struct observed_pf *pf = search->pf;

	pf->holders = arena_grow(search->arena, pf->holders, pf->n_holders,
				 sizeof(*pf->holders));
	pf->holders[pf->n_holders++] =
		(struct holder){.kind = kind,
				.who = who,
				.netdev = search->is_first ? NULL : search->netdev->name};
}

/* The text names the netdev itself. */
static void add_unknown(struct search *search, int r, const char *what)
{
	if (r < 0 && r != -ENOENT && r != -ENODEV)
		add_holder(search, HOLDER_UNKNOWN,
			   arena_printf(search->arena, "%s of %s cannot be read: %s",
					what, search->netdev->name, strerror(-r)));
}

/* The kind of a netdev, as ip link shows it. */
static const char *type_of(struct search *search, const char *name)
{
	const char *kind = netdev_users_kind(&search->uppers->own, name);

	if (kind && strcmp(kind, "openvswitch") == 0)
		return "Open vSwitch";
	return kind ? kind : "interface";
}

/* netdev_adjacent_sysfs_add, net/core/dev.c; a master is an upper as well. */
static int visit_upper(void *data, const char *name)
{
	struct search *search = data;
	const char *upper = name + strlen("upper_");

	if (strncmp(name, "upper_", strlen("upper_")) != 0)
		return 0;
	add_holder(search, HOLDER_UPPER,
		   text_is_printable(upper) ? arena_printf(search->arena, "the %s %s",
							   type_of(search, upper), upper)
					    : "another interface");
	return 0;
}

static void add_netns_uppers(struct search *search)
{
	struct netns_uppers *uppers = search->uppers;
	const char *who;

	netns_uppers_read(search->kernel, search->arena, uppers);
	for (size_t i = 0; (who = netns_uppers_on(uppers, search->netdev->ifindex, &i));
	     i++)
		add_holder(search, HOLDER_UPPER,
			   arena_printf(search->arena, "the %s", who));
	if (uppers->problem)
		add_holder(search, HOLDER_UNKNOWN, uppers->problem);
}

/* Packet sockets do not count: many hosts have one on every interface (lldpd). */
static void add_own_users(struct search *search)
{
	struct netns_uppers *uppers = search->uppers;
	const struct observed_pf *pf = search->pf;
	const struct netdev_user *user;

	for (size_t i = 0;
	     (user = netdev_users_on(&uppers->own, search->netdev->ifindex, &i)); i++) {
		const char *who;

		if (user->kind == HOLDER_PACKET)
			continue;
		who = netdev_users_who(search->kernel, search->arena, &uppers->files,
				       user);
		if (user->kind == HOLDER_UPPER)
			who = arena_printf(search->arena, "the %s", who);
		if (!observed_has_holder(pf->holders, pf->n_holders, user->kind, who))
			add_holder(search, user->kind, who);
	}
	if (uppers->own.problem)
		add_holder(search, HOLDER_UNKNOWN, uppers->own.problem);
}

/* The netdev itself may be in another network namespace. */
static void add_netns(struct search *search)
{
	const struct netns_moved *moved;

	netns_uppers_read(search->kernel, search->arena, search->uppers);
	moved = netns_uppers_moved(search->uppers, search->pf->pci);
	if (moved && moved->is_up)
		add_holder(search, HOLDER_NETNS,
			   arena_printf(search->arena, "its interface %s %s", moved->name,
					moved->where));
}

/* Every PF on a network with router advertisements has automatic addresses and routes.
 * They count as users only if all default routes of the host lead through the PF. */
static enum holder_kind kind_of(struct search *search, bool is_auto,
				enum holder_kind kind)
{
	bool is_only = false;
	int r;

	if (!is_auto)
		return kind;
	if (search->autoconf == NOT_ASKED) {
		r = default_routes_need_pf(search->kernel, search->pf, &is_only);
		search->autoconf = is_only ? AUTOCONF_COUNTS : AUTOCONF_COUNTS_NOT;
		if (r < 0)
			add_holder(search, HOLDER_UNKNOWN,
				   arena_printf(search->arena,
						"the default routes of this host cannot "
						"be read: %s",
						strerror(-r)));
	}
	return search->autoconf == AUTOCONF_COUNTS ? kind : HOLDER_AUTOCONF;
}

static void add_addresses(struct search *search)
{
	_cleanup_(guard_msg) struct nl_msg *msg =
		vf_netlink_address_request(search->netdev->ifindex);
	struct kernel_reply reply = {0};
	int r = kernel_ask(search->kernel, KERNEL_ROUTE, search->arena, msg, &reply);

	for (size_t i = 0; r == 0 && i < reply.n_messages; i++) {
		bool is_auto;
		const char *address = vf_netlink_parse_global_address(
			search->arena, reply.messages[i], search->netdev->ifindex,
			&is_auto);

		if (address)
			add_holder(
				search, kind_of(search, is_auto, HOLDER_ADDRESS),
				arena_printf(search->arena, "the address %s", address));
	}
	add_unknown(search, r, "the addresses");
}

static void add_routes(struct search *search)
{
	_cleanup_(guard_msg) struct nl_msg *msg =
		vf_netlink_route_request(search->netdev->ifindex);
	struct kernel_reply reply = {0};
	int r = kernel_ask(search->kernel, KERNEL_ROUTE, search->arena, msg, &reply);
	size_t n = 0;

	for (size_t i = 0; r == 0 && i < reply.n_messages; i++) {
		bool is_auto;
		const char *route =
			vf_netlink_parse_route(search->arena, reply.messages[i],
					       search->netdev->ifindex, &is_auto);

		if (route && is_auto)
			add_holder(search, kind_of(search, true, HOLDER_ROUTE), route);
		else if (route && n++ < ROUTES_MAX)
			add_holder(search, HOLDER_ROUTE, route);
	}
	if (n > ROUTES_MAX)
		add_holder(
			search, HOLDER_ROUTE,
			arena_printf(search->arena, "%zu more routes", n - ROUTES_MAX));
	add_unknown(search, r, "the routes");
}

static void add_users_of_netdev(struct search *search)
{
	if (search->netdev->ifindex <= 0) {
		add_holder(search, HOLDER_UNKNOWN,
			   arena_printf(search->arena,
					"the ifindex of %s cannot be read, and so "
					"neither can its users",
					search->netdev->name));
		return;
	}
	add_unknown(search,
		    kernel_list(search->kernel, visit_upper, search, "class/net/%s",
				search->netdev->name),
		    "the interfaces on top");
	add_netns_uppers(search);
	add_own_users(search);
	add_addresses(search);
	add_routes(search);
}

/* Nobody uses a netdev that is down. observed_pf_is_up() is about the first one. */
static bool is_down(struct search *search)
{
	long flags;

	return kernel_read_number(search->kernel, &flags, "class/net/%s/flags",
				  search->netdev->name) == 0 &&
	       !(flags & IFF_UP);
}

void pf_users_observe(struct kernel *kernel, struct arena *arena,
		      struct netns_uppers *uppers, struct observed_pf *pf)
{
	const struct observed_netdev first = {.name = pf->netdev, .ifindex = pf->ifindex};
	struct search search = {.kernel = kernel,
				.arena = arena,
				.pf = pf,
				.uppers = uppers,
				.netdev = &first,
				.is_first = true};

	pf->holders = NULL;
	pf->n_holders = 0;
	if (!pf->netdev) {
		if (pf->has_pci && pf->driver)
			add_netns(&search);
		return;
	}
	if (pf->ifindex > 0 || pf->n_other_netdevs > 0)
		netdev_users_read(kernel, arena, &uppers->own);
	add_users_of_netdev(&search);
	search.is_first = false;
	for (size_t i = 0; i < pf->n_other_netdevs; i++) {
		search.netdev = &pf->other_netdevs[i];
		if (!is_down(&search))
			add_users_of_netdev(&search);
	}
}
