/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/netlink.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/msg.h>
#include <netlink/socket.h>
#include <string.h>
#include <sys/socket.h>

#include "unit.h"

GUARD_DEFINE(socket, struct nl_sock *, nl_socket_free)

/* What befalls the next answers of the kernel. */
static int spoil_flags, spoil_error;

ssize_t __real_recvfrom(int fd, void *buffer, size_t size, int flags,
			struct sockaddr *from, socklen_t *length);
ssize_t __wrap_recvfrom(int fd, void *buffer, size_t size, int flags,
			struct sockaddr *from, socklen_t *length);
ssize_t __wrap_recvfrom(int fd, void *buffer, size_t size, int flags,
			struct sockaddr *from, socklen_t *length)
{
	ssize_t n = __real_recvfrom(fd, buffer, size, flags, from, length);
	struct nlmsghdr *header = buffer;

	for (int rest = (int)n; nlmsg_ok(header, rest);
	     header = nlmsg_next(header, &rest)) {
		if (header->nlmsg_type != NLMSG_DONE)
			header->nlmsg_flags |= (uint16_t)spoil_flags;
		else
			memcpy(nlmsg_data(header), &spoil_error, sizeof(spoil_error));
	}
	return n;
}

static struct nl_msg *get_link(int ifindex)
{
	struct ifinfomsg link = {.ifi_index = ifindex};
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_GETLINK, NLM_F_REQUEST);

	assert_int_equal(nlmsg_append(msg, &link, sizeof(link), NLMSG_ALIGNTO), 0);
	return msg;
}

/* Asking for a link needs no privilege: this is the real kernel. */
static void test_many_requests_one_reply_each(void **state)
{
	enum {
		N = 5 * NETLINK_IN_FLIGHT_MAX + 3
	};
	struct unit *unit = *state;
	_cleanup_(guard_socket) struct nl_sock *socket = NULL;
	struct kernel_reply replies[N] = {0};
	struct nl_msg *requests[N];
	int lo = (int)if_nametoindex("lo");

	assert_int_not_equal(lo, 0);
	assert_int_equal(netlink_open(NETLINK_ROUTE, &socket), 0);
	for (int i = 0; i < N; i++)
		requests[i] = get_link(i % 3 == 1 ? 0x7ffffff0 : lo);
	assert_int_equal(netlink_transact(socket, &unit->arena, requests, replies, N), 0);
	for (int i = 0; i < N; i++) {
		assert_int_equal(replies[i].error, i % 3 == 1 ? -ENODEV : 0);
		assert_int_equal(replies[i].message != NULL, i % 3 != 1);
		nlmsg_free(requests[i]);
	}
}

static void test_socket_serves_again(void **state)
{
	struct unit *unit = *state;
	_cleanup_(guard_socket) struct nl_sock *socket = NULL;

	assert_int_equal(netlink_open(NETLINK_ROUTE, &socket), 0);
	for (int i = 0; i < 3; i++) {
		struct nl_msg *request = get_link((int)if_nametoindex("lo"));
		struct kernel_reply reply = {0};

		assert_int_equal(
			netlink_transact(socket, &unit->arena, &request, &reply, 1), 0);
		assert_int_equal(reply.message->nlmsg_type, RTM_NEWLINK);
		nlmsg_free(request);
	}
}

static void test_nothing_to_send(void **state)
{
	struct unit *unit = *state;
	_cleanup_(guard_socket) struct nl_sock *socket = NULL;

	assert_int_equal(netlink_open(NETLINK_ROUTE, &socket), 0);
	assert_int_equal(netlink_transact(socket, &unit->arena, NULL, NULL, 0), 0);
}

/* nlctrl is there on every kernel, and always with this number. */
static void test_family(void **state)
{
	_cleanup_(guard_socket) struct nl_sock *socket = NULL;

	(void)state;
	assert_int_equal(netlink_open(NETLINK_GENERIC, &socket), 0);
	assert_int_equal(netlink_family(socket, "nlctrl"), GENL_ID_CTRL);
	assert_int_equal(netlink_family(socket, "no-such-family"), -ENOENT);
}

/* A dump that is not whole is an error, not a short answer. */
static void test_dump_that_is_not_whole(void **state)
{
	static const struct {
		int flags, error, result;
	} cases[] = {{0, 0, 0},
		     {NLM_F_DUMP_INTR, 0, -EAGAIN},
		     {0, -ENOBUFS, -ENOBUFS},
		     {NLM_F_DUMP_INTR, -ENOBUFS, -ENOBUFS},
		     /* Only negative numbers are errors. */
		     {0, 1, 0}};
	struct unit *unit = *state;
	_cleanup_(guard_socket) struct nl_sock *socket = NULL;

	assert_int_equal(netlink_open(NETLINK_ROUTE, &socket), 0);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct nl_msg *request = get_link(0);
		struct kernel_reply reply = {0};

		nlmsg_hdr(request)->nlmsg_flags |= NLM_F_DUMP;
		spoil_flags = cases[i].flags;
		spoil_error = cases[i].error;
		assert_int_equal(
			netlink_transact(socket, &unit->arena, &request, &reply, 1), 0);
		spoil_flags = spoil_error = 0;
		assert_int_equal(reply.error, cases[i].result);
		assert_true(reply.n_messages > 0);
		nlmsg_free(request);
	}
}

UNIT_GROUP(netlink, UNIT_TEST(test_dump_that_is_not_whole), UNIT_TEST(test_family),
	   UNIT_TEST(test_many_requests_one_reply_each),
	   UNIT_TEST(test_socket_serves_again), UNIT_TEST(test_nothing_to_send))
