/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Those who use a VF: the test itself, through VFIO or in another namespace. */
#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <linux/vfio.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conformance.h"
#include "support/guard.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

static int open_vfio(struct hold *hold, int group)
{
	struct vfio_group_status status = {.argsz = sizeof(status)};
	char path[64];

	snprintf(path, sizeof(path), "/dev/vfio/%d", group);
	hold->container = open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);
	hold->group = open(path, O_RDWR | O_CLOEXEC);
	if (hold->container < 0 || hold->group < 0 ||
	    ioctl(hold->group, VFIO_GROUP_GET_STATUS, &status) < 0 ||
	    ioctl(hold->group, VFIO_GROUP_SET_CONTAINER, &hold->container) < 0 ||
	    ioctl(hold->container, VFIO_SET_IOMMU, VFIO_TYPE1_IOMMU) < 0)
		return -errno;
	return 0;
}

void holders_open(struct conformance *c, const char *word, char *result)
{
	struct hold *hold = &c->holds[c->n_holds];
	struct observed_vf vf;
	char pci[PCI_ADDRESS_TEXT];
	int r;

	strcpy(result, "no VF");
	if (!conformance_read_vf(c, word, &vf) || c->n_holds == HOLDS_MAX)
		return;
	*hold = (struct hold){.vf = vf.index, .container = -1, .group = -1, .device = -1};
	if (c->fake) {
		c->fake->pfs[0].vfs[vf.index].enable = 1;
		strcpy(result, "0");
	} else {
		pci_address_format(vf.pci, pci);
		r = open_vfio(hold, (int)field_number(&vf.iommu_group));
		if (r == 0)
			hold->device = ioctl(hold->group, VFIO_GROUP_GET_DEVICE_FD, pci);
		conformance_put_errno(result, r < 0 ? r : hold->device < 0 ? -errno : 0);
	}
	c->n_holds++;
}

/* udev renames a netdev while its name is being read: what has the name is looked for
 * until it is found. 0: there is none. */
static int find_ifindex(struct conformance *c, const char *word,
			struct observed_vf *ret_vf)
{
	int64_t deadline = kernel_now_ms(&c->kernel) + APPEAR_MS;
	int ifindex = 0;

	while (ifindex == 0 && kernel_now_ms(&c->kernel) < deadline &&
	       conformance_wait_for_netdev(c, word, ret_vf))
		ifindex = c->fake ? 1 : (int)if_nametoindex(ret_vf->netdev);
	return ifindex;
}

void holders_move(struct conformance *c, const char *word, char *result)
{
	struct hold *hold = &c->holds[c->n_holds];
	struct ifinfomsg link = {0};
	struct kernel_reply reply = {0};
	_cleanup_(guard_msg) struct nl_msg *msg = NULL;
	struct observed_vf vf;
	int pipes[2];
	char byte;

	strcpy(result, "no netdev");
	if (c->n_holds == HOLDS_MAX)
		return;
	link.ifi_index = find_ifindex(c, word, &vf);
	if (link.ifi_index == 0)
		return;
	*hold = (struct hold){.vf = vf.index, .container = -1, .group = -1, .device = -1};
	c->n_holds++;
	if (c->fake) {
		c->fake->pfs[0].vfs[vf.index].in_netns = true;
		strcpy(result, "0");
		return;
	}
	if (pipe(pipes) < 0)
		abort();
	hold->namespace = fork();
	if (hold->namespace == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		_exit(unshare(CLONE_NEWNET) < 0 || write(pipes[1], "", 1) < 0 ? 1
									      : pause());
	}
	if (read(pipes[0], &byte, 1) != 1)
		abort();
	msg = nlmsg_alloc_simple(RTM_SETLINK, NLM_F_REQUEST);
	nlmsg_append(msg, &link, sizeof(link), NLMSG_ALIGNTO);
	nla_put_u32(msg, IFLA_NET_NS_PID, (uint32_t)hold->namespace);
	kernel_ask(&c->kernel, KERNEL_ROUTE, &c->arena, msg, &reply);
	conformance_put_errno(result, reply.error);
}

void holders_release(struct conformance *c)
{
	for (size_t i = 0; i < c->n_holds; i++) {
		struct hold *hold = &c->holds[i];

		if (c->fake) {
			struct fake_vf *vf = &c->fake->pfs[0].vfs[hold->vf];

			vf->in_netns = false;
			if (vf->is_vfio)
				vf->enable = 0;
			continue;
		}
		if (hold->device >= 0)
			close(hold->device);
		if (hold->group >= 0)
			close(hold->group);
		if (hold->container >= 0)
			close(hold->container);
		if (hold->namespace > 0) {
			kill(hold->namespace, SIGKILL);
			waitpid(hold->namespace, NULL, 0);
		}
	}
	if (c->n_holds > 0)
		kernel_wait(&c->kernel, 500); /* the netdev comes back by itself */
	c->n_holds = 0;
}
