/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/lock-file.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "support/guard.h"
#include "support/own-file.h"
#include "support/root.h"

enum {
	TRIES = 16, /* while the file is replaced or deleted */
	HOLDERS = 8
};

static const int open_flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;

static bool is_shared(const struct stat *st)
{
	return st->st_mode & (S_IRWXG | S_IRWXO);
}

struct holder_search {
	const char *name;
	struct stat st; /* of the lock file */
	struct root proc;
	const char *pid;
	bool is_holder;
	struct lock_holder *holders;
	size_t n, max;
};

/* Compares the name first: stat(2) of a file on a dead server would hang. */
static bool is_named(const struct holder_search *search, const char *target)
{
	const char *name = strrchr(target, '/');
	size_t length = strlen(search->name);

	return name && strncmp(name + 1, search->name, length) == 0 &&
	       (name[1 + length] == '\0' || strcmp(name + 1 + length, " (deleted)") == 0);
}

static bool is_same_file(const struct statx *a, const struct stat *b)
{
	return a->stx_ino == b->st_ino && a->stx_dev_major == major(b->st_dev) &&
	       a->stx_dev_minor == minor(b->st_dev);
}

/* fdinfo shows a lock for each descriptor of the open file that holds it (show_fd_locks,
 * fs/locks.c). */
static int visit_fd(void *data, const char *fd)
{
	struct holder_search *search = data;
	char path[128], text[4096];
	struct statx stx;

	snprintf(path, sizeof(path), "%.16s/fd/%.16s", search->pid, fd);
	if (root_link(&search->proc, path, text, sizeof(text)) < 0 ||
	    !is_named(search, text) ||
	    statx(search->proc.fd, path, AT_STATX_DONT_SYNC, STATX_INO, &stx) < 0 ||
	    !is_same_file(&stx, &search->st))
		return 0;
	snprintf(path, sizeof(path), "%.16s/fdinfo/%.16s", search->pid, fd);
	search->is_holder = root_read(&search->proc, path, text, sizeof(text)) > 0 &&
			    strstr(text, "\nlock:") && strstr(text, "FLOCK");
	return search->is_holder;
}

/* Does not use the owner of /proc/PID, which is root for a process that is not
 * dumpable. */
static bool read_uid(const struct holder_search *search, uid_t *ret_uid)
{
	char path[64], text[4096];
	const char *line;

	snprintf(path, sizeof(path), "%.16s/status", search->pid);
	if (root_read(&search->proc, path, text, sizeof(text)) <= 0)
		return false;
	line = strstr(text, "\nUid:");
	return line && sscanf(line, "\nUid: %*u %u", ret_uid) == 1;
}

static int visit_process(void *data, const char *name)
{
	struct holder_search *search = data;
	struct lock_holder *holder = &search->holders[search->n];
	char path[64];

	if (!isdigit((unsigned char)name[0]))
		return 0;
	search->pid = name;
	search->is_holder = false;
	snprintf(path, sizeof(path), "%.16s/fd", name);
	(void)root_list(&search->proc, path, visit_fd, search);
	if (!search->is_holder || !read_uid(search, &holder->uid))
		return 0;
	holder->pid = atoi(name);
	return ++search->n == search->max;
}

size_t lock_file_holders(int dirfd, const char *name, struct lock_holder *holders,
			 size_t max)
{
	struct holder_search search = {.name = name, .holders = holders, .max = max};

	if (fstatat(dirfd, name, &search.st, AT_SYMLINK_NOFOLLOW) < 0 ||
	    root_open("/proc", &search.proc) < 0)
		return 0;
	(void)root_list(&search.proc, ".", visit_process, &search);
	root_done(&search.proc);
	return search.n;
}

/* Whether processes hold the lock and none of them belongs to root or to our own user. */
static bool is_held_by_others(int dirfd, const char *name)
{
	struct lock_holder holders[HOLDERS];
	size_t n = lock_file_holders(dirfd, name, holders, HOLDERS);

	for (size_t i = 0; i < n; i++) {
		if (holders[i].uid == 0 || holders[i].uid == geteuid())
			return false;
	}
	return n > 0;
}

/* Removes a file that others can open. A second lock serializes this, so that no process
 * removes the file that another process has just created in its place. */
static int remove_shared(int dirfd, const char *name)
{
	_cleanup_fd_ int turn = -1;
	char path[64];
	struct stat st;

	snprintf(path, sizeof(path), ".#%.48s.new", name);
	turn = openat(dirfd, path, open_flags, 0600);
	if (turn < 0 || flock(turn, LOCK_EX) < 0)
		return -errno;
	if (fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : -errno;
	return is_shared(&st) && unlinkat(dirfd, name, 0) < 0 ? -errno : 0;
}

static bool is_still_there(int dirfd, const char *name, const struct stat *st)
{
	struct stat now;

	return fstatat(dirfd, name, &now, AT_SYMLINK_NOFOLLOW) == 0 &&
	       now.st_ino == st->st_ino && now.st_dev == st->st_dev;
}

/* One try: the fd, -EALREADY if the file was replaced meanwhile, or an error. */
static int try_once(int dirfd, const char *name, const char **ret_fault)
{
	_cleanup_fd_ int fd = openat(dirfd, name, open_flags, 0600);
	const char *fault;
	struct stat st;
	int r = 0;

	if ((fd < 0 && fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) < 0) ||
	    (fd >= 0 && fstat(fd, &st) < 0))
		return -errno;
	fault = own_file_fault(&st, S_IFREG, 0);
	if (fault) {
		*ret_fault = fault;
		return -EPERM;
	}
	if (fd < 0)
		return -EACCES;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		r = -errno;
	if (r == -EWOULDBLOCK && is_shared(&st) && is_held_by_others(dirfd, name))
		r = 0;
	if (r == 0 && is_shared(&st))
		r = remove_shared(dirfd, name);
	if (r < 0)
		return r;
	return is_still_there(dirfd, name, &st) ? take_fd(fd) : -EALREADY;
}

int lock_file_try(int dirfd, const char *name, const char **ret_fault)
{
	int r = -EALREADY;

	for (int i = 0; i < TRIES && r == -EALREADY; i++)
		r = try_once(dirfd, name, ret_fault);
	return r == -EALREADY ? -EWOULDBLOCK : r;
}
