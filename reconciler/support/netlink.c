/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/netlink.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/attr.h>
#include <netlink/errno.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>

#include "support/guard.h"

/* rtnetlink works within send(2): the answer is there when that returns, or never
 * comes. */
enum {
	ANSWER_TIMEOUT_S = 5,
	ANSWER_MAX = 16 << 20, /* fits 65535 VFs; unused pages cost nothing */
	RECEIVE_BUFFER = 1 << 20,
	SEND_MAX = 16 << 10 /* half of libnl's send buffer of 32 KiB */
};

static void free_socket(struct nl_sock **socket)
{
	if (*socket)
		nl_socket_free(*socket);
}

int netlink_open(int protocol, struct nl_sock **ret_socket)
{
	_cleanup_(free_socket) struct nl_sock *socket = nl_socket_alloc();
	struct timeval timeout = {.tv_sec = ANSWER_TIMEOUT_S};
	int on = 1, r;

	if (!socket)
		return -ENOMEM;
	errno = 0;
	r = nl_connect(socket, protocol);
	if (r < 0)
		return errno ? -errno : -EIO;
	nl_socket_set_buffer_size(socket, RECEIVE_BUFFER, 0);
	(void)setsockopt(nl_socket_get_fd(socket), SOL_SOCKET, SO_RCVTIMEO, &timeout,
			 sizeof(timeout));
	/* Kernels before 4.12 know neither; their answers are longer and have no
	 * message. */
	(void)setsockopt(nl_socket_get_fd(socket), SOL_NETLINK, NETLINK_CAP_ACK, &on,
			 sizeof(on));
	(void)setsockopt(nl_socket_get_fd(socket), SOL_NETLINK, NETLINK_EXT_ACK, &on,
			 sizeof(on));
	/* From 4.20 on the kernel then limits a dump of addresses to the requested
	 * interface. */
	(void)setsockopt(nl_socket_get_fd(socket), SOL_NETLINK, NETLINK_GET_STRICT_CHK,
			 &on, sizeof(on));
	*ret_socket = socket;
	socket = NULL;
	return 0;
}

/* The kernel's message about an error: TLVs after the (capped) request. */
static const char *ext_ack_text(struct arena *arena, struct nlmsghdr *header)
{
	struct nlmsgerr *error = nlmsg_data(header);
	size_t skip = sizeof(*error);
	struct nlattr *attr;

	if (!(header->nlmsg_flags & NLM_F_ACK_TLVS))
		return NULL;
	if (!(header->nlmsg_flags & NLM_F_CAPPED))
		skip += error->msg.nlmsg_len - NLMSG_HDRLEN;
	if ((size_t)nlmsg_datalen(header) <= skip)
		return NULL;
	attr = nla_find((struct nlattr *)((char *)error + NLMSG_ALIGN(skip)),
			(int)((size_t)nlmsg_datalen(header) - NLMSG_ALIGN(skip)),
			NLMSGERR_ATTR_MSG);
	return attr ? arena_strndup(arena, nla_data(attr),
				    strnlen(nla_data(attr), (size_t)nla_len(attr)))
		    : NULL;
}

/* A dump that is cut short ends with its error (netlink_dump_done,
 * net/netlink/af_netlink.c). */
static int dump_error(struct nlmsghdr *done)
{
	int error = 0;

	if (done->nlmsg_len >= NLMSG_LENGTH(sizeof(error)))
		memcpy(&error, nlmsg_data(done), sizeof(error));
	return error < 0 ? error : 0;
}

/* Takes one message of an answer; true if it was the last one for its request. */
static bool take_message(struct arena *arena, struct nlmsghdr *header,
			 struct kernel_reply *reply)
{
	/* Entries that changed during a dump may be missing (nl_dump_check_consistent,
	 * include/net/netlink.h). */
	if (header->nlmsg_flags & NLM_F_DUMP_INTR)
		reply->error = -EAGAIN;
	if (header->nlmsg_type == NLMSG_DONE) {
		int error = dump_error(header);

		reply->error = error ? error : reply->error;
		return true;
	}
	if (header->nlmsg_type == NLMSG_ERROR) {
		if (header->nlmsg_len < NLMSG_LENGTH(sizeof(struct nlmsgerr))) {
			reply->error = -EBADMSG;
			return true;
		}
		reply->error = ((struct nlmsgerr *)nlmsg_data(header))->error;
		if (reply->error)
			reply->ext_ack = ext_ack_text(arena, header);
		return true;
	}
	if (header->nlmsg_type >= NLMSG_MIN_TYPE) {
		struct nlmsghdr *copy = arena_alloc(arena, header->nlmsg_len);

		memcpy(copy, header, header->nlmsg_len);
		reply->messages = arena_grow(arena, reply->messages, reply->n_messages,
					     sizeof(*reply->messages));
		reply->messages[reply->n_messages++] = copy;
		reply->message = reply->messages[0];
	}
	return false;
}

/* Receives one datagram from the kernel, at most ANSWER_MAX bytes: its length, or
 * -errno. */
