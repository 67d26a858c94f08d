/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A netdev as a dump of RTM_GETLINK reports it, of this network namespace or another. */
#pragma once

#include <stdbool.h>

#include "support/arena.h"

struct nl_msg;
struct nlmsghdr;

enum {
	LINK_INFO_OWN = -1 /* the namespace of the asker, or of the netdev itself */
};

struct link_info {
	int ifindex;
	const char *name,
		*kind; /* "" where the kernel names none, or nothing printable */
	bool is_up;
	bool has_xdp;	 /* an XDP program is attached */
	int below;	 /* ifindex of the netdev below it; 0: none */
	int below_nsid;	 /* namespace of that, in the asker's numbers */
	const char *pci; /* address of the PCI device that it is of; "" */
};

/* Asks for all netdevs of a namespace. NULL where memory is out. */
struct nl_msg *link_info_request(int nsid);

/* False where the message is no RTM_NEWLINK. Texts are the arena's. */
bool link_info_parse(struct arena *arena, const struct nlmsghdr *message,
		     struct link_info *ret_info);
