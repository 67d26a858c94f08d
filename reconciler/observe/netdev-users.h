/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who uses netdevs of this network namespace in ways that sysfs does not show: tunnels
 * that are bound to one (`ip link add ... type gre ... dev`), PPPoE sessions, XDP
 * programs and sockets, packet sockets. */
#pragma once

#include "model/observed.h"
#include "observe/open-files.h"
#include "support/kernel.h"

struct netdev_user {
	int ifindex;
	enum holder_kind kind;
	const char *who;     /* "gre gre1", "an XDP program", "a packet socket" */
	unsigned long inode; /* of a socket; 0: it is none */
};

/* All of them; read once, when first needed. */
struct netdev_users {
	bool is_read;
	struct netdev_user *items;
	size_t n;
	struct netdev_link *links;
	size_t n_links;
	const char *problem; /* why some cannot be known, in words; NULL */
};

void netdev_users_read(struct kernel *kernel, struct arena *arena,
		       struct netdev_users *users);

/* The first from *i on that uses the netdev, which *i is set to; NULL where there is
 * none. */
const struct netdev_user *netdev_users_on(const struct netdev_users *users, int ifindex,
					  size_t *i);

/* In words, with the process that has the socket. */
const char *netdev_users_who(struct kernel *kernel, struct arena *arena,
			     struct open_files *files, const struct netdev_user *user);

/* What kind of netdev it is, as ip link calls it: "vrf"; NULL where that is not known. */
const char *netdev_users_kind(const struct netdev_users *users, const char *name);
