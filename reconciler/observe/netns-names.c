/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/netns-names.h"

#include <errno.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "observe/process-name.h"
#include "support/guard.h"
#include "support/text.h"

GUARD_DEFINE(msg, struct nl_msg *, nlmsg_free)

enum {
	BATCH = 256,
	MESSAGE_MAX = 128,
	NAMED_MAX = 1 << 16, /* ids; the kernel assigns the lowest that is free */
	MOUNTS_MIN = 64 << 10,
	MOUNTS_MAX = 16 << 20,
	PATH_FIELD = 5, /* of a line of mountinfo (show_mountinfo, fs/proc_namespace.c) */
	ROOT_FIELD = 4
};

static const char named_dir[] = "/run/netns";

/* The first name that is found for a namespace, or else a process in it. */
struct netns_name {
	const char *name;
	uint32_t pid;
};

static void tell_problem(struct netns_names *names, int r, const char *what)
{
	if (!names->problem)
		names->problem = arena_printf(names->arena, "%s cannot be read: %s", what,
					      strerror(-r));
}

/* Builds RTM_GETNSID or RTM_NEWNSID for the namespace of a process or a descriptor
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

static int ask_nsid(struct netns_names *names, int type, int attr, uint32_t value,
		    int *nsid)
{
	_cleanup_(guard_msg) struct nl_msg *msg = nsid_message(type, attr, value);
	struct kernel_reply reply;
	int r = kernel_ask(names->kernel, KERNEL_ROUTE, names->scratch, msg, &reply);

	if (r == 0)
		*nsid = parse_nsid(reply.message);
	return r;
}

static void name_nsid(struct netns_names *names, int nsid, struct netns_name name)
{
	if (nsid < 0 || nsid >= NAMED_MAX)
		return;
	while (names->n <= (size_t)nsid) {
		names->items = arena_grow(names->scratch, names->items, names->n,
					  sizeof(*names->items));
		names->items[names->n++] = (struct netns_name){0};
	}
	if (!names->items[nsid].name && !names->items[nsid].pid)
		names->items[nsid] = name;
}

/* Returns the id of a namespace, after assigning one if it had none; negative if the
 * process or the namespace is gone. */
static int give_nsid(struct netns_names *names, int attr, uint32_t value)
{
	int nsid = NETNSA_NSID_NOT_ASSIGNED, unused;
	int r = ask_nsid(names, RTM_GETNSID, attr, value, &nsid);

	if (r == 0 && nsid < 0) {
		r = ask_nsid(names, RTM_NEWNSID, attr, value, &unused);
		if (r == 0 || r == -EEXIST)
			r = ask_nsid(names, RTM_GETNSID, attr, value, &nsid);
	}
	/* -EINVAL: the file is not a namespace. */
	if (r < 0 && r != -ESRCH && r != -EINVAL)
		tell_problem(names, r, "the id of another network namespace");
	return r < 0 ? NETNSA_NSID_NOT_ASSIGNED : nsid;
}

static void add_file(struct netns_names *names, const char *path, const char *name)
{
	_cleanup_fd_ int fd = kernel_open(names->kernel, "%s", path);

	if (fd >= 0)
		name_nsid(names, give_nsid(names, NETNSA_FD, (uint32_t)fd),
			  (struct netns_name){.name = text_is_printable(name) ? name
									      : NULL});
	/* ENOENT, ENOTDIR: another mount hides this one, or it is gone. */
	else if (fd != -ENOENT && fd != -ENOTDIR)
		tell_problem(names, fd, "a file of another network namespace");
}

static int visit_named(void *data, const char *name)
{
	struct netns_names *names = data;

	add_file(names, arena_printf(names->scratch, "%s/%s", named_dir, name),
		 arena_strdup(names->scratch, name));
	return 0;
}

static void add_named(struct netns_names *names)
{
	int r = kernel_list(names->kernel, visit_named, names, "%s", named_dir);

	if (r < 0 && r != -ENOENT)
		tell_problem(names, r, named_dir);
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
static void add_mount(struct netns_names *names, char *line)
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
		add_file(names, path, path);
}

