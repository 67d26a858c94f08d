/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fake kernel's network namespaces: net/core/net_namespace.c. There are two, ours and
 * one that a process has, with a netdev on top of each of ours that has_foreign_upper. */
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/xdp_diag.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <string.h>
#include <sys/socket.h>

#include "fake-parts.h"

enum {
	OWN_ID = 3,
	OTHER_ID = 0
};

bool fake_has_other_netns(const struct fake_kernel *fake)
{
	for (size_t i = 0; i < fake->n_pfs; i++) {
		if (fake->pfs[i].has_foreign_upper || fake->pfs[i].is_moved)
			return true;
		for (int v = 0; v < fake->pfs[i].numvfs; v++) {
			if (fake->pfs[i].vfs[v].has_foreign_upper ||
			    fake->pfs[i].vfs[v].in_netns)
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
	fake_netlink_add_reply(arena, msg, reply);
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

/* A netdev as RTM_GETLINK has it. */
struct fake_link {
	int ifindex;
	const char *name, *kind; /* NULL: a device's own */
	bool is_up, has_xdp;
	int below, below_nsid; /* 0: none; -1: of the same namespace */
	const struct pci_address *pci;
};

static void put_link(struct arena *arena, const struct fake_link *fake,
		     struct kernel_reply *reply)
{
	struct ifinfomsg link = {.ifi_index = fake->ifindex,
				 .ifi_flags = fake->is_up ? IFF_UP : 0};
	struct nl_msg *msg = nlmsg_alloc();
	char pci[PCI_ADDRESS_TEXT];
	struct nlattr *nest;

	nlmsg_put(msg, 0, 0, RTM_NEWLINK, 0, 0);
	nlmsg_append(msg, &link, sizeof(link), NLMSG_ALIGNTO);
	nla_put_string(msg, IFLA_IFNAME, fake->name);
	if (fake->below)
		nla_put_u32(msg, IFLA_LINK, (uint32_t)fake->below);
	if (fake->below_nsid >= 0)
		nla_put_s32(msg, IFLA_LINK_NETNSID, fake->below_nsid);
	if (fake->kind) {
		nest = nla_nest_start(msg, IFLA_LINKINFO);
		nla_put_string(msg, IFLA_INFO_KIND, fake->kind);
		nla_nest_end(msg, nest);
	}
	nest = nla_nest_start(msg, IFLA_XDP);
	nla_put_u8(msg, IFLA_XDP_ATTACHED, fake->has_xdp);
	nla_nest_end(msg, nest);
	if (fake->pci) {
		pci_address_format(*fake->pci, pci);
		nla_put_string(msg, IFLA_PARENT_DEV_BUS_NAME, "pci");
		nla_put_string(msg, IFLA_PARENT_DEV_NAME, pci);
	}
	fake_netlink_add_reply(arena, msg, reply);
}

/* A netdev of the other namespace on top of one of the namespace `of`. */
static void put_upper(struct arena *arena, int below, int of, struct kernel_reply *reply)
{
	put_link(arena,
		 &(struct fake_link){.ifindex = 2,
				     .name = "eth0",
				     .kind = "macvlan",
				     .below = below,
				     .below_nsid = of},
		 reply);
}

static void put_tunnel(struct arena *arena, int below, struct kernel_reply *reply)
{
	put_link(arena,
		 &(struct fake_link){.ifindex = 9001,
				     .name = "gre0",
				     .kind = "gre",
				     .below = below,
				     .below_nsid = -1},
		 reply);
}

/* Those of our own namespace, and br0. */
static int dump_own_links(struct fake_kernel *fake, struct arena *arena,
			  struct kernel_reply *reply)
{
	put_link(arena,
		 &(struct fake_link){.ifindex = 9000,
				     .name = "br0",
				     .kind = "bridge",
				     .below_nsid = -1},
		 reply);
	for (size_t i = 0; i < fake->n_pfs; i++) {
		const struct fake_pf *pf = &fake->pfs[i];

		if (pf->netdev[0])
			put_link(arena,
				 &(struct fake_link){.ifindex = pf->ifindex,
						     .name = pf->netdev,
						     .is_up = pf->link,
						     .has_xdp = pf->has_xdp,
						     .below_nsid = -1,
						     .pci = &pf->pci},
				 reply);
		if (pf->has_tunnel)
			put_tunnel(arena, pf->ifindex, reply);
		for (int v = 0; v < pf->numvfs; v++) {
			const struct fake_vf *vf = &pf->vfs[v];
			int ifindex = fake_vf_ifindex(pf, vf);

			if (!fake_vf_has_netdev(fake, vf))
				continue;
			put_link(arena,
				 &(struct fake_link){.ifindex = ifindex,
						     .name = vf->netdev,
						     .is_up = vf->netdev_up,
						     .has_xdp = vf->has_xdp,
						     .below_nsid = -1,
						     .pci = &vf->pci},
				 reply);
			if (vf->has_tunnel)
				put_tunnel(arena, ifindex, reply);
		}
	}
	return 0;
}

static void dump_others(struct arena *arena, const struct fake_pf *pf,
			struct kernel_reply *reply)
{
	if (pf->has_foreign_upper)
		put_upper(arena, pf->ifindex, OWN_ID, reply);
	if (pf->is_moved)
		put_link(arena,
			 &(struct fake_link){.ifindex = 5,
					     .name = "moved",
					     .is_up = true,
					     .below_nsid = -1,
					     .pci = &pf->pci},
			 reply);
	for (int v = 0; v < pf->numvfs; v++) {
		int below = fake_vf_ifindex(pf, &pf->vfs[v]);

		if (pf->vfs[v].has_foreign_upper)
			put_upper(arena, below, OWN_ID, reply);
		if (pf->vfs[v].in_netns)
			put_link(arena,
				 &(struct fake_link){.ifindex = below,
						     .name = pf->vfs[v].netdev,
						     .below_nsid = -1,
						     .pci = &pf->vfs[v].pci},
				 reply);
		/* On top of others that have the same number. */
		put_upper(arena, below, -1, reply);
		put_upper(arena, below, OWN_ID + 1, reply);
	}
}

static int dump_links(struct fake_kernel *fake, struct arena *arena,
		      struct nlmsghdr *request, struct kernel_reply *reply)
{
	struct nlattr *target =
		nlmsg_find_attr(request, sizeof(struct ifinfomsg), IFLA_TARGET_NETNSID);

	if (fake_begin(fake, false, target ? "dumplinks" : "dumpown") != FAKE_GOES)
		return -fake->fault_error;
	if (!target)
		return dump_own_links(fake, arena, reply);
	if (nla_get_s32(target) != OTHER_ID || !fake->netns_has_id)
		return -EINVAL;
	for (size_t i = 0; i < fake->n_pfs; i++)
		dump_others(arena, &fake->pfs[i], reply);
	return 0;
}

/* xsk_diag_dump, net/xdp/xsk_diag.c */
int fake_sock_diag(struct fake_kernel *fake, struct arena *arena,
		   struct kernel_reply *reply)
{
	if (fake_begin(fake, false, "sockdiag") != FAKE_GOES)
		return -fake->fault_error;
	for (size_t i = 0; i < fake->n_pfs; i++) {
		const struct fake_pf *pf = &fake->pfs[i];

		for (int v = 0; v < pf->numvfs; v++) {
			struct xdp_diag_msg socket = {.xdiag_family = AF_XDP,
						      .xdiag_ino = 77};
			struct xdp_diag_info info = {
				.ifindex = (uint32_t)fake_vf_ifindex(pf, &pf->vfs[v])};
			struct nl_msg *msg;

			if (!pf->vfs[v].has_xdp_socket)
				continue;
			msg = nlmsg_alloc();
			nlmsg_put(msg, 0, 0, SOCK_DIAG_BY_FAMILY, 0, 0);
			nlmsg_append(msg, &socket, sizeof(socket), NLMSG_ALIGNTO);
			nla_put(msg, XDP_DIAG_INFO, sizeof(info), &info);
			fake_netlink_add_reply(arena, msg, reply);
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
