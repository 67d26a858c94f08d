/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Requests to a netlink socket and their replies, several in flight. */
#pragma once

#include "support/kernel.h"
#include "support/must-check.h"

struct nl_sock;

/* Maximum number of unanswered requests: each answer takes room in the receive buffer,
 * and answers that do not fit are lost (measured: 68 of 250 arrive with libnl's 32
 * KiB). */
enum {
	NETLINK_IN_FLIGHT_MAX = 32
};

/* Opens a socket for `protocol` (NETLINK_ROUTE, ...), with CAP_ACK, EXT_ACK and
 * GET_STRICT_CHK if the kernel knows them. 0 or -errno; the caller frees it with
 * nl_socket_free. */
_must_check_ int netlink_open(int protocol, struct nl_sock **ret_socket);

/* See kernel_transact. A request that the kernel does not answer, as after a signal,
 * fails with -EINTR; if no answer arrives for 5 s, the rest fails with -ETIMEDOUT. */
_must_check_ int netlink_transact(struct nl_sock *socket, struct arena *arena,
				  struct nl_msg *const *requests,
				  struct kernel_reply *replies, size_t n);

/* The number of a generic netlink family on this kernel, -ENOENT if the kernel does not
 * have it, or -errno. libnl-genl is not linked just for this: each library slows down
 * every start. */
_must_check_ int netlink_family(struct nl_sock *socket, const char *name);
