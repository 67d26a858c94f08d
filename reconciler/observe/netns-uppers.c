/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/netns-uppers.h"

#include <errno.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "observe/link-info.h"
#include "observe/process-name.h"
#include "support/guard.h"
#include "support/text.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

enum {
	BATCH = 256,
	MESSAGE_MAX = 128,
	NAMED_MAX = 1 << 16, /* ids; the kernel gives the lowest that is free */
	MOUNTS_MIN = 64 << 10,
	MOUNTS_MAX = 16 << 20,
	PATH_FIELD = 5, /* of a line of mountinfo (show_mountinfo, fs/proc_namespace.c) */
	ROOT_FIELD = 4
};

static const char named_dir[] = "/run/netns";

struct netns_upper {
	int ifindex; /* of the netdev below, in our namespace */
	const char *who;
};

/* What a namespace is called: the first name that is found, or else a process in it. */
struct netns_name {
	const char *name;
	uint32_t pid;
};

/* While they are looked for; `scratch` is gone afterwards. */
struct search {
	struct kernel *kernel;
	struct arena *arena, scratch;
	struct netns_uppers *uppers;
	int own;		  /* our own id */
	struct netns_name *names; /* by id */
	size_t n_names;
	uint32_t *pids;
	size_t n_pids;
};

static void tell_problem(struct search *search, int r, const char *what)
{
	if (!search->uppers->problem)
		search->uppers->problem = arena_printf(
			search->arena, "%s cannot be read: %s", what, strerror(-r));
}

/* RTM_GETNSID or RTM_NEWNSID of the namespace that a process or a descriptor has
 * (rtnl_net_getid, rtnl_net_newid, net/core/net_namespace.c). */
static struct nl_msg *nsid_message(int type, int attr, uint32_t value)
{
	struct rtgenmsg header = {0};
	struct nl_msg *msg = nlmsg_alloc_size(MESSAGE_MAX);

