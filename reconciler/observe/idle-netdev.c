/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/idle-netdev.h"

#include <netlink/msg.h>
#include <stdio.h>
#include <string.h>

#include "run-state/run-state.h"
#include "netlink/vf-netlink.h"
#include "support/guard.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

enum {
	RECORD_MAX = 4096,
	PACKET_MAX = 64 * 1024 /* of /proc/net/packet */
};

/* Whether NetworkManager manages the device and has activated nothing on it, according to
 * its record (nm_config_device_state_write, src/core/nm-config.c). */
static bool is_managed_without_connection(struct kernel *kernel, long ifindex)
{
	char record[RECORD_MAX], *rest = record;
	bool is_managed = false;

	if (kernel_read(kernel, record, sizeof(record), "/run/NetworkManager/devices/%ld",
			ifindex) < 0)
		return false;
	for (char *line = strtok_r(rest, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		is_managed |= strcmp(line, "managed=true") == 0;
		if (strncmp(line, "connection-uuid=", strlen("connection-uuid=")) == 0)
			return false;
	}
	return is_managed;
}

/* A line is "sk RefCnt Type Proto Iface R Rmem User Inode", Iface an ifindex, 0 for all
 * (packet_seq_show, net/packet/af_packet.c). */
static bool has_packet_socket(struct kernel *kernel, struct arena *arena, long ifindex)
{
	char *text = arena_alloc(arena, PACKET_MAX), *rest = text;

	if (kernel_read(kernel, text, PACKET_MAX, "/proc/net/packet") < 0)
		return true;
	for (char *line = strtok_r(rest, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		long iface;

		if (sscanf(line, "%*s %*s %*s %*s %ld", &iface) == 1 && iface == ifindex)
			return true;
	}
	return false;
}

static bool has_address(struct kernel *kernel, struct arena *arena, int ifindex)
{
	_cleanup_(guard_msg) struct nl_msg *msg = vf_netlink_address_request(ifindex);
	struct kernel_reply reply = {0};

	if (kernel_ask(kernel, KERNEL_ROUTE, arena, msg, &reply) < 0)
		return true;
	for (size_t i = 0; i < reply.n_messages; i++) {
		bool is_auto;

		if (vf_netlink_parse_global_address(arena, reply.messages[i], ifindex,
						    &is_auto) &&
		    !is_auto)
			return true;
	}
	return false;
}

/* A route to the link itself needs no address, so routes are checked as well. */
static bool has_route(struct kernel *kernel, struct arena *arena, int ifindex)
{
	_cleanup_(guard_msg) struct nl_msg *msg = vf_netlink_route_request(ifindex);
	struct kernel_reply reply = {0};

	if (kernel_ask(kernel, KERNEL_ROUTE, arena, msg, &reply) < 0)
		return true;
	for (size_t i = 0; i < reply.n_messages; i++) {
		bool is_auto;

		if (vf_netlink_parse_route(arena, reply.messages[i], ifindex, &is_auto) &&
		    !is_auto)
			return true;
	}
	return false;
}

static bool is_listened_to(struct kernel *kernel, struct arena *arena, int ifindex)
{
	_cleanup_(guard_msg) struct nl_msg *msg = vf_netlink_get_request(ifindex);
	struct kernel_reply reply = {0};

	return kernel_ask(kernel, KERNEL_ROUTE, arena, msg, &reply) < 0 ||
	       vf_netlink_is_listened_to(reply.message);
}

static const char *who_raised(struct kernel *kernel, const struct root *run,
			      struct pci_address vf, long ifindex)
{
	if (run_state_read(run, RUN_STATE_RAISED, vf) == ifindex)
		return NETDEV_RAISED_BY_VFSTATE;
	return is_managed_without_connection(kernel, ifindex) ? "NetworkManager" : NULL;
}

const char *idle_netdev_raised_by(struct kernel *kernel, struct arena *arena,
				  const struct root *run, struct pci_address vf,
				  int ifindex)
{
	const char *by = ifindex < 0 ? NULL : who_raised(kernel, run, vf, ifindex);

	if (!by || has_address(kernel, arena, ifindex) ||
	    has_route(kernel, arena, ifindex) || is_listened_to(kernel, arena, ifindex) ||
	    has_packet_socket(kernel, arena, ifindex))
		return NULL;
	return by;
}
