/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/holders.h"

#include <errno.h>
#include <limits.h>
#include <net/if.h>
#include <netlink/msg.h>
#include <stdlib.h>
#include <string.h>

#include "model/in-use.h"
#include "observe/observe.h"
#include "observe/vf-netlink.h"
#include "support/guard.h"
#include "support/text.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

enum {
	COMM_MAX = 64 /* TASK_COMM_LEN is 16; kernel threads have longer ones */
};

struct device_user {
	const char *path; /* /dev/vfio/12 */
	long pid;
};

/* While holders are looked for. */
struct search {
	struct kernel *kernel;
	struct arena *arena;
	struct device_users *users;
	struct observed_vf *vf;
	const char *dir;
	const char *netdev;
	const char *prefix; /* of device files: "/dev/infiniband/" */
	long pid;
	const char *found;
};

static void add_holder(struct search *search, enum holder_kind kind, const char *who)
{
	struct observed_vf *vf = search->vf;

	vf->holders = arena_grow(search->arena, vf->holders, vf->n_holders,
				 sizeof(*vf->holders));
	vf->holders[vf->n_holders++] = (struct holder){.kind = kind, .who = who};
}

/* That something is not there is an answer; anything else may be a user. */
static void tell_unknown(struct search *search, int r, const char *what)
{
	if (r < 0 && r != -ENOENT && r != -ENOTDIR && r != -ENODEV)
		add_holder(search, HOLDER_UNKNOWN,
			   arena_printf(search->arena, "%s cannot be read: %s", what,
					strerror(-r)));
}

static bool is_device_file(const char *path)
{
	static const char *const prefixes[] = {"/dev/vfio/", "/dev/infiniband/",
					       "/dev/uio"};

	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
		if (strncmp(path, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	}
	return false;
}

static int visit_fd(void *data, const char *name)
{
	struct search *search = data;
	struct device_users *users = search->users;
	char path[PATH_MAX];

	if (kernel_link(search->kernel, path, sizeof(path), "/proc/%ld/fd/%s",
			search->pid, name) < 0 ||
	    !is_device_file(path))
		return 0;
	users->items =
		arena_grow(search->arena, users->items, users->n, sizeof(*users->items));
	users->items[users->n++] = (struct device_user){
		.path = arena_strdup(search->arena, path), .pid = search->pid};
	return 0;
}

static int visit_process(void *data, const char *name)
{
	struct search *search = data;
	char *end;
	int r;

	search->pid = strtol(name, &end, 10);
	if (*end != '\0' || search->pid <= 0)
		return 0;
	r = kernel_list(search->kernel, visit_fd, search, "/proc/%s/fd", name);
	/* It may have ended meanwhile; but only root sees what others have open. */
	if (r == -EACCES)
		search->users->is_incomplete = true;
	return 0;
}

static void read_users(struct search *search)
{
	if (search->users->is_read)
		return;
	search->users->is_read = true;
	if (kernel_list(search->kernel, visit_process, search, "/proc") < 0)
		search->users->is_incomplete = true;
}

/* libvirt leaves a VM's process id in /run/libvirt/qemu/NAME.pid
 * (virPidFileConstructPath, src/util/virpidfile.c). */
static int visit_pid_file(void *data, const char *name)
{
	struct search *search = data;
	size_t length = strlen(name), suffix = strlen(".pid");
	long pid;

	if (length <= suffix || !text_is_printable(name) ||
	    strcmp(name + length - suffix, ".pid") != 0 ||
	    kernel_read_number(search->kernel, &pid, "/run/libvirt/qemu/%s", name) < 0 ||
	    pid != search->pid)
		return 0;
	search->found = arena_strndup(search->arena, name, length - suffix);
	return 1;
}

static const char *process_name(struct search *search, long pid)
{
	char comm[COMM_MAX];

	search->pid = pid;
	search->found = NULL;
	kernel_list(search->kernel, visit_pid_file, search, "/run/libvirt/qemu");
	/* Whoever runs a program may call it what he likes. */
	if (kernel_read(search->kernel, comm, sizeof(comm), "/proc/%ld/comm", pid) < 0 ||
	    !text_is_printable(comm))
		strcpy(comm, "a process");
	return arena_printf(search->arena, "%s (pid %ld%s%s)", comm, pid,
			    search->found ? ", VM " : "",
			    search->found ? search->found : "");
}

/* Everybody who has the file open. */
static void add_processes(struct search *search, const char *path)
{
	long last = 0;

	read_users(search);
	for (size_t i = 0; i < search->users->n; i++) {
		const struct device_user *user = &search->users->items[i];

		if (strcmp(user->path, path) != 0 || user->pid == last)
			continue;
		last = user->pid;
		add_holder(search, HOLDER_PROCESS, process_name(search, user->pid));
		search->vf->holders[search->vf->n_holders - 1].vm = search->found;
	}
}

static int visit_device_file(void *data, const char *name)
{
	struct search *search = data;

	add_processes(search, arena_printf(search->arena, "%s%s", search->prefix, name));
	return 0;
}

/* What of the VF a program can open while its netdev is down or it has none: DPDK on
 * mlx5 has the first, on igb_uio the second. */
static void add_users_of_files(struct search *search)
{
	static const struct {
		const char *folder, *prefix;
	} rows[] = {{"infiniband_verbs", "/dev/infiniband/"},
		    {"uio", "/dev/"},
		    {"vfio-dev", "/dev/vfio/devices/"}};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t n = search->vf->n_holders;
		int r;

		search->prefix = rows[i].prefix;
		r = kernel_list(search->kernel, visit_device_file, search, "%s/%s",
				search->dir, rows[i].folder);
		tell_unknown(search, r, rows[i].folder);
		/* vfio's own counter tells whether it is open, to anybody. */
		if (r == 0 && i < 2 && search->users->is_incomplete &&
		    search->vf->n_holders == n)
			add_holder(search, HOLDER_UNKNOWN,
				   "who has its device file open only root can see");
	}
}