	if (!msg || !nlmsg_put(msg, 0, 0, type, 0, NLM_F_REQUEST) ||
	    nlmsg_append(msg, &header, sizeof(header), NLMSG_ALIGNTO) < 0 ||
	    nla_put_u32(msg, attr, value) < 0 ||
	    (type == RTM_NEWNSID &&
	     nla_put_s32(msg, NETNSA_NSID, NETNSA_NSID_NOT_ASSIGNED) < 0)) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

static int parse_nsid(const struct nlmsghdr *message)
{
	struct nlattr *attr =
		message && message->nlmsg_type == RTM_NEWNSID
			? nlmsg_find_attr((struct nlmsghdr *)message,
					  sizeof(struct rtgenmsg), NETNSA_NSID)
			: NULL;

	return attr && nla_len(attr) >= 4 ? nla_get_s32(attr) : NETNSA_NSID_NOT_ASSIGNED;
}

static int ask_nsid(struct search *search, int type, int attr, uint32_t value, int *nsid)
{
	_cleanup_(guard_msg) struct nl_msg *msg = nsid_message(type, attr, value);
	struct kernel_reply reply;
	int r = kernel_ask(search->kernel, KERNEL_ROUTE, &search->scratch, msg, &reply);

	if (r == 0)
		*nsid = parse_nsid(reply.message);
	return r;
}

static void name_nsid(struct search *search, int nsid, struct netns_name name)
{
	if (nsid < 0 || nsid >= NAMED_MAX)
		return;
	while (search->n_names <= (size_t)nsid) {
		search->names = arena_grow(&search->scratch, search->names,
					   search->n_names, sizeof(*search->names));
		search->names[search->n_names++] = (struct netns_name){0};
	}
	if (!search->names[nsid].name && !search->names[nsid].pid)
		search->names[nsid] = name;
}

/* The id of a namespace, which gets one where it has none; negative where the process or
 * the namespace is gone. */
static int give_nsid(struct search *search, int attr, uint32_t value)
{
	int nsid = NETNSA_NSID_NOT_ASSIGNED, unused;
	int r = ask_nsid(search, RTM_GETNSID, attr, value, &nsid);

	if (r == 0 && nsid < 0) {
		r = ask_nsid(search, RTM_NEWNSID, attr, value, &unused);
		if (r == 0 || r == -EEXIST)
			r = ask_nsid(search, RTM_GETNSID, attr, value, &nsid);
	}
	/* -EINVAL: a file that is no namespace. */
	if (r < 0 && r != -ESRCH && r != -EINVAL)
		tell_problem(search, r, "the id of another network namespace");
	return r < 0 ? NETNSA_NSID_NOT_ASSIGNED : nsid;
}

static void add_file(struct search *search, const char *path, const char *name)
{
	_cleanup_fd_ int fd = kernel_open(search->kernel, "%s", path);

	if (fd >= 0)
		name_nsid(search, give_nsid(search, NETNSA_FD, (uint32_t)fd),
			  (struct netns_name){.name = text_is_printable(name) ? name
									      : NULL});
	/* A mount that another one hides, or that has gone. */
	else if (fd != -ENOENT && fd != -ENOTDIR)
		tell_problem(search, fd, "a file of another network namespace");
}

static int visit_named(void *data, const char *name)
{
	struct search *search = data;

	add_file(search, arena_printf(&search->scratch, "%s/%s", named_dir, name),
		 arena_strdup(&search->scratch, name));
	return 0;
}

static void add_named(struct search *search)
{
	int r = kernel_list(search->kernel, visit_named, search, "%s", named_dir);

	if (r < 0 && r != -ENOENT)
		tell_problem(search, r, named_dir);
}

/* "\040" is a space (mangle_path, fs/seq_file.c). */
static void unescape(char *path)
{
	char *to = path;

	for (const char *from = path; *from; to++) {
		if (from[0] == '\\' && from[1] && from[2] && from[3]) {
			*to = (char)((from[1] - '0') << 6 | (from[2] - '0') << 3 |
				     (from[3] - '0'));
			from += 4;
		} else {
			*to = *from++;
		}
	}
	*to = '\0';
}

/* "36 35 0:4 net:[4026532326] /run/odd/x rw - nsfs nsfs rw" */
static void add_mount(struct search *search, char *line)
{
	char *rest, *path = NULL;
	int n = 0;

	for (char *field = strtok_r(line, " ", &rest); field && n < PATH_FIELD;
	     field = strtok_r(NULL, " ", &rest)) {
		if (++n == ROOT_FIELD && strncmp(field, "net:[", strlen("net:[")) != 0)
			return;
		path = field;
	}
	if (n < PATH_FIELD)
		return;
	unescape(path);
	if (strncmp(path, named_dir, strlen(named_dir)) != 0)
		add_file(search, path, path);
}

static void add_mounts(struct search *search)
{
	char *text = NULL, *rest;
	int r = -EMSGSIZE;

	for (size_t size = MOUNTS_MIN; r == -EMSGSIZE && size <= MOUNTS_MAX; size *= 4) {
		text = arena_alloc(&search->scratch, size);
		r = kernel_read(search->kernel, text, size, "/proc/self/mountinfo");
	}
	if (r < 0) {
		tell_problem(search, r, "/proc/self/mountinfo");
		return;
	}
	for (char *line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		add_mount(search, line);
}

static int visit_process(void *data, const char *name)
{
	struct search *search = data;
	char *end;
	unsigned long pid = strtoul(name, &end, 10);

	if (*end != '\0' || pid == 0)
		return 0;
	search->pids = arena_grow(&search->scratch, search->pids, search->n_pids,
				  sizeof(*search->pids));
	search->pids[search->n_pids++] = (uint32_t)pid;
	return 0;
}

/* Most are of our own namespace, or of one that others have named. */
static void add_processes_of(struct search *search, const uint32_t *pids, size_t n)
{
	struct kernel_reply replies[BATCH] = {0};
	struct nl_msg *requests[BATCH] = {NULL};
	size_t n_made = 0;
	int r = 0;

	while (n_made < n &&
	       (requests[n_made] = nsid_message(RTM_GETNSID, NETNSA_PID, pids[n_made])))
		n_made++;
	r = n_made < n ? -ENOMEM
		       : kernel_transact(search->kernel, KERNEL_ROUTE, &search->scratch,
					 requests, replies, n);
	for (size_t i = 0; i < n_made; i++) {
		int nsid = parse_nsid(replies[i].message);

		nlmsg_free(requests[i]);
		if (r == 0 && replies[i].error && replies[i].error != -ESRCH)
			tell_problem(search, replies[i].error,
				     "the network namespace of a process");
		if (r < 0 || replies[i].error || nsid == search->own)
			continue;
		if (nsid < 0)
			nsid = give_nsid(search, NETNSA_PID, pids[i]);
		name_nsid(search, nsid, (struct netns_name){.pid = pids[i]});
	}
	if (r < 0)
		tell_problem(search, r, "the network namespaces of processes");
}

static void add_processes(struct search *search)
{
	int r = kernel_list(search->kernel, visit_process, search, "/proc");

	if (r < 0)
		tell_problem(search, r, "/proc");
	for (size_t i = 0; i < search->n_pids; i += BATCH)
		add_processes_of(search, search->pids + i,
				 search->n_pids - i < BATCH ? search->n_pids - i : BATCH);
}

/* " (guest)", ", of sleep (pid 812)", or nothing. */
static const char *name_of(struct search *search, int nsid)
{
	struct netns_name name = {0};
	const char *vm;

	if ((size_t)nsid < search->n_names)
		name = search->names[nsid];
	if (name.name)
		return arena_printf(search->arena, " (%s)", name.name);
	return name.pid ? arena_printf(search->arena, ", of %s",
				       process_name(search->kernel, search->arena,
						    name.pid, &vm))
			: "";
}

static void add_upper(struct search *search, const struct link_info *info, int nsid)
{
	struct netns_uppers *uppers = search->uppers;

	uppers->items = arena_grow(search->arena, uppers->items, uppers->n,
				   sizeof(*uppers->items));
	uppers->items[uppers->n++] = (struct netns_upper){
		.ifindex = info->below,
		.who = arena_printf(
			search->arena, "%s%s%s in another network namespace%s",
			*info->kind ? info->kind : "interface", *info->name ? " " : "",
			info->name, name_of(search, nsid))};
}

static void add_moved(struct search *search, const struct link_info *info, int nsid)
{
	struct netns_uppers *uppers = search->uppers;
	struct netns_moved moved = {.is_up = info->is_up};

	if (!pci_address_parse(info->pci, &moved.pci))
		return;
	moved.name = arena_strdup(search->arena, info->name);
	moved.where = arena_printf(search->arena, "in another network namespace%s",
				   name_of(search, nsid));
	uppers->moved = arena_grow(search->arena, uppers->moved, uppers->n_moved,
				   sizeof(*uppers->moved));
	uppers->moved[uppers->n_moved++] = moved;
}

/* The ifindex of the netdev below alone means nothing: the numbers are the same in all
 * namespaces. With IFLA_LINK_NETNSID it is of that one, by our numbers
 * (rtnl_fill_link_netnsid, net/core/rtnetlink.c). */
static void take_link(struct search *search, const struct nlmsghdr *message, int nsid)
{
	struct link_info info;

	if (!link_info_parse(&search->scratch, message, &info))
		return;
	if (info.below > 0 && info.below_nsid == search->own)
		add_upper(search, &info, nsid);
	if (*info.pci)
		add_moved(search, &info, nsid);
}

static void read_links(struct search *search, int nsid)
{
	_cleanup_(guard_msg) struct nl_msg *msg = link_info_request(nsid);
	struct kernel_reply reply;
	struct arena kept = search->scratch;
	int r;

	arena_init(&search->scratch);
	r = kernel_ask(search->kernel, KERNEL_ROUTE, &search->scratch, msg, &reply);
	for (size_t i = 0; r == 0 && i < reply.n_messages; i++)
		take_link(search, reply.messages[i], nsid);
	/* -EINVAL: the namespace is gone (rtnl_get_net_ns_capable). -EACCES: it belongs
	 * to a user namespace above ours. */
	if (r < 0 && r != -EINVAL && r != -EACCES)
		tell_problem(search, r, "the links of another network namespace");
	arena_done(&search->scratch);
	search->scratch = kept;
}

/* By their ids: a namespace that only a socket keeps may have one as well. */
static void read_all_links(struct search *search)
{
	struct rtgenmsg header = {0};
	_cleanup_(guard_msg) struct nl_msg *msg =
		nlmsg_alloc_simple(RTM_GETNSID, NLM_F_REQUEST | NLM_F_DUMP);
	struct kernel_reply reply;
	int r = -ENOMEM;

	if (msg && nlmsg_append(msg, &header, sizeof(header), NLMSG_ALIGNTO) == 0)
		r = kernel_ask(search->kernel, KERNEL_ROUTE, &search->scratch, msg,
			       &reply);
	if (r < 0)
		tell_problem(search, r, "the ids of network namespaces");
	for (size_t i = 0; r == 0 && i < reply.n_messages; i++) {
		int nsid = parse_nsid(reply.messages[i]);

		if (nsid >= 0 && nsid != search->own)
			read_links(search, nsid);
	}
}

void netns_uppers_read(struct kernel *kernel, struct arena *arena,
		       struct netns_uppers *uppers)
{
	struct search search = {.kernel = kernel, .arena = arena, .uppers = uppers};
	uint32_t self = (uint32_t)getpid();
	int unused, r;

	if (uppers->is_read)
		return;
	uppers->is_read = true;
	arena_init(&search.scratch);
	/* Our own gets an id anyway, as soon as a link refers to it. */
	r = ask_nsid(&search, RTM_NEWNSID, NETNSA_PID, self, &unused);
	if (r == 0 || r == -EEXIST)
		r = ask_nsid(&search, RTM_GETNSID, NETNSA_PID, self, &search.own);
	if (r == 0) {
		add_named(&search);
		add_mounts(&search);
		add_processes(&search);
		read_all_links(&search);
	} else if (r != -EPERM && r != -EACCES) {
		tell_problem(&search, r, "the id of this network namespace");
	}
	arena_done(&search.scratch);
}

const char *netns_uppers_on(const struct netns_uppers *uppers, int ifindex, size_t *i)
{
	for (; *i < uppers->n; (*i)++) {
		if (uppers->items[*i].ifindex == ifindex)
			return uppers->items[*i].who;
	}
	return NULL;
}

const struct netns_moved *netns_uppers_moved(const struct netns_uppers *uppers,
					     struct pci_address pci)
{
	for (size_t i = 0; i < uppers->n_moved; i++) {
		if (pci_address_compare(uppers->moved[i].pci, pci) == 0)
			return &uppers->moved[i];
	}
	return NULL;
}
