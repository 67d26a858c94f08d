/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A netdev as a dump of RTM_GETLINK reports it, of this network namespace or another. */
#pragma once

#include <stdbool.h>

#include "support/arena.h"

struct nl_msg;
struct nlmsghdr;

enum {
	LINK_INFO_OWN = -1 /* the namespace of the caller, or of the netdev itself */
};

struct link_info {
	int ifindex;
	const char *name, *kind; /* "" if the kernel reports none, or nothing printable */
	bool is_up;
	bool has_xdp;	 /* an XDP program is attached */
	int below;	 /* ifindex of the lower netdev; 0: none */
	int below_nsid;	 /* namespace of the lower netdev, as numbered in the namespace of
			    the caller */
	const char *pci; /* address of its PCI device; "": none */
};

/* Requests all netdevs of a namespace. NULL: no memory. */
struct nl_msg *link_info_request(int nsid);

/* False if the message is not an RTM_NEWLINK. The arena owns the texts. */
bool link_info_parse(struct arena *arena, const struct nlmsghdr *message,
		     struct link_info *ret_info);
