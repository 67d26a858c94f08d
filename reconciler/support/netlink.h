/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Requests to a netlink socket and their replies, several in flight. */
#pragma once

#include "support/kernel.h"
#include "support/must-check.h"

struct nl_sock;

/* How many requests may be unanswered: each answer takes room in the receive buffer, and
 * answers beyond it are lost (measured: 68 of 250 arrive with libnl's 32 KiB). */
enum {
	NETLINK_IN_FLIGHT_MAX = 32
};

/* A socket to `protocol` (NETLINK_ROUTE) with CAP_ACK and EXT_ACK. 0 or -errno; the
 * caller frees it with nl_socket_free. */
_must_check_ int netlink_open(int protocol, struct nl_sock **ret_socket);

/* As kernel_transact. A request that the kernel does not answer, as after a signal, fails
 * with -EINTR; where nothing at all comes for 5 s, the rest fails with -ETIMEDOUT. */
_must_check_ int netlink_transact(struct nl_sock *socket, struct arena *arena,
				  struct nl_msg *const *requests,
				  struct kernel_reply *replies, size_t n);

/* The number of a generic netlink family on this kernel, -ENOENT where it has none, or
 * -errno. libnl-genl is not linked for this alone: each library costs every start. */
_must_check_ int netlink_family(struct nl_sock *socket, const char *name);
