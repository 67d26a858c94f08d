/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The netlink part of an apply, beside the least that sets the same values: messages that
 * are built in advance, 32 of them under way.
 *
 * usage: bench-netlink NETDEV CONFIGURATION OTHER RUNS
 *
 * The configurations set every attribute of the PF's VFs differently. Prints lines "time
 * netlink-256 WHO MILLISECONDS". */
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/msg.h>
#include <netlink/socket.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "apply/apply.h"
#include "config/config.h"
#include "config/files.h"
#include "observe/observe.h"
#include "netlink/vf-netlink.h"
#include "plan/plan-make.h"
#include "support/live-kernel.h"
#include "support/netlink.h"

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static const struct plan *make_plan(struct kernel *kernel, struct arena *arena,
				    struct diags *diags, const char *path)
{
	const struct config_files files = {
		.names = &path, .n_names = 1, .trust = CONFIG_TRUST_ANY};
	const struct yaml_node *root = config_files_read(arena, diags, &files);
	const struct desired *desired = root ? config_read(arena, diags, root) : NULL;

	if (!desired || diags->n_errors > 0)
		abort();
	return plan_make(arena, diags, desired,
			 observe(kernel, arena, diags, NULL, desired),
			 DISRUPTION_REFUSED);
}

static double time_apply(struct kernel *kernel, const char *path)
{
	struct apply_options options = {.carrier_timeout_ms = 1000,
					.netdev_timeout_ms = 1000,
					.numvfs_timeout_ms = 1000};
	const struct plan *plan;
	struct arena arena;
	struct diags diags;
	double from, to;

	arena_init(&arena);
	diags_init(&diags, &arena);
	plan = make_plan(kernel, &arena, &diags, path);
	from = now_ms();
	if (apply_plan(kernel, &arena, NULL, plan, &options)->n_done != plan->n_changes)
		abort();
	to = now_ms();
	arena_done(&arena);
	return to - from;
}

/* Takes the answers that are there, one at least. */
static size_t take_answers(int fd)
{
	char buffer[32768];
	ssize_t length = recv(fd, buffer, sizeof(buffer), 0);
	struct nlmsghdr *header = (struct nlmsghdr *)buffer;
	size_t n = 0;

	for (int rest = (int)length; nlmsg_ok(header, rest);
	     header = nlmsg_next(header, &rest)) {
		if (header->nlmsg_type != NLMSG_ERROR ||
		    ((struct nlmsgerr *)nlmsg_data(header))->error)
			abort();
		n++;
	}
	return n;
}

static double time_loop(struct kernel *kernel, const char *netdev, const char *path)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	int on = 1, ifindex = (int)if_nametoindex(netdev);
	size_t n = 0, n_sent = 0, n_answered = 0;
	const struct plan_pf *pf;
	struct nl_msg **msgs;
	struct arena arena;
	struct diags diags;
	double from, to;

	arena_init(&arena);
	diags_init(&diags, &arena);
	pf = &make_plan(kernel, &arena, &diags, path)->pfs[0];
	msgs = arena_calloc(&arena, pf->numvfs, sizeof(*msgs));
	for (unsigned int vf = 0; vf < pf->numvfs; vf++) {
		struct field attrs[VF_ATTR_COUNT] = {0};

		for (size_t i = 0; i < pf->n_changes; i++) {
			if (pf->changes[i].vf == (int)vf)
				attrs[pf->changes[i].attr] = (struct field){
					.set = true, .value = pf->changes[i].to};
		}
		attrs[VF_ATTR_MIN_TX_RATE].set = true;
		msgs[n] = vf_netlink_set_request(ifindex, vf, attrs);
		nlmsg_hdr(msgs[n++])->nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
	}
	(void)setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
	from = now_ms();
	while (n_answered < n) {
		for (; n_sent < n && n_sent - n_answered < NETLINK_IN_FLIGHT_MAX;
		     n_sent++)
			if (send(fd, nlmsg_hdr(msgs[n_sent]),
				 nlmsg_hdr(msgs[n_sent])->nlmsg_len, 0) < 0)
				abort();
		n_answered += take_answers(fd);
	}
	to = now_ms();
	for (size_t i = 0; i < n; i++)
		nlmsg_free(msgs[i]);
	close(fd);
	arena_done(&arena);
	return to - from;
}

int main(int argc, char **argv)
{
	struct live_kernel live;
	struct kernel kernel;

	if (argc != 5 || live_kernel_init(&live, &kernel) < 0)
		return 64;
	for (int i = 0; i < atoi(argv[4]); i++) {
		printf("time netlink-256 vfstate %.3f\n", time_apply(&kernel, argv[2]));
		printf("time netlink-256 loop %.3f\n",
		       time_loop(&kernel, argv[1], argv[3]));
	}
	live_kernel_done(&live);
	return 0;
}