static void add_mounts(struct netns_names *names)
{
	char *text = NULL, *rest;
	int r = -EMSGSIZE;

	for (size_t size = MOUNTS_MIN; r == -EMSGSIZE && size <= MOUNTS_MAX; size *= 4) {
		text = arena_alloc(names->scratch, size);
		r = kernel_read(names->kernel, text, size, "/proc/self/mountinfo");
	}
	if (r < 0) {
		tell_problem(names, r, "/proc/self/mountinfo");
		return;
	}
	for (char *line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		add_mount(names, line);
}

static int visit_process(void *data, const char *name)
{
	struct netns_names *names = data;
	char *end;
	unsigned long pid = strtoul(name, &end, 10);

	if (*end != '\0' || pid == 0)
		return 0;
	names->pids = arena_grow(names->scratch, names->pids, names->n_pids,
				 sizeof(*names->pids));
	names->pids[names->n_pids++] = (uint32_t)pid;
	return 0;
}

/* Most processes are in our own namespace, or in one that already has a name. */
static void add_processes_of(struct netns_names *names, const uint32_t *pids, size_t n)
{
	struct kernel_reply replies[BATCH] = {0};
	struct nl_msg *requests[BATCH] = {NULL};
	size_t n_made = 0;
	int r = 0;

	while (n_made < n &&
	       (requests[n_made] = nsid_message(RTM_GETNSID, NETNSA_PID, pids[n_made])))
		n_made++;
	r = n_made < n ? -ENOMEM
		       : kernel_transact(names->kernel, KERNEL_ROUTE, names->scratch,
					 requests, replies, n);
	for (size_t i = 0; i < n_made; i++) {
		int nsid = parse_nsid(replies[i].message);

		nlmsg_free(requests[i]);
		if (r == 0 && replies[i].error && replies[i].error != -ESRCH)
			tell_problem(names, replies[i].error,
				     "the network namespace of a process");
		if (r < 0 || replies[i].error || nsid == names->own)
			continue;
		if (nsid < 0)
			nsid = give_nsid(names, NETNSA_PID, pids[i]);
		name_nsid(names, nsid, (struct netns_name){.pid = pids[i]});
	}
	if (r < 0)
		tell_problem(names, r, "the network namespaces of processes");
}

static void add_processes(struct netns_names *names)
{
	int r = kernel_list(names->kernel, visit_process, names, "/proc");

	if (r < 0)
		tell_problem(names, r, "/proc");
	for (size_t i = 0; i < names->n_pids; i += BATCH)
		add_processes_of(names, names->pids + i,
				 names->n_pids - i < BATCH ? names->n_pids - i : BATCH);
}

const char *netns_names_text(struct netns_names *names, int nsid)
{
	struct netns_name name = {0};
	const char *vm;

	if ((size_t)nsid < names->n)
		name = names->items[nsid];
	if (name.name)
		return arena_printf(names->arena, " (%s)", name.name);
	return name.pid ? arena_printf(names->arena, ", of %s",
				       process_name(names->kernel, names->arena, name.pid,
						    &vm))
			: "";
}

/* Lists all ids: a namespace that only a socket keeps alive may have one as well. */
static void list_ids(struct netns_names *names)
{
	struct rtgenmsg header = {0};
	_cleanup_(guard_msg) struct nl_msg *msg =
		nlmsg_alloc_simple(RTM_GETNSID, NLM_F_REQUEST | NLM_F_DUMP);
	struct kernel_reply reply = {0};
	int r = -ENOMEM;

	if (msg && nlmsg_append(msg, &header, sizeof(header), NLMSG_ALIGNTO) == 0)
		r = kernel_ask(names->kernel, KERNEL_ROUTE, names->scratch, msg, &reply);
	if (r < 0) {
		tell_problem(names, r, "the ids of network namespaces");
		return;
	}
	names->ids = arena_calloc(names->scratch, reply.n_messages, sizeof(*names->ids));
	for (size_t i = 0; i < reply.n_messages; i++) {
		int nsid = parse_nsid(reply.messages[i]);

		if (nsid >= 0 && nsid != names->own)
			names->ids[names->n_ids++] = nsid;
	}
}

void netns_names_read(struct kernel *kernel, struct arena *arena, struct arena *scratch,
		      struct netns_names *ret_names)
{
	struct netns_names names = {.kernel = kernel, .arena = arena, .scratch = scratch};
	uint32_t self = (uint32_t)getpid();
	int unused, r;

	/* Our own namespace gets an id anyway once a link refers to it. */
	r = ask_nsid(&names, RTM_NEWNSID, NETNSA_PID, self, &unused);
	if (r == 0 || r == -EEXIST)
		r = ask_nsid(&names, RTM_GETNSID, NETNSA_PID, self, &names.own);
	if (r == 0) {
		add_named(&names);
		add_mounts(&names);
		add_processes(&names);
		list_ids(&names);
	} else if (r != -EPERM && r != -EACCES) {
		tell_problem(&names, r, "the id of this network namespace");
	}
	*ret_names = names;
}
