/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Users of netdevs of this network namespace that sysfs does not show: tunnels that are
 * bound to a netdev (`ip link add ... type gre ... dev`), PPPoE sessions, XDP programs
 * and sockets, packet sockets. */
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

/* All users, read once when first needed. */
struct netdev_users {
	bool is_read;
	struct netdev_user *items;
	size_t n;
	struct netdev_link *links;
	size_t n_links;
	const char *problem; /* why some are unknown, as text; NULL */
};

void netdev_users_read(struct kernel *kernel, struct arena *arena,
		       struct netdev_users *users);

/* The next user of the netdev, from *i on; *i becomes its position. NULL if there is
 * none. */
const struct netdev_user *netdev_users_on(const struct netdev_users *users, int ifindex,
					  size_t *i);

/* Describes a user, with the process that owns its socket. */
const char *netdev_users_who(struct kernel *kernel, struct arena *arena,
			     struct open_files *files, const struct netdev_user *user);

/* The kind of a netdev, as ip link shows it: "vrf"; NULL where it is not known. */
const char *netdev_users_kind(const struct netdev_users *users, const char *name);
