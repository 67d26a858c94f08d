/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/holders.h"

#include <errno.h>
#include <net/if.h>
#include <netlink/msg.h>
#include <string.h>

#include "model/in-use.h"
#include "observe/idle-netdev.h"
#include "observe/observe.h"
#include "netlink/vf-netlink.h"
#include "support/guard.h"
#include "support/text.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

/* While holders are searched for. */
struct search {
	struct kernel *kernel;
	struct arena *arena;
	struct observed_vf *vf;
	const char *netdev;
};

static void add_holder(struct search *search, enum holder_kind kind, const char *who)
{
	observed_vf_add_holder(search->arena, search->vf, kind, who);
}

/* A missing file means no user. After any other error there may be one. */
static void tell_unknown(struct search *search, int r, const char *what)
{
	if (r < 0 && r != -ENOENT && r != -ENOTDIR && r != -ENODEV)
		add_holder(search, HOLDER_UNKNOWN,
			   arena_printf(search->arena, "%s cannot be read: %s", what,
					strerror(-r)));
}

/* The messages already name the VF's first netdev. */
static const char *on_netdev(struct search *search, const char *who)
{
	bool is_first = search->netdev == search->vf->netdev;

	return arena_printf(search->arena, "%s%s%s", who, is_first ? "" : " on ",
			    is_first ? "" : search->netdev);
}

static int visit_upper(void *data, const char *name)
{
	struct search *search = data;

	/* netdev_adjacent_sysfs_add, net/core/dev.c */
	if (strncmp(name, "upper_", strlen("upper_")) == 0)
		add_holder(search, HOLDER_UPPER,
			   on_netdev(search, text_is_printable(name)
						     ? name + strlen("upper_")
						     : "another netdev"));
	return 0;
}

/* A netdev that was listed a moment ago and is gone was moved to another network
 * namespace, or renamed. */
static void tell_netdev_unknown(struct search *search, int r, const char *netdev)
{
	if (r == -ENOENT || r == -ENODEV)
		add_holder(search, HOLDER_UNKNOWN,
			   arena_printf(search->arena,
					"its netdev %s went away while vfstate looked "
					"at it",
					netdev));
	else
		tell_unknown(search, r,
			     arena_printf(search->arena, "its netdev %s", netdev));
}

static void add_address(struct search *search, const struct observed_netdev *netdev)
{
	_cleanup_(guard_msg) struct nl_msg *msg =
		vf_netlink_address_request(netdev->ifindex);
	struct kernel_reply reply = {0};
	const char *address = NULL;
	int r = kernel_ask(search->kernel, KERNEL_ROUTE, search->arena, msg, &reply);

	/* Kernels before 4.20 send the addresses of all netdevs. A link-local address
	 * does not count: it reaches nobody while the link is down. */
	for (size_t i = 0; r == 0 && i < reply.n_messages && !address; i++) {
		bool unused;

		address = vf_netlink_parse_global_address(
			search->arena, reply.messages[i], netdev->ifindex, &unused);
	}
	if (address)
		add_holder(search, HOLDER_ADDRESS, on_netdev(search, address));
	if (r == -ENODEV)
		tell_netdev_unknown(search, r, netdev->name);
	else
		tell_unknown(search, r, "the addresses of its netdev");
}

static void add_users_of_netdev(struct search *search,
				const struct observed_netdev *netdev)
{
	long flags = 0;
	int r = netdev->ifindex < 0 ? netdev->ifindex : 0;

	search->netdev = netdev->name;
	/* observed_vf_is_up() is about the first one. */
	if (r == 0 && netdev != search->vf->netdevs)
		r = kernel_read_number(search->kernel, &flags, "class/net/%s/flags",
				       netdev->name);
	if (r == 0 && flags & IFF_UP)
		add_holder(search, HOLDER_NETDEV, netdev->name);
	if (r == 0)
		r = kernel_list(search->kernel, visit_upper, search, "class/net/%s",
				netdev->name);
	tell_netdev_unknown(search, r, netdev->name);
	if (r == 0 && !observed_vf_is_up(search->vf) && search->vf->n_holders == 0)
		add_address(search, netdev);
}

/* Adds a holder if libvirt has the record. One that cannot be read may exist. */
static void add_record(struct search *search, enum holder_kind kind, const char *path)
{
	char unused[1];
	int r = kernel_read(search->kernel, unused, sizeof(unused), "%s", path);

	if (r >= 0 || r == -EMSGSIZE)
		add_holder(search, kind, path);
	else
		tell_unknown(search, r, path);
}

/* From the start of a VM until it has returned the VF, libvirt has a record of the VF:
 * /run/libvirt/hostdevmgr/PF_vfN if it is passed through (virHostdevManager), or
 * /run/libvirt/qemu/PF_vfN if the VM uses its netdev through macvtap
 * (virNetDevMacVLan...). virNetDevSaveNetConfig, src/util/virnetdev.c, writes both. */
static void add_libvirt(struct search *search, const char *pf_dir)
{
	const char *pf = observe_netdev(search->kernel, search->arena, NULL, pf_dir);
	unsigned int vf = search->vf->index;

	if (!pf)
		return;
	if (!observed_vf_may_have_driver(search->vf) ||
	    in_use_is_vfio(observed_vf_driver(search->vf)))
		add_record(search, HOLDER_LIBVIRT,
			   arena_printf(search->arena, "/run/libvirt/hostdevmgr/%s_vf%u",
					pf, vf));
	if (search->vf->netdev)
		add_record(
			search, HOLDER_MACVTAP,
			arena_printf(search->arena, "/run/libvirt/qemu/%s_vf%u", pf, vf));
}

void observe_holders(struct kernel *kernel, struct arena *arena, const struct root *run,
		     const char *pf_dir, const char *dir, struct device_users *users,
		     struct observed_vf *vf)
{
	struct search search = {.kernel = kernel, .arena = arena, .vf = vf};

	vf->holders = NULL;
	vf->n_holders = 0;
	vf->disks = NULL;
	vf->n_disks = 0;
	vf->netdev_raised_by = NULL;
	add_libvirt(&search, pf_dir);
	if (observed_vf_may_have_driver(vf))
		device_users_find(kernel, arena, users, dir, vf);
	for (size_t i = 0; i < vf->n_netdevs; i++)
		add_users_of_netdev(&search, &vf->netdevs[i]);
	if (!observed_vf_is_up(vf) || vf->n_holders > 0)
		return;
	vf->netdev_raised_by = idle_netdev_raised_by(kernel, arena, run, vf->pci,
						     vf->netdevs[0].ifindex);
	/* The netdev may have been moved to another network namespace. Then a guest uses
	 * it, not the host. */
	if (!vf->netdev_raised_by &&
	    !kernel_has(kernel, "class/net/%s/ifindex", vf->netdev))
		tell_netdev_unknown(&search, -ENOENT, vf->netdev);
}
