/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A VF's netdev that is up and that nobody uses. */
#pragma once

#include "model/observed.h"
#include "support/kernel.h"
#include "support/root.h"

/* Returns who has set up a netdev that nobody uses: NETDEV_RAISED_BY_VFSTATE if vfstate
 * has (RUN_STATE_RAISED), or "NetworkManager" if that manages the netdev without a
 * connection. The netdev has no address and no route except link-local and automatic
 * ones, no XDP program and no packet socket, and is not promiscuous. NULL if any of that
 * is not so or is unknown, also if `ifindex` is -errno. The caller checks what is on top
 * of the netdev. */
const char *idle_netdev_raised_by(struct kernel *kernel, struct arena *arena,
				  const struct root *run, struct pci_address vf,
				  int ifindex);
