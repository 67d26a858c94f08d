/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A VF's netdev that is up and that nobody uses. */
#pragma once

#include "model/observed.h"
#include "support/kernel.h"
#include "support/root.h"

/* NETDEV_RAISED_BY_VFSTATE where vfstate has raised the netdev of the VF
 * (RUN_STATE_RAISED), "NetworkManager" where that has and has no connection on it, and
 * nobody else uses it: it has no address but the link's own and those that the kernel
 * made by itself, no XDP program, no packet socket, and is not promiscuous. NULL where
 * any of that is not so, or cannot be told; of the netdev's number, too (-errno). What is
 * on top of it is the caller's. */
const char *idle_netdev_raised_by(struct kernel *kernel, struct arena *arena,
				  const struct root *run, struct pci_address vf,
				  int ifindex);
