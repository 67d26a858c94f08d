/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Netdevs in other network namespaces that are on top of one of ours: a macvlan, an
 * ipvlan or a VLAN of a container. sysfs shows none of them
 * (netdev_adjacent_is_neigh_list, net/core/dev.c, links only within a namespace), so each
 * namespace has to list its links. */
#pragma once

#include "model/observed.h"
#include "observe/netdev-users.h"
#include "support/kernel.h"

struct netns_moved {
	struct pci_address pci;
	const char *name;
	const char *where; /* "in another network namespace, of sleep (pid 812)" */
	bool is_up;
};

/* What other namespaces have, read once when first needed. */
struct netns_uppers {
	bool is_read;
	struct netns_upper *items;
	size_t n;
	struct netns_moved *moved; /* netdevs of PCI devices that were moved there */
	size_t n_moved;
	const char *problem;	 /* why some are unknown, as text; NULL */
	struct netdev_users own; /* of this namespace */
	struct open_files files;
};

/* Reads what other namespaces have. Without CAP_NET_ADMIN there is nothing, and no
 * problem: such a run changes nothing. */
void netns_uppers_read(struct kernel *kernel, struct arena *arena,
		       struct netns_uppers *uppers);

/* The next netdev on top of the netdev, from *i on: "macvlan eth0 in another network
 * namespace, of sleep (pid 812)". *i becomes its position. NULL if there is none. */
const char *netns_uppers_on(const struct netns_uppers *uppers, int ifindex, size_t *i);

/* The netdev of a PCI device if it is in another network namespace; NULL otherwise. */
const struct netns_moved *netns_uppers_moved(const struct netns_uppers *uppers,
					     struct pci_address pci);
