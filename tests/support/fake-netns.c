/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fake kernel's network namespaces: net/core/net_namespace.c. There are two, ours and
 * one that a process has, with a netdev on top of each of ours that has_foreign_upper. */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <string.h>

#include "fake-parts.h"

enum {
	OWN_ID = 3,
	OTHER_ID = 0
};

bool fake_has_other_netns(const struct fake_kernel *fake)
{
	for (size_t i = 0; i < fake->n_pfs; i++) {
		if (fake->pfs[i].has_foreign_upper)
			return true;
		for (int v = 0; v < fake->pfs[i].numvfs; v++) {
			if (fake->pfs[i].vfs[v].has_foreign_upper)
				return true;
		}
	}
	return false;
}

int fake_open(void *self, const char *path)
{
	struct fake_kernel *fake = self;
	int fd;

	if (fake_begin(fake, false, "open %s", path) != FAKE_GOES)
		return -fake->fault_error;
	if (strcmp(path, FAKE_NETNS_PATH) != 0)
		return -ENOENT;
	fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	fake->netns_fd = fd;
	return fd < 0 ? -errno : fd;
}

static void put_nsid(struct arena *arena, int nsid, struct kernel_reply *reply)
{
	struct rtgenmsg header = {0};
	struct nl_msg *msg = nlmsg_alloc();

	nlmsg_put(msg, 0, 0, RTM_NEWNSID, 0, 0);
	nlmsg_append(msg, &header, sizeof(header), NLMSG_ALIGNTO);
	nla_put_s32(msg, NETNSA_NSID, nsid);
	fake_add_reply(arena, msg, reply);
}

static int handle_nsid(struct fake_kernel *fake, struct arena *arena,
		       struct nlmsghdr *request, struct kernel_reply *reply)
{
	struct nlattr *pid =
		nlmsg_find_attr(request, sizeof(struct rtgenmsg), NETNSA_PID);
	struct nlattr *fd = nlmsg_find_attr(request, sizeof(struct rtgenmsg), NETNSA_FD);
	bool is_new = request->nlmsg_type == RTM_NEWNSID;
	bool is_other = (pid && nla_get_u32(pid) == FAKE_NETNS_PID) ||
			(fd && (int)nla_get_u32(fd) == fake->netns_fd);

	if (fake_begin(fake, false, "%snsid", is_new ? "new" : "get") != FAKE_GOES)
		return -fake->fault_error;
	if (is_new && fake->netns_error)
		return -fake->netns_error;
	if (request->nlmsg_flags & NLM_F_DUMP) {
		put_nsid(arena, OWN_ID, reply);
		if (fake->netns_has_id)
			put_nsid(arena, OTHER_ID, reply);
		return 0;
	}
	if (is_new && (!is_other || fake->netns_has_id))
		return -EEXIST;
	if (is_new)
		fake->netns_has_id = true;
	else
		put_nsid(arena,
			 !is_other	      ? OWN_ID
			 : fake->netns_has_id ? OTHER_ID
					      : NETNSA_NSID_NOT_ASSIGNED,
			 reply);
	return 0;
}

/* A netdev of the other namespace; the one below is of the namespace `of`, -1: of the
 * same as the netdev. */
static void put_link(struct arena *arena, int below, int of, struct kernel_reply *reply)
{
	struct ifinfomsg link = {.ifi_index = 2};
	struct nl_msg *msg = nlmsg_alloc();
	struct nlattr *info;

	nlmsg_put(msg, 0, 0, RTM_NEWLINK, 0, 0);
	nlmsg_append(msg, &link, sizeof(link), NLMSG_ALIGNTO);
	nla_put_string(msg, IFLA_IFNAME, "eth0");
	nla_put_u32(msg, IFLA_LINK, (uint32_t)below);
	if (of >= 0)
		nla_put_s32(msg, IFLA_LINK_NETNSID, of);
	info = nla_nest_start(msg, IFLA_LINKINFO);
	nla_put_string(msg, IFLA_INFO_KIND, "macvlan");
	nla_nest_end(msg, info);
	fake_add_reply(arena, msg, reply);
}

static int dump_links(struct fake_kernel *fake, struct arena *arena,
		      struct nlmsghdr *request, struct kernel_reply *reply)
{
	struct nlattr *target =
		nlmsg_find_attr(request, sizeof(struct ifinfomsg), IFLA_TARGET_NETNSID);

	if (fake_begin(fake, false, "dumplinks") != FAKE_GOES)
		return -fake->fault_error;
	if (!target || nla_get_s32(target) != OTHER_ID || !fake->netns_has_id)
		return -EINVAL;
	for (size_t i = 0; i < fake->n_pfs; i++) {
		const struct fake_pf *pf = &fake->pfs[i];

		if (pf->has_foreign_upper)
			put_link(arena, pf->ifindex, OWN_ID, reply);
		for (int v = 0; v < pf->numvfs; v++) {
			int below = fake_vf_ifindex(pf, &pf->vfs[v]);

			if (pf->vfs[v].has_foreign_upper)
				put_link(arena, below, OWN_ID, reply);
			/* On top of others that have the same number. */
			put_link(arena, below, -1, reply);
			put_link(arena, below, OWN_ID + 1, reply);
		}
	}
	return 0;
}

int fake_netns(struct fake_kernel *fake, struct arena *arena, struct nlmsghdr *request,
	       struct kernel_reply *reply)
{
	return request->nlmsg_type == RTM_GETLINK
		       ? dump_links(fake, arena, request, reply)
		       : handle_nsid(fake, arena, request, reply);
}