static int receive_from_kernel(struct nl_sock *socket, void *buffer)
{
	for (;;) {
		struct sockaddr_nl from = {0};
		socklen_t size = sizeof(from);
		ssize_t length = recvfrom(nl_socket_get_fd(socket), buffer, ANSWER_MAX,
					  MSG_TRUNC, (struct sockaddr *)&from, &size);

		if (length < 0 && errno == EINTR)
			continue;
		if (length < 0)
			return errno == EAGAIN ? -ETIMEDOUT : -errno;
		if (length > ANSWER_MAX)
			return -EMSGSIZE;
		if (from.nl_pid == 0)
			return (int)length;
	}
}

/* Receives once; returns how many more requests were answered, or -errno. The first
 * `n_answered` requests already have their answers. */
static int receive(struct nl_sock *socket, struct arena *arena, void *buffer,
		   unsigned int first_sequence, struct kernel_reply *replies,
		   size_t n_answered, size_t n)
{
	struct nlmsghdr *header;
	size_t first = n_answered;
	int length = receive_from_kernel(socket, buffer);

	if (length < 0)
		return length;
	for (header = (struct nlmsghdr *)buffer; nlmsg_ok(header, length);
	     header = nlmsg_next(header, &length)) {
		unsigned int i = header->nlmsg_seq - first_sequence;

		if (i >= n || i < n_answered)
			continue;
		if (!take_message(arena, header, &replies[i]))
			continue;
		/* The kernel answers in order: a skipped request was interrupted and gets
		 * no answer (netlink_rcv_skb, net/netlink/af_netlink.c). */
		for (; n_answered < i; n_answered++)
			replies[n_answered].error = -EINTR;
		n_answered++;
	}
	return (int)(n_answered - first);
}

/* Sends requests from `first` on with one system call; returns how many, or -errno. The
 * kernel handles the messages of a datagram one after the other and acknowledges each
 * (netlink_rcv_skb), so that every answer ends with an acknowledgement. */
static int send_some(struct nl_sock *socket, struct nl_msg *const *requests, size_t first,
		     size_t n)
{
	struct iovec parts[NETLINK_IN_FLIGHT_MAX];
	size_t n_bytes = 0, i;

	for (i = 0; i < n && i < ARRAY_SIZE(parts); i++) {
		struct nlmsghdr *header = nlmsg_hdr(requests[first + i]);

		if (i > 0 && n_bytes + header->nlmsg_len > SEND_MAX)
			break;
		header->nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
		header->nlmsg_seq = NL_AUTO_SEQ;
		header->nlmsg_pid = NL_AUTO_PORT;
		nl_complete_msg(socket, requests[first + i]);
		n_bytes += NLMSG_ALIGN(header->nlmsg_len);
		/* libnl pads the message buffer with zeros up to the alignment. */
		parts[i] = (struct iovec){header, NLMSG_ALIGN(header->nlmsg_len)};
	}
	errno = 0;
	if (nl_send_iovec(socket, requests[first], parts, (unsigned int)i) < 0)
		return errno ? -errno : -EIO;
	return (int)i;
}

int netlink_transact(struct nl_sock *socket, struct arena *arena,
		     struct nl_msg *const *requests, struct kernel_reply *replies,
		     size_t n)
{
	/* Kept for the whole run, so that its pages are faulted in only once. */
	static void *buffer;
	unsigned int first_sequence = 0;
	size_t n_sent = 0, n_answered = 0;
	int r = 0;

	if (!buffer)
		buffer = malloc(ANSWER_MAX);
	if (!buffer)
		r = -ENOMEM;

	while (r >= 0 && n_answered < n) {
		size_t n_room = NETLINK_IN_FLIGHT_MAX - (n_sent - n_answered);

		if (n_sent < n && n_room > 0) {
			r = send_some(socket, requests, n_sent,
				      n - n_sent < n_room ? n - n_sent : n_room);
			n_sent += r > 0 ? (size_t)r : 0;
			first_sequence = nlmsg_hdr(requests[0])->nlmsg_seq;
		}
		if (r >= 0)
			r = receive(socket, arena, buffer, first_sequence, replies,
				    n_answered, n_sent);
		n_answered += r > 0 ? (size_t)r : 0;
	}
	for (size_t i = n_answered; r < 0 && i < n; i++)
		replies[i].error = r;
	return r < 0 ? r : 0;
}

int netlink_family(struct nl_sock *socket, const char *name)
{
	struct genlmsghdr header = {.cmd = CTRL_CMD_GETFAMILY, .version = 1};
	struct nl_msg *request = nlmsg_alloc_simple(GENL_ID_CTRL, 0);
	struct kernel_reply reply = {0};
	struct nlattr *id = NULL;
	struct arena arena;
	int r = -ENOMEM;

	arena_init(&arena);
	if (request &&
	    nlmsg_append(request, &header, sizeof(header), NLMSG_ALIGNTO) == 0 &&
	    nla_put_string(request, CTRL_ATTR_FAMILY_NAME, name) == 0)
		r = netlink_transact(socket, &arena, &request, &reply, 1);
	if (r == 0)
		r = reply.error;
	if (r == 0 && reply.message)
		id = nlmsg_find_attr(reply.message, GENL_HDRLEN, CTRL_ATTR_FAMILY_ID);
	if (r == 0)
		r = id && nla_len(id) >= (int)sizeof(uint16_t) ? nla_get_u16(id)
							       : -EBADMSG;
	nlmsg_free(request);
	arena_done(&arena);
	return r;
}