/* Of the VF's first netdev texts have the name already. */
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

/* A netdev that was listed a moment ago, and is not there any more, is in another network
 * namespace now, or has another name. */
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

	/* Kernels before 4.20 send those of all netdevs. */
	for (size_t i = 0; r == 0 && i < reply.n_messages && !address; i++)
		address = vf_netlink_parse_address(search->arena, reply.messages[i],
						   netdev->ifindex);
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
	/* The first one's are vf->netdev_up. */
	if (r == 0 && netdev != search->vf->netdevs)
		r = kernel_read_number(search->kernel, &flags, "class/net/%s/flags",
				       netdev->name);
	if (r == 0 && flags & IFF_UP)
		add_holder(search, HOLDER_NETDEV, netdev->name);
	if (r == 0)
		r = kernel_list(search->kernel, visit_upper, search, "class/net/%s",
				netdev->name);
	tell_netdev_unknown(search, r, netdev->name);
	if (r == 0 && !search->vf->netdev_up && search->vf->n_holders == 0)
		add_address(search, netdev);
}

/* A record of libvirt's; one that cannot be read may be there. */
static void add_record(struct search *search, enum holder_kind kind, const char *path)
{
	char unused[1];
	int r = kernel_read(search->kernel, unused, sizeof(unused), "%s", path);

	if (r >= 0 || r == -EMSGSIZE)
		add_holder(search, kind, path);
	else
		tell_unknown(search, r, path);
}

/* From the start of a VM until it has given the VF back there is
 * /run/libvirt/hostdevmgr/PF_vfN for a passed-through VF (virHostdevManager), and
 * /run/libvirt/qemu/PF_vfN for one whose netdev it has by macvtap (virNetDevMacVLan...);
 * virNetDevSaveNetConfig, src/util/virnetdev.c, writes both. */
static void add_libvirt(struct search *search, const char *pf_dir)
{
	const char *pf = observe_netdev(search->kernel, search->arena, NULL, pf_dir);
	unsigned int vf = search->vf->index;

	if (!pf)
		return;
	if (!search->vf->driver || in_use_is_vfio(search->vf->driver))
		add_record(search, HOLDER_LIBVIRT,
			   arena_printf(search->arena, "/run/libvirt/hostdevmgr/%s_vf%u",
					pf, vf));
	if (search->vf->netdev)
		add_record(
			search, HOLDER_MACVTAP,
			arena_printf(search->arena, "/run/libvirt/qemu/%s_vf%u", pf, vf));
}

void observe_holders(struct kernel *kernel, struct arena *arena, const char *pf_dir,
		     const char *dir, struct device_users *users, struct observed_vf *vf)
{
	struct search search = {
		.kernel = kernel, .arena = arena, .users = users, .vf = vf, .dir = dir};

	vf->holders = NULL;
	vf->n_holders = 0;
	add_libvirt(&search, pf_dir);
	if (in_use_by_vfio(vf) && vf->iommu_group >= 0)
		add_processes(&search,
			      arena_printf(arena, "/dev/vfio/%d", vf->iommu_group));
	if (vf->driver)
		add_users_of_files(&search);
	for (size_t i = 0; i < vf->n_netdevs; i++)
		add_users_of_netdev(&search, &vf->netdevs[i]);
}
