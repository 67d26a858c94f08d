/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Netdevs that another network namespace has on top of one of ours: a macvlan, an ipvlan
 * or a VLAN of a container. sysfs shows none of them (netdev_adjacent_is_neigh_list,
 * net/core/dev.c, links only within a namespace), so each namespace has to list its
 * links. */
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

/* All of them; read once, when first needed. */
struct netns_uppers {
	bool is_read;
	struct netns_upper *items;
	size_t n;
	struct netns_moved *moved; /* netdevs of PCI devices that are there */
	size_t n_moved;
	const char *problem;	 /* why some cannot be known, in words; NULL */
	struct netdev_users own; /* of this namespace */
	struct open_files files;
};

/* Without CAP_NET_ADMIN there are none, and no problem: such a run changes nothing. */
void netns_uppers_read(struct kernel *kernel, struct arena *arena,
		       struct netns_uppers *uppers);

/* The first from *i on that lies on the netdev, which *i is set to; NULL where there is
 * none: "macvlan eth0 in another network namespace, of sleep (pid 812)". */
const char *netns_uppers_on(const struct netns_uppers *uppers, int ifindex, size_t *i);

/* The netdev of a PCI device, where it is in another network namespace; NULL. */
const struct netns_moved *netns_uppers_moved(const struct netns_uppers *uppers,
					     struct pci_address pci);
